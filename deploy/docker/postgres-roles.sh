#!/bin/bash
# First start of an empty PostgreSQL: the roles that services connect as (docs/architecture.md, "Tenancy") and the databases.
set -euo pipefail
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --set owner="$WP_OWNER_PASSWORD" --set app="$WP_APP_PASSWORD" --set system="$WP_SYSTEM_PASSWORD" --set temporal="$TEMPORAL_PASSWORD" <<'SQL'
CREATE ROLE wp_owner  LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'owner';
CREATE ROLE wp_app    LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'app';
CREATE ROLE wp_system LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'system';
CREATE ROLE temporal  LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'temporal';
CREATE DATABASE workprint OWNER wp_owner;
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
REVOKE ALL ON DATABASE workprint FROM PUBLIC;
GRANT CONNECT ON DATABASE workprint TO wp_app, wp_system;
SQL
