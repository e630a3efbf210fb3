-- The ledger. Times are milliseconds since 1970-01-01 UTC, dates ISO text, booleans 0 or 1.
-- In the clear stands only what queries need: opaque ids, states, tags, countries, times, codes.
-- Personal values are inside ${blob} columns, sealed; look-ups are the first eight bytes of a keyed hash.
-- ${clustered}: the rows stand in their key's order, where the engine can do that.

CREATE TABLE counters (
  name TEXT PRIMARY KEY,
  last BIGINT NOT NULL
);

CREATE TABLE lists (
  id BIGINT PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE,
  name ${blob} NOT NULL,
  state TEXT NOT NULL,              -- taking, taken, refused
  reason TEXT,
  format TEXT,
  encoding TEXT,
  list_date TEXT NOT NULL,
  is_full INTEGER NOT NULL,
  last_line BIGINT NOT NULL,        -- rows up to here are committed; a resumed list goes on after it
  accepted BIGINT NOT NULL,
  held BIGINT NOT NULL,
  rejected BIGINT NOT NULL,
  duplicate BIGINT NOT NULL,
  arrived_at BIGINT NOT NULL,
  finished_at BIGINT
);

-- Rows that were not simply accepted: what the report beside the archived file says.
CREATE TABLE row_remarks (
  list_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  person_id BIGINT,
  reasons TEXT NOT NULL,            -- JSON: [{code, column, rule}], never a value
  PRIMARY KEY (list_id, line)
) ${clustered};

CREATE TABLE persons (
  id BIGINT PRIMARY KEY,
  public_id TEXT NOT NULL UNIQUE,
  version INTEGER NOT NULL,
  data_key ${blob} NOT NULL,        -- this person's own key, wrapped by the ledger's; destroyed = erased
  record ${blob} NOT NULL,          -- the dossier, sealed under it
  list_id BIGINT NOT NULL,          -- the list the person first came with
  custody TEXT NOT NULL,
  custody_as_of TEXT,
  nationality TEXT,
  changed_at BIGINT NOT NULL,
  seen_in BIGINT,                   -- the last full list that names the person
  absent_from BIGINT,               -- the full list that does not, though it should
  merged_into BIGINT                -- somebody found this person to be another one, who has all of it now
);

CREATE TABLE lookups (
  look BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  PRIMARY KEY (look, person_id)
) ${clustered};

CREATE TABLE contacts (
  person_id BIGINT NOT NULL,
  number INTEGER NOT NULL,
  kind TEXT NOT NULL,
  owner TEXT NOT NULL,
  look BIGINT NOT NULL,
  country TEXT,
  status TEXT NOT NULL,
  status_reason TEXT,
  verified INTEGER NOT NULL,
  PRIMARY KEY (person_id, number)
) ${clustered};
CREATE INDEX contacts_by_value ON contacts (look);

-- A contact point that said stop is stopped for every person who shares it, those to come included.
CREATE TABLE suppressions (
  look BIGINT PRIMARY KEY,
  reason TEXT NOT NULL,
  at BIGINT NOT NULL
);

CREATE TABLE directives (
  id BIGINT PRIMARY KEY,
  person_id BIGINT NOT NULL,
  contact INTEGER,
  action TEXT NOT NULL,             -- hold, stop_notices, veto_relay, confirm, deceased;
                                    -- set, add, retire, verify, same_as, distinct_from bind nothing
  what TEXT,                        -- of these: the field, the contact, the other person
  source TEXT,                      -- of the first four: call, letter, attorney
  reason ${blob} NOT NULL,
  actor TEXT NOT NULL,
  system_user TEXT NOT NULL,
  at BIGINT NOT NULL,
  lifted_at BIGINT
);
CREATE INDEX directives_of_person ON directives (person_id);

CREATE TABLE waves (
  id BIGINT PRIMARY KEY,
  public_id TEXT NOT NULL UNIQUE,
  notice TEXT NOT NULL,
  list_id BIGINT NOT NULL,
  state TEXT NOT NULL,              -- proposed, running, paused, aborted
  created_at BIGINT NOT NULL,
  started_at BIGINT
);
CREATE UNIQUE INDEX one_open_wave ON waves (notice, list_id) WHERE state IN ('proposed', 'running');

CREATE TABLE entries (
  id BIGINT PRIMARY KEY,
  person_id BIGINT NOT NULL,
  notice TEXT NOT NULL,
  to_plan INTEGER NOT NULL,         -- over 0: something changed; nothing of it is claimed until it is planned anew
  plan TEXT,
  language TEXT,
  language_source TEXT,
  hold_reasons TEXT NOT NULL,       -- separated by blanks; empty = not held
  remarks TEXT NOT NULL,            -- reasons that stopped some contact but not the entry
  more_steps INTEGER NOT NULL,      -- 1: an outcome may change what comes next
  open_tasks INTEGER NOT NULL,      -- 1: the plan has something for people to do
  policy TEXT,                      -- digest of the rules it was planned under
  planned_at BIGINT,                -- a plan grows old: custody, ages and approvals have dates
  wave_id BIGINT,
  could_send_at BIGINT,             -- its wave started and no hold: what "after" counts from
  held_since BIGINT,                -- "after" stands still from here until the hold is gone
  UNIQUE (person_id, notice)
);
CREATE INDEX entries_to_plan ON entries (id) WHERE to_plan > 0;
CREATE INDEX entries_of_wave ON entries (wave_id) WHERE wave_id IS NOT NULL;

CREATE TABLE attempts (
  id BIGINT PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE,   -- opaque token, the same everywhere
  entry_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  notice TEXT NOT NULL,
  step TEXT NOT NULL,
  contact INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  channel TEXT NOT NULL,
  recipient TEXT NOT NULL,          -- member, relay, attorney
  level TEXT NOT NULL,
  tag TEXT NOT NULL,
  fallback INTEGER NOT NULL,
  name_allowed INTEGER NOT NULL,
  approval TEXT,
  repeats INTEGER NOT NULL,
  routing_digest TEXT NOT NULL,
  template_digest TEXT,
  text_digest ${blob},              -- keyed
  state TEXT NOT NULL,
  reason TEXT,
  due_at BIGINT,                    -- null: its wave has not started
  retry_after BIGINT,
  changed_at BIGINT NOT NULL,
  claimed_at BIGINT,                -- by the machine's clock: what the provider's dates are compared with
  claimed_by BIGINT,
  lease_until BIGINT,               -- by the machine's clock as well
  provider_id TEXT,
  UNIQUE (person_id, notice, step, contact, tries)
);
CREATE INDEX attempts_of_entry ON attempts (entry_id);
CREATE INDEX attempts_due ON attempts (channel, due_at) WHERE state = 'planned';
CREATE INDEX attempts_open ON attempts (state, changed_at) WHERE state IN ('sending', 'in_doubt', 'sent');
CREATE INDEX attempts_at_provider ON attempts (provider_id) WHERE provider_id IS NOT NULL;

-- Append only. One writer a process; its groups of events are chained, one link a commit.
CREATE TABLE writers (
  id BIGINT PRIMARY KEY,
  public_id TEXT NOT NULL UNIQUE,
  purpose TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  stopped_at BIGINT
);

CREATE TABLE links (
  writer_id BIGINT NOT NULL,
  number BIGINT NOT NULL,
  previous ${blob} NOT NULL,
  digest ${blob} NOT NULL,          -- SHA-256 over the group's events
  hash ${blob} NOT NULL,            -- SHA-256 over previous, digest and number
  events INTEGER NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (writer_id, number)
) ${clustered};

CREATE TABLE events (
  id BIGINT PRIMARY KEY,
  writer_id BIGINT NOT NULL,
  link BIGINT NOT NULL,
  at BIGINT NOT NULL,
  kind TEXT NOT NULL,
  code TEXT NOT NULL,
  person_id BIGINT,
  entry_id BIGINT,
  attempt_id BIGINT,
  list_id BIGINT,
  detail TEXT                       -- JSON of codes and digests, never a personal value
);
CREATE INDEX events_of_service ON events (code) WHERE kind IN ('service', 'alarm');
CREATE INDEX events_of_person ON events (person_id) WHERE person_id IS NOT NULL;
