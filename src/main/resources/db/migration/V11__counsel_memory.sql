-- What counsel signed last, target by target, so that an older approval put back shows.
CREATE TABLE signed_targets (
  target TEXT PRIMARY KEY,          -- keyed hash of its name
  approval TEXT NOT NULL,
  signed_at BIGINT NOT NULL,
  digest TEXT NOT NULL,             -- SHA-256 of what was signed
  sealed ${blob} NOT NULL           -- its name, and what it said that outlasts its file
);

-- Records that narrow and were seen: they bind on when their file is gone.
CREATE TABLE narrowings_seen (
  name TEXT PRIMARY KEY,            -- retire.<fingerprint>, revoke.<fingerprint>, withdraw.<approval>
  at BIGINT                         -- null: it could not be read, which narrows most
);
