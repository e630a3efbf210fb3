-- A checkpoint signs how far the chain of every writer has come, so that a tail cut off shows.
CREATE TABLE checkpoints (
  number BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  previous ${blob} NOT NULL,        -- the signature of the one before; 32 zero bytes for the first
  signature ${blob} NOT NULL        -- keyed, over all of this and its heads
);

-- The writers whose chain grew since the checkpoint before.
CREATE TABLE checkpoint_heads (
  checkpoint BIGINT NOT NULL,
  writer_id BIGINT NOT NULL,
  links BIGINT NOT NULL,            -- how many, which is the last one's number
  hash ${blob} NOT NULL,            -- the last one's
  PRIMARY KEY (checkpoint, writer_id)
) ${clustered};
CREATE INDEX heads_of_writer ON checkpoint_heads (writer_id, links);

-- What is true of the ledger as a whole, such as which key it is sealed under.
CREATE TABLE marks (
  name TEXT PRIMARY KEY,
  value ${blob} NOT NULL
);
