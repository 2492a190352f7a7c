-- As an administrator. Choose a password: psql -v password="'…'" -f create.sql
CREATE ROLE reprise LOGIN PASSWORD :password;
CREATE DATABASE reprise OWNER reprise ENCODING 'UTF8' TEMPLATE template0;
