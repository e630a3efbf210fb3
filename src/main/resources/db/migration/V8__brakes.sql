-- An attempt leaves before this moment or is planned anew: the quiet hours begin where it goes to. Null: no end.
ALTER TABLE attempts ADD COLUMN send_by BIGINT;

-- A channel that has a row here sends nothing until somebody resumes it.
CREATE TABLE brakes (
  channel TEXT PRIMARY KEY,
  reason TEXT NOT NULL,             -- by_hand, account, failure_rate
  actor TEXT NOT NULL,
  system_user TEXT NOT NULL,
  at BIGINT NOT NULL
);

-- What a day's limits count.
CREATE TABLE days (
  day TEXT NOT NULL,
  channel TEXT NOT NULL,
  claimed BIGINT NOT NULL,
  limit_reached INTEGER NOT NULL,   -- 1: said once
  PRIMARY KEY (day, channel)
);
