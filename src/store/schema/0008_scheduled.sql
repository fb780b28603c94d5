-- Posts that are to be made later; those in a far future are drafts.
CREATE TABLE scheduled_statuses (
  id           INTEGER PRIMARY KEY,
  account_id   INTEGER NOT NULL REFERENCES owners (account_id) ON DELETE CASCADE,
  scheduled_ms INTEGER NOT NULL,
  post_json    TEXT    NOT NULL                       -- actions/post.rs: NewPost
) STRICT;
CREATE INDEX scheduled_statuses_account ON scheduled_statuses (account_id, id);

-- Files that wait with them.
CREATE TABLE scheduled_attachments (
  scheduled_id  INTEGER NOT NULL REFERENCES scheduled_statuses (id) ON DELETE CASCADE,
  attachment_id INTEGER NOT NULL REFERENCES attachments (id) ON DELETE CASCADE,
  PRIMARY KEY (scheduled_id, attachment_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX scheduled_attachments_attachment ON scheduled_attachments (attachment_id);
