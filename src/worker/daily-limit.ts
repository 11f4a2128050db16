// When all calls of the day are used up: nothing is asked until the account's day ends, and no attempt is spent on it.

import { Temporal } from 'temporal-polyfill'
import type { Crm, CrmFault } from '../integrations/crm.ts'
import { saveFailures } from '../integrations/store/failures.ts'
import { knownAccount, saveAccount, savePause, type Pause } from '../integrations/store/pause.ts'

/** Where the account's time zone is not known, one call an hour finds out whether the day is over. */
const lookInMs = 60 * 60_000

/** How long what is known of the account is good for. */
const accountMs = 7 * 24 * 60 * 60_000

/** Stores the pause that `fault` calls for, where a person sees it; `now` is the real clock's. */
export async function pauseFor(db: D1Database, fault: CrmFault, now: number, random: number): Promise<Pause> {
  const account = await knownAccount(db)
  const until =
    fault.delaySeconds === undefined
      ? resetAt(now, account?.timeZone, random)
      : now + fault.delaySeconds * 1000
  const at = new Date(now).toISOString()
  const message = `all calls of the day are used up, so nothing is asked until ${new Date(until).toISOString()}: ${fault.message}`
  await savePause(db, { until, message })
  await saveFailures(db, [{ key: 'crm', ticketId: '', kind: 'crm', message, at }])
  console.warn(message)
  return { until, message }
}

/** Just after the next midnight of the zone, spread over five minutes: other apps wait for it, too. */
function resetAt(now: number, timeZone: string | undefined, random: number): number {
  const spreadMs = Math.round((60 + random * 240) * 1000)
  try {
    if (timeZone === undefined) return now + lookInMs
    const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate()
    return today.add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds + spreadMs
  } catch {
    // A name of a zone that only HubSpot has.
    return now + lookInMs
  }
}

/** Asks for the account's time zone once a week. It is a convenience: that it can not be had stops nothing. */
export async function learnTimeZone(db: D1Database, crm: Crm, now: number): Promise<void> {
  const known = await knownAccount(db)
  if (known && now - known.readAt < accountMs) return
  try {
    const timeZone = await crm.timeZone()
    if (timeZone !== undefined) await saveAccount(db, { timeZone, readAt: now })
  } catch (error) {
    console.warn(
      `the account's time zone is not known: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}
