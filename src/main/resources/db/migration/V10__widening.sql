-- What else a start's signature covers, so that it can be verified again; empty: it was not kept.
ALTER TABLE wave_starts ADD COLUMN roll TEXT NOT NULL DEFAULT '';
ALTER TABLE wave_starts ADD COLUMN figures TEXT NOT NULL DEFAULT '';

-- Single cases a counsel widened, each with the signature over it.
CREATE TABLE widenings (
  id BIGINT PRIMARY KEY,
  act TEXT NOT NULL,                -- unhold, unhold-veto, unhold-suppression, not-sent
  subject TEXT NOT NULL,            -- as it was signed: person and contact, or the attempt's reference
  person_id BIGINT NOT NULL,
  attempt_id BIGINT,
  counsel TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  roll TEXT NOT NULL,
  signature TEXT NOT NULL,
  signed_at BIGINT NOT NULL,
  system_user TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX widenings_of_person ON widenings (person_id);

-- Files of directives that were applied, so that none is twice.
CREATE TABLE directive_files (
  sha256 TEXT PRIMARY KEY,
  applied BIGINT NOT NULL,
  rejected BIGINT NOT NULL,
  details TEXT NOT NULL,            -- JSON: [{line, outcome, person, reasons: [{code, column, rule}]}]
  at BIGINT NOT NULL
);

-- What a day's messages are estimated to cost, in millionths of the currency of config/prices.yaml.
CREATE TABLE day_costs (
  day TEXT PRIMARY KEY,
  micros BIGINT NOT NULL,
  limit_reached INTEGER NOT NULL    -- 1: nothing more leaves that day
);

-- Texts a wave has begun to send, and what of them went to staff's own addresses. They are no
-- attempts: no report, reach or limit counts them.
CREATE TABLE seed_texts (
  wave_id BIGINT NOT NULL,
  notice TEXT NOT NULL,
  channel TEXT NOT NULL,
  recipient TEXT NOT NULL,
  level TEXT NOT NULL,
  tag TEXT NOT NULL,
  PRIMARY KEY (wave_id, channel, recipient, level, tag)
);
CREATE TABLE seed_messages (
  wave_id BIGINT NOT NULL,
  channel TEXT NOT NULL,
  recipient TEXT NOT NULL,
  level TEXT NOT NULL,
  tag TEXT NOT NULL,
  seed TEXT NOT NULL,               -- the name in config/seeds.yaml
  state TEXT NOT NULL,              -- sending, sent, refused, unknown
  at BIGINT NOT NULL,
  PRIMARY KEY (wave_id, channel, recipient, level, tag, seed)
);
