#!/usr/bin/env bash
# Compiles pyproject.toml into lock files with hashes and without any address in them.
set -euo pipefail
cd "$(dirname "$0")/.."
compile=(.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes
  --no-header --no-annotate --no-emit-index-url --no-emit-find-links "$@")
"${compile[@]}" pyproject.toml -o requirements.txt
"${compile[@]}" pyproject.toml --extra language -o requirements-language.txt
"${compile[@]}" pyproject.toml --extra language --group dev -o requirements-dev.txt
"${compile[@]}" --group load -o requirements-load.txt
