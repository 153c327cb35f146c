#!/usr/bin/env bash
# Makes the passwords of compose.yaml, each once: what is there already is kept, so a second call
# changes nothing. The folder is closed to others; the files in it must be readable for the users
# inside the containers, who are not you.
#   deploy/make-secrets.sh [FOLDER]
set -euo pipefail
place=${1:-$(dirname "$0")/secrets}
umask 077
mkdir -p "$place"
chmod 700 "$place"

random() { python3 -c 'import secrets; print(secrets.token_urlsafe(48), end="")'; }

keep() { # keep NAME CONTENT
  if [ ! -e "$place/$1" ]; then
    printf '%s' "$2" > "$place/$1"
    chmod 444 "$place/$1"
    printf 'made %s\n' "$place/$1"
  fi
}

for name in secret_key metrics_token database_password broker_password search_password cache_password; do
  keep "$name" "$(random)"
done
read_secret() { cat "$place/$1"; }
keep database_url "postgres://granule:$(read_secret database_password)@database:5432/granule"
keep broker_conf "default_user = granule
default_pass = $(read_secret broker_password)
"
keep broker_url "amqp://granule:$(read_secret broker_password)@broker:5672//"
keep search_url "elasticsearch://elastic:$(read_secret search_password)@search:9200/granule"
# What is kept here may be lost at any time; when it is full, the oldest goes.
keep cache_conf "requirepass $(read_secret cache_password)
save \"\"
maxmemory 256mb
maxmemory-policy allkeys-lru
"
keep cache_url "redis://:$(read_secret cache_password)@cache:6379/0"
