// What becomes of a ticket's record when tickets are merged, and whose tickets they are.

export type Merged = { readonly from: readonly string[]; readonly primary: string; readonly into: string }

/** The surviving ticket carries on: what is remembered of the primary is its own, with tasks and notes. */
export async function carryOn(db: D1Database, merges: readonly Merged[], at: string): Promise<void> {
  const statements = merges.flatMap(({ from, primary, into }) => [
    db
      .prepare(
        `INSERT INTO merged_tickets (id, into_id, seen_at) SELECT value, ?2, ?3 FROM json_each(?1) WHERE true
         ON CONFLICT (id) DO NOTHING`,
      )
      .bind(JSON.stringify(from), into, at),
    ...(primary === into ? [] : carried(db, primary, into)),
    db
      .prepare(
        `INSERT OR IGNORE INTO ticket_contacts (contact_id, ticket_id)
         SELECT contact_id, ?2 FROM ticket_contacts WHERE ticket_id IN (SELECT value FROM json_each(?1))`,
      )
      .bind(JSON.stringify(from), into),
  ])
  if (statements.length > 0) await db.batch(statements)
}

const carried = (db: D1Database, primary: string, into: string): readonly D1PreparedStatement[] => [
  // One that was looked at under its new id already has a memory of its own.
  db
    .prepare(
      `INSERT INTO tickets (id, policy, stage, memory, pending, echoes, next_look_at, seen_at)
       SELECT ?2, policy, stage, memory, NULL, '{}', seen_at, seen_at FROM tickets WHERE id = ?1
       ON CONFLICT (id) DO NOTHING`,
    )
    .bind(primary, into),
  // A key names its ticket; an unfinished claim is settled where it was made.
  db
    .prepare(
      `UPDATE OR IGNORE actions SET ticket_id = ?2,
         key = substr(replace(key || '/', '/' || ?1 || '/', '/' || ?2 || '/'), 1,
           length(replace(key || '/', '/' || ?1 || '/', '/' || ?2 || '/')) - 1)
       WHERE ticket_id = ?1 AND state <> 'claimed'`,
    )
    .bind(primary, into),
]

export async function saveLinks(
  db: D1Database,
  links: readonly { readonly ticket: string; readonly contact: string }[],
): Promise<void> {
  if (links.length === 0) return
  await db
    .prepare(
      `INSERT OR IGNORE INTO ticket_contacts (contact_id, ticket_id)
       SELECT value ->> 'contact', value ->> 'ticket' FROM json_each(?1)`,
    )
    .bind(JSON.stringify(links))
    .run()
}

/** Tickets of these contacts, as far as they are known. */
export async function ticketsOfContacts(
  db: D1Database,
  contacts: readonly string[],
): Promise<readonly string[]> {
  if (contacts.length === 0) return []
  const { results } = await db
    .prepare(
      `SELECT DISTINCT ticket_id AS id FROM ticket_contacts
       WHERE contact_id IN (SELECT value FROM json_each(?1)) ORDER BY id`,
    )
    .bind(JSON.stringify(contacts))
    .all<{ id: string }>()
  return results.map(({ id }) => id)
}

export async function forgetContacts(db: D1Database, contacts: readonly string[]): Promise<void> {
  await db
    .prepare('DELETE FROM ticket_contacts WHERE contact_id IN (SELECT value FROM json_each(?1))')
    .bind(JSON.stringify(contacts))
    .run()
}

/** The ticket that this one was merged into, where it was. */
export async function mergedInto(db: D1Database, id: string): Promise<string | null> {
  const row = await db
    .prepare('SELECT into_id AS id FROM merged_tickets WHERE id = ?1')
    .bind(id)
    .first<{ id: string }>()
  return row?.id ?? null
}
