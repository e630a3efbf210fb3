ALTER TABLE waves ADD COLUMN paused_at BIGINT;       -- since when nothing of it is claimed
ALTER TABLE waves ADD COLUMN pause_reason TEXT;      -- by_hand, content_refused, standstill; of a proposed one: after_abort

-- One that runs and one that waits for its start may stand beside each other.
DROP INDEX one_open_wave;
CREATE UNIQUE INDEX one_proposed_wave ON waves (notice, list_id) WHERE state = 'proposed';

-- Who let a wave go: a counsel's signature over its population and figures.
CREATE TABLE wave_starts (
  wave_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  digest TEXT NOT NULL,
  counsel TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  signature TEXT NOT NULL,
  PRIMARY KEY (wave_id, at)
);
