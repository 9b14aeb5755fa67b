#!/usr/bin/env bash
# Fails when the document breaks clients of the last released one, openapi/released/openapi.yaml, in a way that accepted-changes.txt does not list.
set -euo pipefail
cd "$(dirname "$0")/.."
. openapi/tools/install.sh

go_tool oasdiff breaking --fail-on ERR --err-ignore openapi/accepted-changes.txt openapi/released/openapi.yaml gen/openapi.yaml
