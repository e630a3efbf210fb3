-- How often the entry was planned. to_plan begins anew at 0 with each plan: that a change is still
-- the one a plan was made for, where two processes plan, it cannot say alone.
ALTER TABLE entries ADD COLUMN plannings BIGINT NOT NULL DEFAULT 0;
