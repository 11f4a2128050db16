-- Tasks beyond the policy's limit are listed in one task for a role, not made.
CREATE TABLE digests (
  id TEXT PRIMARY KEY,
  -- The ticket that carries it: the first of those it lists.
  ticket_id TEXT NOT NULL,
  -- NULL until it is made.
  remote_id TEXT,
  claimed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The digest that lists it; an action of the state `listed` without one waits for the next.
ALTER TABLE actions ADD COLUMN digest TEXT;

CREATE INDEX actions_tasks_of_late ON actions (claimed_at) WHERE kind = 'task';
CREATE INDEX actions_to_list ON actions (claimed_at) WHERE state = 'listed' AND digest IS NULL;
CREATE INDEX actions_of_digest ON actions (digest) WHERE digest IS NOT NULL;
