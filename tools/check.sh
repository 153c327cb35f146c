#!/usr/bin/env bash
# Everything that can be said about the code without running the product's tests. Runs all, then
# sums up.
set -uo pipefail
cd "$(dirname "$0")/.."
# An own place, so that a check neither needs nor touches the database somebody works with.
unset DATABASE_URL
export VAR_DIR="$PWD/var/check" DEBUG=0 LOG_LEVEL=WARNING
mkdir -p "$VAR_DIR/static"

failed=()
check() { # check NAME COMMAND…
  local name=$1 words
  shift
  if words=$("$@" 2>&1); then
    printf 'ok      %s\n' "$name"
  else
    printf 'FAILED  %s\n%s\n' "$name" "$words"
    failed+=("$name")
  fi
}

check "lint (ruff check)" ruff check --output-format concise .
check "layout (ruff format; make format puts it right)" ruff format --check --output-format concise .
check "import contracts (lint-imports)" lint-imports --no-cache
check "settings and models (manage.py check)" python manage.py check --fail-level WARNING
check "migrations (makemigrations --check)" python manage.py makemigrations --check --dry-run
check "translations" python -m tools.translations
check "types (mypy)" mypy
check "house rules (pytest tests/house)" python -m pytest -q tests/house

if [ ${#failed[@]} -gt 0 ]; then
  printf '\n%d of the checks failed.\n' "${#failed[@]}"
  exit 1
fi
printf '\nAll checks passed.\n'
