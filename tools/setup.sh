#!/usr/bin/env bash
# Prepares the virtual environment .venv in this folder; a second call with nothing new is instant.
#   tools/setup.sh run      what the product needs (requirements.txt)
#   tools/setup.sh dev      the tools as well (requirements-dev.txt)
#   tools/setup.sh browser  a Chromium for the browser tests, where the system can give one
#   tools/setup.sh servers  the servers that tests start for themselves; none is left running
# Packages come from wherever pip is set up to look; PYTHON=… picks the interpreter.
set -euo pipefail
cd "$(dirname "$0")/.."
VENV=.venv

say() { printf '%s\n' "$*"; }
refuse() { printf '\n%s\n' "$*" >&2; exit 1; }

has_apt_as_root() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

apt_install() {
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
  local candidate
  for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    if command -v "$candidate" >/dev/null && is_new_enough "$candidate"; then
      command -v "$candidate"
      return
    fi
  done
  return 1
}

can_make_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

make_venv() {
  local python
  python=$(find_python) || refuse "Granule needs Python 3.11 or newer, and none was found.
Install it (Debian 12 or newer: apt-get install python3 python3-venv; macOS: brew install python@3.12)
or name it: make run PYTHON=/path/to/python3.12"
  if ! can_make_venv "$python" && has_apt_as_root; then
    say "Installing python3-venv, which makes virtual environments…"
    apt_install python3-venv >/dev/null || true
  fi
  can_make_venv "$python" || refuse "$python cannot make a virtual environment: its venv module is missing.
On Debian, Ubuntu and WSL: sudo apt-get install python3-venv   and then run this again."
  say "Making the virtual environment $VENV with $("$python" --version)…"
  "$python" -m venv --clear "$VENV"
}

install_packages() { # install_packages NAME FILE…: the last FILE is installed, all count as its source
  local name=$1 last stamp wanted
  shift
  last=${!#}
  stamp="$VENV/.installed-$name"
  wanted="$("$VENV/bin/python" --version) $(cat "$@" | cksum)"
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
    return
  fi
  say "Installing the packages of $last (only when the list has changed; about a minute)…"
  "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$last" ||
    refuse "The packages could not be installed; pip's own words are above.
No network, or a mirror is needed? Set pip's mirror (pip config, PIP_INDEX_URL) and run this again."
  printf '%s' "$wanted" > "$stamp"
}

install_browser() {
  if "$VENV/bin/python" -m tests.chromium >/dev/null; then
    return
  fi
  if has_apt_as_root; then
    say "Installing Chromium for the browser tests…"
    apt_install chromium-headless-shell >/dev/null || apt_install chromium >/dev/null || true
  fi
  "$VENV/bin/python" -m tests.chromium >/dev/null ||
    say "No Chromium here: the browser tests will be skipped. To run them, install chromium or Google Chrome."
}

NO_STARTING=/usr/sbin/policy-rc.d # Debian asks this before it starts a service it has installed

install_servers() {
  local packages
  packages=$("$VENV/bin/python" -m tests.servers --packages)
  if [ -n "$packages" ] && has_apt_as_root; then
    say "Installing servers for the tests: $packages…"
    if [ ! -e "$NO_STARTING" ]; then
      trap 'rm -f "$NO_STARTING"' EXIT
      printf '#!/bin/sh\nexit 101\n' > "$NO_STARTING"
      chmod +x "$NO_STARTING"
    fi
    for package in $packages; do
      apt_install "$package" >/dev/null || true
    done
  fi
  "$VENV/bin/python" -m tests.servers || say "The tests that need them will be skipped."
}

if ! { [ -x "$VENV/bin/python" ] && is_new_enough "$VENV/bin/python" && "$VENV/bin/python" -m pip --version; } >/dev/null 2>&1; then
  make_venv
fi
case "${1:-}" in
  run) install_packages run requirements.txt ;;
  dev) install_packages dev requirements.txt requirements-dev.txt ;;
  browser) install_browser ;;
  servers) install_servers ;;
  *) refuse "Use: tools/setup.sh run|dev|browser|servers" ;;
esac
