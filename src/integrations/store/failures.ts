// Failures: what a person has to see to, one row for each thing, gone when a later look finds it mended.

import { failuresSql } from './record.ts'

export type FailureRow = {
  readonly key: string
  /** Empty where it concerns no single ticket. */
  readonly ticketId: string
  /** `decision`, `refused`, `notice`, `person`, `crm` or `dead-letter`. */
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
  if (failures.length > 0) await db.prepare(failuresSql('true')).bind(JSON.stringify(failures)).run()
}

const columns =
  'key, ticket_id AS ticketId, kind, message, first_at AS firstAt, last_at AS lastAt, times FROM failures'

export const failureOf = async (db: D1Database, key: string): Promise<Failure | undefined> =>
  (await db.prepare(`SELECT ${columns} WHERE key = ?1`).bind(key).first<Failure>()) ?? undefined

/** Messages by key; one that is not listed is absent. */
export async function messagesOf(
  db: D1Database,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (keys.length === 0) return new Map()
  const { results } = await db
    .prepare('SELECT key, message FROM failures WHERE key IN (SELECT value FROM json_each(?1))')
    .bind(JSON.stringify(keys))
    .all<Pick<Failure, 'key' | 'message'>>()
  return new Map(results.map(({ key, message }) => [key, message]))
}

/** Keys and messages of the failures of a kind. */
export async function failuresOfKind(
  db: D1Database,
  kind: string,
): Promise<readonly Pick<Failure, 'key' | 'message'>[]> {
  const { results } = await db
    .prepare('SELECT key, message FROM failures WHERE ticket_id = ?1 AND kind = ?2 ORDER BY key')
    .bind('', kind)
    .all<Pick<Failure, 'key' | 'message'>>()
  return results
}

export async function dropFailures(db: D1Database, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return
  await db
    .prepare('DELETE FROM failures WHERE key IN (SELECT value FROM json_each(?1))')
    .bind(JSON.stringify(keys))
    .run()
}

export async function listFailures(db: D1Database, ticketId?: string): Promise<readonly Failure[]> {
  const { results } = await db
    .prepare(`SELECT ${columns} WHERE ?1 IS NULL OR ticket_id = ?1 ORDER BY last_at DESC, key LIMIT 1000`)
    .bind(ticketId ?? null)
    .all<Failure>()
  return results
}
