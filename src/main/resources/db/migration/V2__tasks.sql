-- What people do: steps of plans that are letters, calls and visits; contacts made by hand; and
-- what else waits for a person, as far as somebody took it up.

CREATE TABLE tasks (
  id BIGINT PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE,   -- opaque token, printed on the letter
  entry_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  notice TEXT NOT NULL,
  step TEXT NOT NULL,
  channel TEXT NOT NULL,            -- letter, call, visit
  recipient TEXT NOT NULL,          -- member, relay, attorney
  state TEXT NOT NULL,              -- open, claimed, done, withdrawn
  outcome TEXT,                     -- of one that is done
  due_at BIGINT,                    -- null: its wave has not started
  opened_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  actor TEXT,                       -- who claimed it, then who did it
  system_user TEXT,
  printed_at BIGINT,                -- a letter that may be on its way is not printed twice unasked
  template_digest TEXT,             -- of the letter printed
  UNIQUE (person_id, notice, step)
);
CREATE INDEX tasks_of_entry ON tasks (entry_id);
CREATE INDEX tasks_open ON tasks (opened_at) WHERE state IN ('open', 'claimed');

-- The hotline log: contacts made by hand, one row each, never changed but for settled_at.
CREATE TABLE hand_contacts (
  id BIGINT PRIMARY KEY,
  person_id BIGINT NOT NULL,
  contact INTEGER,
  channel TEXT NOT NULL,            -- call, letter, visit, whatsapp, other
  direction TEXT NOT NULL,          -- in, out
  outcome TEXT NOT NULL,
  task_id BIGINT,
  actor TEXT NOT NULL,
  system_user TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX hand_contacts_of_person ON hand_contacts (person_id);

-- Items of the work queue that have no row of their own to say so: who took one up, who settled it.
CREATE TABLE queue_marks (
  item TEXT PRIMARY KEY,
  state TEXT NOT NULL,              -- claimed, settled
  actor TEXT NOT NULL,
  system_user TEXT NOT NULL,
  reason ${blob},
  at BIGINT NOT NULL
);
