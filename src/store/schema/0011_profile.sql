-- More of a profile, as Mastodon 4.6 has it, and who may quote new posts.

-- What the two pictures show, for those who do not see them; '': nobody says.
ALTER TABLE accounts ADD COLUMN avatar_description TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN header_description TEXT NOT NULL DEFAULT '';
-- Which tabs the profile wants to have.
ALTER TABLE accounts ADD COLUMN show_media INTEGER NOT NULL DEFAULT 1 CHECK (show_media IN (0, 1));
ALTER TABLE accounts ADD COLUMN show_media_replies INTEGER NOT NULL DEFAULT 1 CHECK (show_media_replies IN (0, 1));
ALTER TABLE accounts ADD COLUMN show_featured INTEGER NOT NULL DEFAULT 1 CHECK (show_featured IN (0, 1));

-- Whose pages may name this person as their author: ["news.example", …].
ALTER TABLE owners ADD COLUMN attribution_domains_json TEXT NOT NULL DEFAULT '[]';
-- Who may quote a new post: everybody, followers, nobody.
ALTER TABLE owners ADD COLUMN default_quote_policy INTEGER NOT NULL DEFAULT 0 CHECK (default_quote_policy BETWEEN 0 AND 2);
