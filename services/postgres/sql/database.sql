-- Run in the database `postgres` by the primary, as often as need be: the roles and the database of the application. Passwords are
-- set elsewhere, as they must not stand in a statement.
SET client_min_messages = warning;

SELECT format('CREATE ROLE %I NOLOGIN', :'user' || '_owner')
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'user' || '_owner') \gexec
SELECT format('CREATE ROLE %I LOGIN', name)
  FROM (VALUES (:'user'), (:'user' || '_alternate'), ('pgbouncer'), ('monitor')) AS wanted(name)
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

-- Who only looks: statistics and settings, and no row of anybody.
SELECT 'GRANT pg_monitor TO monitor' WHERE NOT pg_has_role('monitor', 'pg_monitor', 'MEMBER') \gexec
SELECT 'ALTER ROLE monitor CONNECTION LIMIT 8'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'monitor' AND rolconnlimit = 8) \gexec

-- Whoever logs in acts as the owner, so that what one login makes belongs to the other too.
SELECT format('GRANT %I TO %I', :'user' || '_owner', name),
       format('ALTER ROLE %I SET role = %L', name, :'user' || '_owner')
  FROM (VALUES (:'user'), (:'user' || '_alternate')) AS logins(name)
 WHERE NOT pg_has_role(name, :'user' || '_owner', 'MEMBER')
    OR NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name AND 'role=' || :'user' || '_owner' = ANY (rolconfig)) \gexec

SELECT format('CREATE DATABASE %I OWNER %I', :'database', :'user' || '_owner')
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', :'database'),
       format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO %I, %I, %I',
              :'database', :'user' || '_owner', :'user', :'user' || '_alternate'),
       format('GRANT CONNECT ON DATABASE %I TO pgbouncer, monitor', :'database') \gexec
