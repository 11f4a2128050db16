// Local conveniences: the clock that can be frozen, and the messages on their way, so that one can wait for them.

export async function frozenNow(db: D1Database): Promise<string | undefined> {
  const row = await db
    .prepare("SELECT value FROM local_settings WHERE name = 'now'")
    .first<{ value: string }>()
  return row?.value
}

export async function freezeNow(db: D1Database, now: string | undefined): Promise<void> {
  if (now === undefined) await db.prepare("DELETE FROM local_settings WHERE name = 'now'").run()
  else
    await db
      .prepare(
        "INSERT INTO local_settings (name, value) VALUES ('now', ?1) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      )
      .bind(now)
      .run()
}

/** `dueAt`: when the queue is to deliver them, by the real clock. */
export async function addMessages(db: D1Database, ids: readonly string[], dueAt: number): Promise<void> {
  await db
    .prepare('INSERT OR IGNORE INTO local_messages (id, due_at) SELECT value, ?2 FROM json_each(?1)')
    .bind(JSON.stringify(ids), dueAt)
    .run()
}

export async function removeMessages(db: D1Database, ids: readonly string[]): Promise<void> {
  await db
    .prepare('DELETE FROM local_messages WHERE id IN (SELECT value FROM json_each(?1))')
    .bind(JSON.stringify(ids))
    .run()
}

/**
 * The local queue forgets its messages when the Worker is killed or reloaded: one so late will not come any more. It is
 * longer than anybody waits for them, who would else be told that there are none.
 */
const lostMs = 65_000

/** Messages on their way; `now` is the real clock's. */
export async function countMessages(db: D1Database, now: number): Promise<number> {
  const row = await db
    .prepare('SELECT count(*) AS n FROM local_messages WHERE due_at > ?1')
    .bind(now - lostMs)
    .first<{ n: number }>()
  return row?.n ?? 0
}
