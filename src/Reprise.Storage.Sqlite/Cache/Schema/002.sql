-- Which generation of its policy an entry was kept in. Nobody knows that of those there are, nor which calls failed; they are found again in the record.
ALTER TABLE scopes ADD COLUMN generation INTEGER NOT NULL DEFAULT 0;
DELETE FROM entries;
DELETE FROM notes WHERE name LIKE 'caught-up:%' OR name LIKE 'tools-caught-up:%';
