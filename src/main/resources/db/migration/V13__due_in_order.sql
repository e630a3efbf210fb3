-- In the order of claims, so that the next ones are read and nothing is sorted: after the start of a
-- wave a million messages are due at the same moment.
DROP INDEX attempts_due;
CREATE INDEX attempts_due ON attempts (channel, due_at, id) WHERE state = 'planned';
