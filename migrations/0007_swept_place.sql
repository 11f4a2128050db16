-- How far the pass over running clocks has come, so that one which ended half-way goes on there; NULL between passes.
ALTER TABLE swept_rules ADD COLUMN after_id TEXT;

-- By ticket, whose id never changes: by due date, one whose clock moves meanwhile could slip past.
CREATE INDEX clocks_open_of_ticket ON clocks (ticket_id) WHERE state IN ('running', 'due_soon', 'overdue', 'paused');
