// When each sweep last ran, by the real clock.

export type SweepName = 'due' | 'nightly'

export async function markSweep(db: D1Database, name: SweepName, ranAt: number): Promise<void> {
  await db
    .prepare(
      'INSERT INTO sweeps (name, ran_at) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET ran_at = excluded.ran_at',
    )
    .bind(name, ranAt)
    .run()
}

/** How often every running clock was sent to be counted by which rules, and how far the present pass has come. */
export type SweptRules = {
  readonly digest: string
  readonly passes: number
  /** The last ticket that was sent; `null` between passes. */
  readonly after: string | null
}

/** `null` before the first pass ever. */
export const sweptRules = (db: D1Database): Promise<SweptRules | null> =>
  db.prepare('SELECT digest, passes, after_id AS after FROM swept_rules').first<SweptRules>()

/** Notes that so many passes by these rules are over, and no other is under way. */
export async function markRules(
  db: D1Database,
  digest: string,
  passes: number,
  ranAt: number,
): Promise<void> {
  await db
    .prepare(
      `INSERT INTO swept_rules (id, digest, passes, ran_at) VALUES (1, ?1, ?2, ?3)
       ON CONFLICT (id) DO UPDATE SET digest = excluded.digest, passes = excluded.passes, ran_at = excluded.ran_at,
         after_id = NULL`,
    )
    .bind(digest, passes, ranAt)
    .run()
}

/** Notes how far a pass has come. False where it is over, or other rules have come. */
export async function markPlace(
  db: D1Database,
  { digest, passes, after }: SweptRules,
  ranAt: number,
): Promise<boolean> {
  const { meta } = await db
    .prepare('UPDATE swept_rules SET after_id = ?3, ran_at = ?4 WHERE digest = ?1 AND passes = ?2')
    .bind(digest, passes, after, ranAt)
    .run()
  return meta.changes > 0
}

/** Epoch milliseconds by name; a sweep that never ran is absent. */
export async function lastSweeps(db: D1Database): Promise<ReadonlyMap<string, number>> {
  const { results } = await db
    .prepare('SELECT name, ran_at AS at FROM sweeps')
    .all<{ name: string; at: number }>()
  return new Map(results.map(({ name, at }) => [name, at]))
}
