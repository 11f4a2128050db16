-- Tickets that are to be tried again: until then nobody else sends them, and one that never came is sent by a sweep.
CREATE TABLE retries (
  ticket_id TEXT PRIMARY KEY,
  attempt INTEGER NOT NULL,
  -- By the real clock.
  due_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX retries_due ON retries (due_at);

-- While the account's calls of the day are used up, nothing is asked.
CREATE TABLE crm_pause (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  until INTEGER NOT NULL,
  message TEXT NOT NULL
) STRICT;

-- What is known of the account: its day ends at its own midnight.
CREATE TABLE crm_account (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  time_zone TEXT NOT NULL,
  read_at INTEGER NOT NULL
) STRICT;

-- The list of all open tickets, while it is not at its end.
CREATE TABLE listing (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  started_at INTEGER NOT NULL,
  -- The rules whose stages are listed: by others it starts again.
  digest TEXT NOT NULL,
  -- Closed tickets that changed since this instant are listed, too.
  since TEXT NOT NULL,
  -- Which of its searches comes next, and the last ticket that it gave.
  search INTEGER NOT NULL,
  after_id TEXT,
  sent INTEGER NOT NULL,
  -- Somebody is at work on it until then, by the real clock.
  held_until INTEGER NOT NULL
) STRICT;
