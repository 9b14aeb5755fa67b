#!/usr/bin/env bash
# Copies the minified libraries of the dashboard and their licenses, so that building the binary needs no Node. The folder is flat,
# because Go excludes subfolders of a folder named vendor from a module.
set -euo pipefail
cd "$(dirname "$0")/../.."
.ci/npm-install .ci/assets
from=.ci/assets/node_modules
to=internal/web/static/vendor

rm -rf "$to"
mkdir -p "$to"
# copy FILE NAME removes the URL of the source map, which is not served.
copy() { sed '/^\/\/# sourceMappingURL=/d' "$from/$1" >"$to/$2"; }
copy htmx.org/dist/htmx.min.js htmx.min.js
copy htmx.org/LICENSE htmx.LICENSE.txt
copy idiomorph/dist/idiomorph-ext.min.js idiomorph.min.js
copy idiomorph/LICENSE idiomorph.LICENSE.txt
copy uplot/dist/uPlot.iife.min.js uPlot.min.js
copy uplot/dist/uPlot.min.css uPlot.min.css
copy uplot/LICENSE uPlot.LICENSE.txt
copy @dagrejs/dagre/dist/dagre.min.js dagre.min.js
copy @dagrejs/dagre/dist/dagre.min.js.LEGAL.txt dagre.min.js.LEGAL.txt # the name that the file itself gives
