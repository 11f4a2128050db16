// The pause after the CRM's calls of the day are used up, and when the account's day ends.

export type Pause = {
  /** Epoch milliseconds by the real clock. */
  readonly until: number
  readonly message: string
}

/** The pause at `now`, where there is one. */
export const pauseAt = (db: D1Database, now: number): Promise<Pause | null> =>
  db.prepare('SELECT until, message FROM crm_pause WHERE until > ?1').bind(now).first<Pause>()

export async function savePause(db: D1Database, { until, message }: Pause): Promise<void> {
  await db
    .prepare(
      `INSERT INTO crm_pause (id, until, message) VALUES (1, ?1, ?2)
       ON CONFLICT (id) DO UPDATE SET until = excluded.until, message = excluded.message`,
    )
    .bind(until, message)
    .run()
}

/** Pauses that followed on each other in the same minutes end within so much of each other. */
const apartMs = 5 * 60_000

/** Ends it before its time. What waited for its end is due now, so that the sweep sends it. */
export async function endPause(db: D1Database, now: number): Promise<void> {
  await db.batch([
    db
      .prepare(
        `UPDATE retries SET due_at = ?1 FROM crm_pause
         WHERE retries.due_at BETWEEN crm_pause.until - ?2 AND crm_pause.until + ?2 AND retries.due_at > ?1`,
      )
      .bind(now, apartMs),
    db.prepare('DELETE FROM crm_pause'),
  ])
}

export type Account = { readonly timeZone: string; readonly readAt: number }

export const knownAccount = (db: D1Database): Promise<Account | null> =>
  db.prepare('SELECT time_zone AS timeZone, read_at AS readAt FROM crm_account').first<Account>()

export async function saveAccount(db: D1Database, { timeZone, readAt }: Account): Promise<void> {
  await db
    .prepare(
      `INSERT INTO crm_account (id, time_zone, read_at) VALUES (1, ?1, ?2)
       ON CONFLICT (id) DO UPDATE SET time_zone = excluded.time_zone, read_at = excluded.read_at`,
    )
    .bind(timeZone, readAt)
    .run()
}
