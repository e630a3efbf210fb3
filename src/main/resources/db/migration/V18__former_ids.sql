-- Whom somebody found to be whom, asked for by the person there is.
CREATE INDEX persons_merged ON persons (merged_into) WHERE merged_into IS NOT NULL;

-- Tasks of two persons who were found to be one: which stands for one that is no more.
CREATE TABLE former_tasks (
  id BIGINT PRIMARY KEY,
  task_id BIGINT NOT NULL
);
