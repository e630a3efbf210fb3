-- A number that was stopped before its country was known, by its last digits: at most ten, as the
-- first eight bytes of a keyed hash. A number that ends with them is stopped as well.
CREATE TABLE stopped_digits (
  digits BIGINT NOT NULL,
  look BIGINT NOT NULL,             -- the value in suppressions they are the digits of
  PRIMARY KEY (digits, look)
) ${clustered};

-- 0: it was not looked yet whether the value is a number whose country is not known.
ALTER TABLE suppressions ADD COLUMN digits_known INTEGER NOT NULL DEFAULT 0;
CREATE INDEX suppressions_unread ON suppressions (look) WHERE digits_known = 0;
