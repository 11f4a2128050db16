// Instants as HubSpot prints them: ISO in UTC, without a fraction when it is zero.

export const printInstant = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z')

const isoInstant = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d))?$/
const milliseconds = /^-?\d{1,15}$/

/** Milliseconds of an ISO instant, an ISO date (its midnight in UTC) or a count of milliseconds; NaN for anything else. */
export function parseInstant(text: string): number {
  if (milliseconds.test(text)) return Number(text)
  return isoInstant.test(text) ? Date.parse(text) : Number.NaN
}
