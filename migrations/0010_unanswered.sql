-- A task of which no answer came may still be made: until then, by the real clock in epoch milliseconds, nobody makes it again.
ALTER TABLE actions ADD COLUMN comes_until INTEGER;
