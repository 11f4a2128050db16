-- Which rules and calendars every running clock was last counted by.
CREATE TABLE swept_rules (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  digest TEXT NOT NULL,
  -- Twice for each edition: a consumer of the one before may have taken what the first pass sent.
  passes INTEGER NOT NULL,
  ran_at INTEGER NOT NULL
) STRICT;

-- Due dates that moved because a rule or a calendar was edited, not the ticket.
CREATE TABLE moved_clocks (
  ticket_id TEXT NOT NULL,
  name TEXT NOT NULL,
  start_at TEXT NOT NULL,
  -- The rules by which it was counted anew.
  digest TEXT NOT NULL,
  title TEXT NOT NULL,
  due_before TEXT NOT NULL,
  due_on TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  PRIMARY KEY (ticket_id, name, start_at, digest)
) STRICT, WITHOUT ROWID;

CREATE INDEX moved_clocks_seen ON moved_clocks (seen_at);
