-- What people did through the API, and what they were refused: noted before it is done, its outcome after.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  -- By the real clock.
  at TEXT NOT NULL,
  -- An e-mail address, the client id of a service token, or `local`.
  who TEXT NOT NULL,
  action TEXT NOT NULL,
  -- A ticket's id or a failure's key.
  subject TEXT NOT NULL,
  -- `begun` where what became of it is not known.
  outcome TEXT NOT NULL
) STRICT;
