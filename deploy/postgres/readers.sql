-- In the database of Reprise, as its owner or an administrator: psql -v password='…' -d reprise -f readers.sql
-- The view has the seed's columns and no project: whoever has this login reads the prompts and answers of all projects.
\set ON_ERROR_STOP on
CREATE ROLE reprise_reader LOGIN PASSWORD :'password';
GRANT USAGE ON SCHEMA public TO reprise_reader;
GRANT SELECT ON ai_interactions TO reprise_reader;
ALTER ROLE reprise_reader SET default_transaction_read_only = on;
ALTER ROLE reprise_reader SET statement_timeout = '60s';
