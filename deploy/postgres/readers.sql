-- In the database of Reprise, as its owner or an administrator. The view alone: bodies are in it. psql -v password="'…'" -d reprise -f readers.sql
CREATE ROLE reprise_reader LOGIN PASSWORD :password;
GRANT USAGE ON SCHEMA public TO reprise_reader;
GRANT SELECT ON ai_interactions TO reprise_reader;
ALTER ROLE reprise_reader SET default_transaction_read_only = on;
ALTER ROLE reprise_reader SET statement_timeout = '60s';
