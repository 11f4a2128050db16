// The audit log: who did what through the API, and who was refused. A row is written before the act, its outcome after.

type AuditEntry = {
  /** ISO instant by the real clock. */
  readonly at: string
  /** An e-mail address, the client id of a service token, or `local`. */
  readonly who: string
  readonly action: string
  /** A ticket's id or a failure's key. */
  readonly subject: string
  readonly outcome: string
}

export type ShownAudit = AuditEntry & { readonly id: number }

/** Answers the row's id, by which its outcome is noted. */
export async function saveAudit(db: D1Database, entry: AuditEntry): Promise<number> {
  const { at, who, action, subject, outcome } = entry
  const row = await db
    .prepare('INSERT INTO audit (at, who, action, subject, outcome) VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id')
    .bind(at, who, action, subject, outcome)
    .first<{ id: number }>()
  if (!row) throw new Error('the audit log took no row')
  return row.id
}

export async function noteOutcome(db: D1Database, id: number, outcome: string): Promise<void> {
  await db.prepare('UPDATE audit SET outcome = ?2 WHERE id = ?1').bind(id, outcome).run()
}

/** Newest first, those before the row `before`. */
export async function listAudit(
  db: D1Database,
  before: number | undefined,
  limit: number,
): Promise<readonly ShownAudit[]> {
  const { results } = await db
    .prepare(
      `SELECT id, at, who, action, subject, outcome FROM audit
       WHERE ?1 IS NULL OR id < ?1 ORDER BY id DESC LIMIT ?2`,
    )
    .bind(before ?? null, limit)
    .all<ShownAudit>()
  return results
}
