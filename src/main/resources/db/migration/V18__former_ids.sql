-- Whom somebody found to be whom, asked for by the person there is.
CREATE INDEX persons_merged ON persons (merged_into) WHERE merged_into IS NOT NULL;
