#!/usr/bin/env bash
# Makes sure that the journeys have a Chromium; leaves alone what is there, asks for what is not.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

found() {
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    # On Ubuntu chromium-browser can be a stub that only says to install a snap.
    command -v "$name" >/dev/null && "$name" --version >/dev/null 2>&1 && return
  done
  .venv/bin/python - <<'PYTHON'
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

with sync_playwright() as library:
    own = Path(library.chromium.executable_path)
# Being there is not enough: on a small system it can lack the libraries it needs to start.
sys.exit(
    not own.exists() or subprocess.run([own, "--version"], capture_output=True).returncode != 0
)
PYTHON
}

may_install() {
  [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null
}

by_package_manager() {
  command -v apt-get >/dev/null && may_install || return 1
  local sudo=()
  [ "$(id -u)" -eq 0 ] || sudo=(sudo -n)
  say "Installing Chromium for the browser tests ..."
  "${sudo[@]}" apt-get update -qq >/dev/null 2>&1 || true
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -qq -y --no-install-recommends chromium >/dev/null 2>&1
}

by_browser_library() {
  say "Downloading the browser library's own Chromium ..."
  local libraries=()
  may_install && libraries=(--with-deps)
  timeout 300 .venv/bin/python -m playwright install "${libraries[@]}" chromium >/dev/null 2>&1
}

found && exit
by_package_manager && found && exit
by_browser_library && found && exit
say "No Chromium was found and none could be installed. Type: sudo apt-get install chromium"
exit 1
