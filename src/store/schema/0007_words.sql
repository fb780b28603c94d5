-- The words of all posts, for searching: only the index, as the posts themselves are in `statuses`.
CREATE VIRTUAL TABLE words USING fts5 (
  text,
  content = '', contentless_delete = 1,
  tokenize = "unicode61 remove_diacritics 2"
);

-- Posts whose words are not in the index yet. They are put there many at a time: one by one, each would cost the card
-- as much as the post itself.
CREATE TABLE unread_words (
  status_id INTEGER PRIMARY KEY                       -- no reference: whoever deletes a status sees to it
) STRICT;
INSERT INTO unread_words (status_id) SELECT id FROM statuses WHERE reblog_of_id IS NULL;
