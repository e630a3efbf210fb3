-- Several notices over time.

-- What is known of an entry beyond its holds: superseded, send_until_over, unplannable; null = nothing.
ALTER TABLE entries ADD COLUMN mark TEXT;

-- A confirmation from before an entry was made says nothing of its notice.
ALTER TABLE entries ADD COLUMN made_at BIGINT NOT NULL DEFAULT 0;

-- 1: the person was known before the notice came; such entries ride in one wave, whose list_id is 0.
ALTER TABLE entries ADD COLUMN known_before INTEGER NOT NULL DEFAULT 0;
