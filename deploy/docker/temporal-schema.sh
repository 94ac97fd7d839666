#!/bin/sh
# Brings Temporal's own tables to the version of the tool's image. Safe to run again.
set -eu
tool() { SQL_PASSWORD="$TEMPORAL_PASSWORD" temporal-sql-tool --plugin postgres12 --endpoint postgres --port 5432 --user temporal --database "$@"; }
for pair in temporal:temporal temporal_visibility:visibility; do
  database="${pair%%:*}"
  schema="/etc/temporal/schema/postgresql/v12/${pair##*:}/versioned"
  # Refused where the tables are there; the update below then has the last word.
  tool "$database" setup-schema -v 0.0 || true
  tool "$database" update-schema --schema-dir "$schema"
done
