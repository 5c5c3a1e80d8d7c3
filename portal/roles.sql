-- The two roles and the database, safe to repeat; for a server of your own: psql -U postgres -f portal/roles.sql
SELECT 'CREATE ROLE portal_owner LOGIN' WHERE to_regrole('portal_owner') IS NULL \gexec
SELECT 'CREATE ROLE portal_app LOGIN' WHERE to_regrole('portal_app') IS NULL \gexec
-- CREATEDB is for the test database only; a production server may take it away.
ALTER ROLE portal_owner NOSUPERUSER CREATEDB NOCREATEROLE NOREPLICATION;
ALTER ROLE portal_app NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;
-- By role, so that no door can forget them: a migration never queues a whole office behind its lock.
ALTER ROLE portal_owner SET lock_timeout = '2s';
ALTER ROLE portal_app SET statement_timeout = '8s';
ALTER ROLE portal_app SET lock_timeout = '3s';
ALTER ROLE portal_app SET idle_in_transaction_session_timeout = '15s';
-- Closed until its rights are right: a start that broke off half-way is recognised by it.
SELECT 'CREATE DATABASE portal OWNER portal_owner ALLOW_CONNECTIONS false'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'portal') \gexec
REVOKE ALL ON DATABASE portal FROM PUBLIC;
GRANT CONNECT ON DATABASE portal TO portal_app;
ALTER DATABASE portal ALLOW_CONNECTIONS true;
