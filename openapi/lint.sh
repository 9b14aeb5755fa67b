#!/usr/bin/env bash
# Lints the document with the rules of redocly (recommended-strict, a warning fails too) and, once it is bundled, of spectral (.spectral.yaml).
set -euo pipefail
cd "$(dirname "$0")/.."
. openapi/tools/install.sh

report=$(redocly lint openapi/openapi.yaml --extends recommended-strict --format json 2>/dev/null) || true
if ! node -e 'const r = JSON.parse(process.argv[1]); process.exit(r.totals.errors + r.totals.warnings ? 1 : 0)' "$report"; then
  echo "$report"
  exit 1
fi
"$tools/node_modules/.bin/spectral" lint --ruleset .spectral.yaml --fail-severity hint --quiet gen/openapi.yaml
