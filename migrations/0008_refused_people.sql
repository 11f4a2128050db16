-- People whom the CRM would not take as owner of a ticket, though it lists them: they are not named again for a while.
CREATE TABLE refused_people (
  email TEXT PRIMARY KEY,
  message TEXT NOT NULL,
  -- By the real clock: until then somebody else is looked for, after it they are tried again.
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
