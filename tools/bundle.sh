#!/usr/bin/env bash
# Packs everything an installation without internet needs into one file: this source as it is
# committed, each package as a wheel, and the checksums of all of it.
#   tools/bundle.sh [FOLDER]                       for a machine like this one; FOLDER: var
#   PLATFORM=manylinux2014_aarch64 PYTHON_VERSION=3.12 tools/bundle.sh      for another
# On the other side: tar -xf granule-….tar && granule-…/install.sh /srv/granule
set -euo pipefail
cd "$(dirname "$0")/.."
refuse() { printf '%s\n' "$*" >&2; exit 1; }

git rev-parse --git-dir >/dev/null 2>&1 || refuse "A bundle is made from a git clone: what is committed is what is packed."
version=$(git describe --tags --always)
python=${PYTHON:-.venv/bin/python}
platform=${PLATFORM:-$("$python" -c 'import sysconfig; print(sysconfig.get_platform().replace("-", "_"))')}
release=${PYTHON_VERSION:-$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')}
folder=${1:-var}
name="granule-$version-$platform-python$release"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$folder" "$work/$name/wheels"

for_another=()
if [ -n "${PLATFORM:-}${PYTHON_VERSION:-}" ]; then
  for_another=(--platform "$platform" --python-version "$release" --implementation cp)
fi
printf 'Fetching the packages of requirements.txt for %s, Python %s…\n' "$platform" "$release"
"$python" -m pip download --quiet --disable-pip-version-check --only-binary=:all: \
  ${for_another[@]+"${for_another[@]}"} --dest "$work/$name/wheels" --requirement requirements.txt ||
  refuse "The packages could not be fetched; pip's own words are above."

git archive --format=tar --prefix=source/ HEAD | tar -x -C "$work/$name"
cp tools/install-from-bundle.sh "$work/$name/install.sh"
chmod 755 "$work/$name/install.sh"
printf '%s\n' "$version" > "$work/$name/VERSION"
printf '%s\n' "$release" > "$work/$name/PYTHON"
(cd "$work/$name" && find . -type f ! -name SHA256SUMS -print0 | LC_ALL=C sort -z | xargs -0 sha256sum > SHA256SUMS)

tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner -cf "$folder/$name.tar" "$name"
(cd "$folder" && sha256sum "$name.tar" > "$name.tar.sha256")
printf '%s\nCompare it on the other side: sha256sum -c %s.tar.sha256\n' "$folder/$name.tar" "$name"
