-- Run in the database of the application: what the pooler looks passwords up by, and extensions for those who operate it.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
CREATE SCHEMA IF NOT EXISTS pooler;
REVOKE ALL ON SCHEMA pooler FROM PUBLIC;
GRANT USAGE ON SCHEMA pooler TO pgbouncer;
-- Superusers and replication are not for poolers, whatever password is given.
CREATE OR REPLACE FUNCTION pooler.user_lookup(name text, OUT username text, OUT password text) RETURNS SETOF record
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT usename::text, passwd FROM pg_shadow
     WHERE usename = $1 AND NOT usesuper AND NOT userepl AND (valuntil IS NULL OR valuntil > now())
$$;
REVOKE ALL ON FUNCTION pooler.user_lookup(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pooler.user_lookup(text) TO pgbouncer;
