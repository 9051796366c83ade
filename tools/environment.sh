#!/usr/bin/env bash
# Makes .venv hold exactly what a lock file lists: "run" (requirements.txt) or "test" (the -dev one);
# "load" makes .venv-load with what sends a service many people (the -load one), and nothing else.
# A stamp with the lock file's checksum makes the next run a matter of milliseconds.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }
stop() { say "$@"; exit 1; }

# PYTHON=/path/to/python chooses another one than the first that is new enough.
find_python() {
  local candidate
  for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  stop "Between Us needs Python 3.11 or newer. Type: sudo apt-get install python3 python3-venv"
}

make_environment() {
  local python
  python=$(find_python)
  "$python" -c 'import ensurepip, venv' 2>/dev/null || stop \
    "Python's venv module is missing. Type: sudo apt-get install python3-venv"
  say "Making an environment in $venv ..."
  "$python" -m venv "$venv"
}

# The program is found where it stands, so that a change of the code needs no second installation.
link_program() {
  local packages
  packages=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
  printf '%s\n' "$PWD/src" >"$packages/betweenus.pth"
  printf '#!/bin/sh\nexec "%s" -m betweenus "$@"\n' "$PWD/.venv/bin/python" >.venv/bin/betweenus
  chmod +x .venv/bin/betweenus
}

install() {
  say "Installing what $1 lists (a minute or two, once) ..."
  # Only wheels: nothing is built, so no compiler and no system library is needed.
  "$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-input --no-compile \
    --only-binary :all: --require-hashes -r "$1" || stop \
    "Installing failed; the reason is above. With the network back, type the same command again."
}

venv=.venv
case ${1:-run} in
  run) lock=requirements.txt ;;
  test) lock=requirements-dev.txt ;;
  load) lock=requirements-load.txt venv=.venv-load ;;
  *) stop "usage: tools/environment.sh [run|test|load]" ;;
esac
stamp=$venv/installed-$(sha256sum <"$lock" | cut -c1-16)
if [ -e "$stamp" ]; then
  [ "$(cat "$stamp")" = "$PWD" ] && exit
  rm -rf "$venv" # a folder that was moved or copied leaves an environment that does not work
fi
"$venv/bin/python" -m pip --version >/dev/null 2>&1 || make_environment
install "$lock"
[ "$venv" = .venv-load ] || link_program
printf '%s\n' "$PWD" >"$stamp"
