# Sourced by the scripts beside it: makes the pinned tools callable.
# shellcheck shell=bash
tools=openapi/tools
.ci/npm-install "$tools"

# quietly runs a command and shows what it printed only if it fails.
quietly() {
  local report
  report=$("$@" 2>&1) || { printf '%s\n' "$report" >&2; return 1; }
}
redocly() { REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true "$tools/node_modules/.bin/redocly" "$@"; }
go_tool() { GOFLAGS='' go tool -modfile="$tools/go.mod" "$@"; }
