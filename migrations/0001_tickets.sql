-- What Redress remembers of each ticket; `pending` is the memory that a write under way will leave behind.
CREATE TABLE tickets (
  id TEXT PRIMARY KEY,
  policy TEXT NOT NULL,
  stage TEXT NOT NULL,
  memory TEXT NOT NULL,
  pending TEXT,
  -- Values last written, in the CRM's own names: by these our own echoes are known.
  echoes TEXT NOT NULL DEFAULT '{}',
  -- Epoch milliseconds of the next instant at which anything could change by itself; NULL when nothing could.
  next_look_at INTEGER,
  seen_at INTEGER NOT NULL,
  -- Why the ticket is watched no longer; NULL while it is.
  gone TEXT
) STRICT;

-- A sweep reads only what is due, however many tickets there are.
CREATE INDEX tickets_to_look_at ON tickets (next_look_at, id) WHERE next_look_at IS NOT NULL;

CREATE TABLE clocks (
  ticket_id TEXT NOT NULL,
  name TEXT NOT NULL,
  start_at TEXT NOT NULL,
  title TEXT NOT NULL,
  state TEXT NOT NULL,
  due_on TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  stop_at TEXT,
  working_days INTEGER,
  PRIMARY KEY (ticket_id, name, start_at)
) STRICT, WITHOUT ROWID;

CREATE INDEX clocks_open ON clocks (due_at) WHERE state IN ('running', 'due_soon', 'overdue', 'paused');

-- Every decision that changed something, with all that it rested on: enough to make it again.
CREATE TABLE decisions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket_id TEXT NOT NULL,
  decided_at TEXT NOT NULL,
  policy TEXT NOT NULL,
  version TEXT NOT NULL,
  digest TEXT NOT NULL,
  input TEXT NOT NULL,
  outcome TEXT NOT NULL
) STRICT;

CREATE INDEX decisions_of_ticket ON decisions (ticket_id, id);

-- Tasks and notes. A key is claimed before the thing is made, so that it is made once.
CREATE TABLE actions (
  key TEXT PRIMARY KEY,
  ticket_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  -- claimed, made or completed
  state TEXT NOT NULL,
  remote_id TEXT,
  subject TEXT NOT NULL,
  claimed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX actions_of_ticket ON actions (ticket_id, state);
CREATE INDEX actions_unfinished ON actions (claimed_at) WHERE state = 'claimed';

-- What a person has to see to, one row for each thing.
CREATE TABLE failures (
  key TEXT PRIMARY KEY,
  ticket_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  message TEXT NOT NULL,
  first_at TEXT NOT NULL,
  last_at TEXT NOT NULL,
  times INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX failures_of_ticket ON failures (ticket_id);

-- Who works on a ticket now, so that two consumers never do.
CREATE TABLE leases (
  ticket_id TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- When each sweep last ran, by the real clock.
CREATE TABLE sweeps (
  name TEXT PRIMARY KEY,
  ran_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Only used with REDRESS_LOCAL=1: the local clock, and messages on their way, so that `settle` can wait for them.
CREATE TABLE local_settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE local_messages (id TEXT PRIMARY KEY, due_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
