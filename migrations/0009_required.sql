-- Properties that the account required before a ticket could be moved, as JSON: while one is empty, the move is not tried again.
ALTER TABLE tickets ADD COLUMN required TEXT;
