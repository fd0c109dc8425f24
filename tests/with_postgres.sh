#!/usr/bin/env bash
# Runs a command beside a PostgreSQL server of its own, which it finds in ORDER_CORRECTIONS_TEST_POSTGRES.
# The server lives in a temporary folder, listens on 127.0.0.1 only, and is stopped afterwards; no other is touched.
set -eu

find_programs() {
  for folder in "$(dirname "$(command -v pg_ctl 2>/dev/null || echo /none)")" /usr/lib/postgresql/*/bin; do
    if [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ]; then readlink -f "$folder/initdb" | xargs dirname; return; fi
  done
}

programs=$(find_programs)
if [ -z "$programs" ]; then
  echo "Installing PostgreSQL from Debian."
  as_root=""; [ "$(id -u)" -eq 0 ] || as_root="sudo"
  $as_root apt-get update -qq
  # no cluster of its own at installation: only ours is to run
  $as_root mkdir -p /etc/postgresql-common/createcluster.d
  echo "create_main_cluster = false" | $as_root tee /etc/postgresql-common/createcluster.d/none.conf >/dev/null
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends postgresql >/dev/null
  $as_root rm /etc/postgresql-common/createcluster.d/none.conf
  programs=$(find_programs)
  [ -n "$programs" ] || { echo "PostgreSQL could not be installed."; exit 1; }
fi

# the server refuses to run as root: then it runs as the user that Debian made for it
as_owner=(); owner=$(id -un)
if [ "$(id -u)" -eq 0 ]; then owner=postgres; as_owner=(runuser -u postgres --); fi
folder=$(mktemp -d)
[ "$(id -u)" -ne 0 ] || chown postgres "$folder"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')

stop() {
  (cd "$folder" && "${as_owner[@]}" "$programs/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1) || true
  rm -rf "$folder"
}
trap stop EXIT

(
  cd "$folder"
  "${as_owner[@]}" "$programs/initdb" -D "$folder/data" -A trust -U "$owner" --no-sync >/dev/null
  "${as_owner[@]}" "$programs/pg_ctl" -D "$folder/data" -l "$folder/log" -w -t 60 \
    -o "-c listen_addresses=127.0.0.1 -p $port -k $folder -c fsync=off" start >/dev/null \
    || { cat "$folder/log"; exit 1; }
)
status=0
ORDER_CORRECTIONS_TEST_POSTGRES="postgresql://$owner@127.0.0.1:$port/postgres" "$@" || status=$?
exit $status
