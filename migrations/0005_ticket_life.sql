-- Tickets that were merged away, and what they became.
CREATE TABLE merged_tickets (
  id TEXT PRIMARY KEY,
  into_id TEXT NOT NULL,
  seen_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Whose tickets they are: so that what concerns a contact can be erased with the contact.
CREATE TABLE ticket_contacts (
  contact_id TEXT NOT NULL,
  ticket_id TEXT NOT NULL,
  PRIMARY KEY (contact_id, ticket_id)
) STRICT, WITHOUT ROWID;
