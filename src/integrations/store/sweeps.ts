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

/** How often every running clock was sent to be counted by these rules. */
export async function passesOfRules(db: D1Database, digest: string): Promise<number> {
  const row = await db
    .prepare('SELECT passes FROM swept_rules WHERE digest = ?1')
    .bind(digest)
    .first<{ passes: number }>()
  return row?.passes ?? 0
}

export async function markRules(
  db: D1Database,
  digest: string,
  passes: number,
  ranAt: number,
): Promise<void> {
  await db
    .prepare(
      `INSERT INTO swept_rules (id, digest, passes, ran_at) VALUES (1, ?1, ?2, ?3)
       ON CONFLICT (id) DO UPDATE SET digest = excluded.digest, passes = excluded.passes, ran_at = excluded.ran_at`,
    )
    .bind(digest, passes, ranAt)
    .run()
}

/** Epoch milliseconds by name; a sweep that never ran is absent. */
export async function lastSweeps(db: D1Database): Promise<ReadonlyMap<string, number>> {
  const { results } = await db
    .prepare('SELECT name, ran_at AS at FROM sweeps')
    .all<{ name: string; at: number }>()
  return new Map(results.map(({ name, at }) => [name, at]))
}
