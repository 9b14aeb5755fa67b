#!/usr/bin/env bash
# Lints the document with redocly's recommended rules; a warning fails too.
set -euo pipefail
cd "$(dirname "$0")/.."
. openapi/tools/install.sh

report=$(redocly lint openapi/openapi.yaml --extends recommended --format json 2>/dev/null) || true
if ! node -e 'const r = JSON.parse(process.argv[1]); process.exit(r.totals.errors + r.totals.warnings ? 1 : 0)' "$report"; then
  echo "$report"
  exit 1
fi
