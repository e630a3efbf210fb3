-- What a wave's newest start let go, one row a message and task, as counsel signed it. A wave started
-- before this was kept stands until it is started anew.
CREATE TABLE let_go (
  wave_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  step TEXT NOT NULL,
  contact INTEGER NOT NULL,         -- 0: a task
  tries INTEGER NOT NULL,
  plan TEXT NOT NULL,
  channel TEXT NOT NULL,
  recipient TEXT NOT NULL,
  level TEXT NOT NULL,              -- empty for a task
  tag TEXT NOT NULL,
  followed_by TEXT NOT NULL,
  PRIMARY KEY (wave_id, person_id, step, contact, tries)
) ${clustered};

-- Of a step that takes one contact after the other, those to come: C-2:sms:L1, separated by blanks.
ALTER TABLE attempts ADD COLUMN followed_by TEXT NOT NULL DEFAULT '';

-- Starts in the order they were recorded: whoever dates one back or puts an old one again changes nothing.
CREATE TABLE starts (
  wave_id BIGINT NOT NULL,
  number INTEGER NOT NULL,          -- from 1; the figures that were signed name it
  at BIGINT NOT NULL,
  digest TEXT NOT NULL,
  counsel TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  signature TEXT NOT NULL,
  roll TEXT NOT NULL,
  figures TEXT NOT NULL,
  PRIMARY KEY (wave_id, number)
);
INSERT INTO starts (wave_id, number, at, digest, counsel, fingerprint, signature, roll, figures)
  SELECT wave_id, row_number() OVER (PARTITION BY wave_id ORDER BY at), at, digest, counsel,
    fingerprint, signature, roll, figures FROM wave_starts;
DROP TABLE wave_starts;
ALTER TABLE starts RENAME TO wave_starts;

ALTER TABLE tasks ADD COLUMN printed_by TEXT;         -- the system user who printed the letter last

-- Each reason that stops a number stands and is lifted by itself.
CREATE TABLE stops (
  look BIGINT NOT NULL,
  reason TEXT NOT NULL,
  at BIGINT NOT NULL,
  lifted_by BIGINT,                 -- the widening that lifted it; null: it stands
  PRIMARY KEY (look, reason)
);
INSERT INTO stops (look, reason, at) SELECT look, reason, at FROM suppressions;
DROP TABLE suppressions;
ALTER TABLE stops RENAME TO suppressions;
CREATE INDEX suppressions_lifted ON suppressions (look) WHERE lifted_by IS NOT NULL;

ALTER TABLE directives ADD COLUMN lifted_by BIGINT;   -- the widening that lifted a hold, veto or stop
UPDATE directives SET lifted_by = (SELECT max(w.id) FROM widenings w WHERE w.at = directives.lifted_at
    AND (w.person_id = directives.person_id OR directives.action = 'suppress'))
  WHERE lifted_at IS NOT NULL AND action IN ('hold', 'veto_relay', 'suppress');
CREATE INDEX directives_lifted ON directives (id)
  WHERE lifted_at IS NOT NULL AND action IN ('hold', 'veto_relay', 'suppress');
