-- As an administrator. Choose a password: psql -d postgres -v password='…' -f create.sql
\set ON_ERROR_STOP on
CREATE ROLE reprise LOGIN PASSWORD :'password';
CREATE DATABASE reprise OWNER reprise ENCODING 'UTF8' TEMPLATE template0;
