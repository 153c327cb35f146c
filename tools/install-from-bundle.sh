#!/usr/bin/env bash
# Installs Granule from a bundle (tools/bundle.sh), without any network. Stands in the bundle as
# install.sh, and is called from there:
#   ./install.sh /srv/granule          PYTHON=/usr/bin/python3.11 picks the interpreter
# What stood there from an earlier bundle is kept beside it as /srv/granule.previous.
set -euo pipefail
bundle=$(cd "$(dirname "$0")" && pwd)
refuse() { printf '%s\n' "$*" >&2; exit 1; }
[ $# = 1 ] || refuse "Say where to install: $0 /srv/granule"
target=$1
wanted=$(cat "$bundle/PYTHON")
python=${PYTHON:-python$wanted}

(cd "$bundle" && sha256sum --check --quiet --strict SHA256SUMS) ||
  refuse "This bundle is not what was packed: fetch it again. Nothing was installed."
[ -z "$(cd "$bundle" && find . -type f ! -name SHA256SUMS -print | LC_ALL=C sort | comm -23 - <(sed 's/^[0-9a-f]*  //' SHA256SUMS | LC_ALL=C sort))" ] ||
  refuse "There are files in this bundle that nobody packed. Nothing was installed."
command -v "$python" >/dev/null && [ "$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')" = "$wanted" ] ||
  refuse "The packages in this bundle are for Python $wanted: install it (with its venv), or name it with PYTHON=…"

if [ -e "$target" ]; then
  [ -e "$target/BUNDLE" ] || refuse "$target is there and is not from a bundle: choose another place, or move it away."
  rm -rf "$target.previous"
  mv "$target" "$target.previous"
fi
mkdir -p "$(dirname "$target")"
cp -R "$bundle/source" "$target"
cp "$bundle/VERSION" "$target/BUNDLE"
"$python" -m venv "$target/.venv"
# Nothing is asked of any network: no index, and this folder alone.
PIP_NO_INDEX=1 PIP_FIND_LINKS="$bundle/wheels" PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_CONFIG_FILE=/dev/null \
  "$target/.venv/bin/python" -m pip install --quiet --requirement "$target/requirements.txt"
(cd "$target" && VAR_DIR=$(mktemp -d) .venv/bin/python -m tools.translations --compile-only)
printf 'Granule %s is installed in %s. Go on with docs/operate/install.md, or upgrade.md, there.\n' "$(cat "$target/BUNDLE")" "$target"
