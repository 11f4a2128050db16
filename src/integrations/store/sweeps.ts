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

/** The rules by which every running clock was last sent to be counted; `undefined` before the first sweep. */
export async function rulesLastSwept(db: D1Database): Promise<string | undefined> {
  const row = await db.prepare('SELECT digest FROM swept_rules').first<{ digest: string }>()
  return row?.digest
}

export async function markRules(db: D1Database, digest: string, ranAt: number): Promise<void> {
  await db
    .prepare(
      `INSERT INTO swept_rules (id, digest, ran_at) VALUES (1, ?1, ?2)
       ON CONFLICT (id) DO UPDATE SET digest = excluded.digest, ran_at = excluded.ran_at`,
    )
    .bind(digest, ranAt)
    .run()
}

/** Epoch milliseconds by name; a sweep that never ran is absent. */
export async function lastSweeps(db: D1Database): Promise<ReadonlyMap<string, number>> {
  const { results } = await db
    .prepare('SELECT name, ran_at AS at FROM sweeps')
    .all<{ name: string; at: number }>()
  return new Map(results.map(({ name, at }) => [name, at]))
}
