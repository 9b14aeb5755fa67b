# Sourced by the scripts beside it.
# shellcheck shell=bash

# need installs the Debian package of each program that is missing: need PROGRAM=PACKAGE...
need() {
  local missing=() pair
  for pair in "$@"; do
    command -v "${pair%%=*}" >/dev/null || [ -e "${pair%%=*}" ] || missing+=("${pair#*=}")
  done
  [ "${#missing[@]}" -eq 0 ] && return
  echo "installing ${missing[*]}" >&2
  DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}" >&2
}

# release_version prints the version of the document, which all that is released has.
release_version() { sed -n 's/^  version: //p' openapi/openapi.yaml | head -n 1; }

# commit_time prints the time of the commit in seconds since 1970: all times in packages are that of the commit.
commit_time() { git log -1 --format=%ct; }
