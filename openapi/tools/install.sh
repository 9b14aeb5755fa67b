# Sourced by the scripts beside it: makes the pinned tools callable. node_modules is
# installed at first use and whenever the lock has changed since.
# shellcheck shell=bash
tools=openapi/tools
if [ ! -e "$tools/node_modules/.installed" ] || [ "$tools/package-lock.json" -nt "$tools/node_modules/.installed" ]; then
  npm ci --prefix "$tools" --no-progress --loglevel=error >&2
  touch "$tools/node_modules/.installed"
fi

# quietly runs a command and shows what it printed only if it fails.
quietly() {
  local report
  report=$("$@" 2>&1) || { printf '%s\n' "$report" >&2; return 1; }
}
redocly() { REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true "$tools/node_modules/.bin/redocly" "$@"; }
go_tool() { GOFLAGS='' go tool -modfile="$tools/go.mod" "$@"; }
