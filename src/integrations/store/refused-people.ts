// People whom the CRM lists as owners, and then does not take as one: for a while they are not named again.

export type RefusedPerson = {
  readonly email: string
  /** The CRM's words. */
  readonly message: string
  /** Epoch milliseconds by the real clock: after it they are tried again. */
  readonly until: number
}

export async function loadRefusedPeople(db: D1Database): Promise<readonly RefusedPerson[]> {
  const { results } = await db
    .prepare('SELECT email, message, until FROM refused_people ORDER BY email')
    .all<RefusedPerson>()
  return results
}

export async function saveRefusedPeople(db: D1Database, people: readonly RefusedPerson[]): Promise<void> {
  if (people.length === 0) return
  await db
    .prepare(
      `INSERT INTO refused_people (email, message, until)
       SELECT value ->> 'email', value ->> 'message', value ->> 'until' FROM json_each(?1) WHERE true
       ON CONFLICT (email) DO UPDATE SET message = excluded.message, until = excluded.until`,
    )
    .bind(JSON.stringify(people))
    .run()
}

/** They were taken after all. */
export async function forgetRefusedPeople(db: D1Database, emails: readonly string[]): Promise<void> {
  if (emails.length === 0) return
  await db
    .prepare('DELETE FROM refused_people WHERE email IN (SELECT value FROM json_each(?1))')
    .bind(JSON.stringify(emails))
    .run()
}
