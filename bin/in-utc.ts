// An instant as a command prints it.

/** `2026-11-24 00:02 UTC` of an ISO instant in UTC. */
export const inUtc = (instant: string): string => instant.replace('T', ' ').replace(/:\d\d(\.\d+)?Z$/, ' UTC')
