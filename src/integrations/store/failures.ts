// Failures: what a person has to see to, one row for each thing, gone when a later look finds it mended.

import { saveFailuresSql } from './record.ts'

export type FailureRow = {
  readonly key: string
  /** Empty where it concerns no single ticket. */
  readonly ticketId: string
  /** `decision`, `refused`, `notice`, `crm` or `dead-letter`. */
  readonly kind: string
  readonly message: string
  /** ISO instant. */
  readonly at: string
}

export type Failure = {
  readonly key: string
  readonly ticketId: string
  readonly kind: string
  readonly message: string
  readonly firstAt: string
  readonly lastAt: string
  readonly times: number
}

export async function saveFailures(db: D1Database, failures: readonly FailureRow[]): Promise<void> {
  if (failures.length > 0) await db.prepare(saveFailuresSql).bind(JSON.stringify(failures)).run()
}

export async function listFailures(db: D1Database, ticketId?: string): Promise<readonly Failure[]> {
  const { results } = await db
    .prepare(
      `SELECT key, ticket_id AS ticketId, kind, message, first_at AS firstAt, last_at AS lastAt, times
       FROM failures WHERE ?1 IS NULL OR ticket_id = ?1 ORDER BY last_at DESC, key LIMIT 1000`,
    )
    .bind(ticketId ?? null)
    .all<Failure>()
  return results
}
