#!/usr/bin/env bash
# Serves one archive: bash scripts/run.sh DOCS PORT. Each DOCS has a data folder of its own.
set -euo pipefail
docs="${1:-samples}"
port="${2:-8000}"
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"

if [[ ! -e "$docs" ]]; then
  printf 'Không có tệp hoặc thư mục "%s". Dùng: make run DOCS=<thư mục>\n' "$docs" >&2
  printf 'No file or folder "%s". Use: make run DOCS=<folder>\n' "$docs" >&2
  exit 1
fi

if [[ -z "${PLANQA_HOME:-}" ]]; then
  if [[ -d "$docs" ]]; then
    path="$(cd "$docs" && pwd -P)"
  else
    path="$(cd "$(dirname "$docs")" && pwd -P)/$(basename "$docs")"
  fi
  name="$(basename "$path" | tr -c 'A-Za-z0-9._\n-' '_')"
  hash="$(printf %s "$path" | cksum | cut -d ' ' -f 1)"
  export PLANQA_HOME="${XDG_DATA_HOME:-$HOME/.local/share}/planqa/$name-$hash"
fi

printf 'Tài liệu / Documents: %s\nDữ liệu / Data: %s\n' "$docs" "$PLANQA_HOME" >&2
exec "$root/.venv/bin/planqa" serve --ingest "$docs" --port "$port"
