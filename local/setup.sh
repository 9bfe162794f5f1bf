#!/usr/bin/env bash
# The first step on a new machine: uv, then the locked environment in .venv. Everything after it is Python (local/setup.py).
set -euo pipefail
cd "$(dirname "$0")/.."

cache="${CORDON_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/cordon}"
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else
  echo "$1: needs root or sudo; run as root: $*" >&2; exit 1; fi; }

find_uv() {
  local pinned; pinned=$(sed -n 's/^uv==\([0-9.]*\).*/\1/p' requirements/uv.txt)
  uv="$cache/uv-$pinned/bin/uv"
  [ -x "$uv" ] && return
  echo "uv $pinned: installing into $cache"
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    { echo "python3: $(python3 --version) is too old; install Python 3.11 or newer." >&2; exit 1; }
  python3 -c 'import ensurepip, venv' 2>/dev/null || { as_root apt-get update -q; as_root apt-get install -qy python3-venv; }
  rm -rf "$cache/uv-$pinned"
  python3 -m venv "$cache/uv-$pinned"
  "$cache/uv-$pinned/bin/python" -m pip install --quiet --require-hashes -r requirements/uv.txt
}

locked=$(cat requirements/main.txt pyproject.toml | sha256sum | cut -c1-16)
if [ "$(cat .venv/cordon.lock 2>/dev/null)" != "$locked" ]; then
  command -v python3 >/dev/null || { echo "python3: not found; install Python 3.11 or newer (apt-get install python3)." >&2; exit 1; }
  find_uv
  echo "environment: installing $(grep -c '==' requirements/main.txt) locked packages into .venv"
  [ -x .venv/bin/python ] || "$uv" venv --quiet --python "$(command -v python3)" .venv
  # Compiled now, because azure-native takes twice as long to import without its .pyc files.
  "$uv" pip sync --quiet --python .venv/bin/python --require-hashes --compile-bytecode requirements/main.txt
  "$uv" pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
  echo "$locked" >.venv/cordon.lock
fi

exec .venv/bin/python -m local.setup "$@"
