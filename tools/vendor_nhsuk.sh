#!/usr/bin/env bash
# Brings the NHS design system's styles and scripts into static/nhsuk. For developers only:
# the result is committed, so nothing is built when the program runs.
#
# Font and logo are for NHS services only (NHS identity guidelines), so both are left out.
set -euo pipefail
version=${1:-10.6.1} # the version nhsuk-frontend-jinja's macros were made for
here=$(cd "$(dirname "$0")/.." && pwd)
into=$here/src/betweenus/web/static/nhsuk
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

(cd "$work" && npm pack --silent "nhsuk-frontend@$version" >/dev/null && tar xzf "nhsuk-frontend-$version.tgz")
mkdir -p "$into"
for kind in css js; do
  sed -E \
    -e 's/@font-face *\{[^}]*\}//g' \
    -e 's/"?Frutiger W01"? *, *//g' \
    -e 's,/[/*]# sourceMappingURL=.*$,,' \
    -e 's,/assets/images/,images/,g' \
    "$work/package/dist/nhsuk/nhsuk-frontend.min.$kind" >"$into/nhsuk-frontend.min.$kind"
done
mkdir -p "$into/images"
grep -oE 'images/[a-z-]+\.svg' "$into/nhsuk-frontend.min.css" | sort -u | while read -r icon; do
  cp "$work/package/dist/nhsuk/assets/$icon" "$into/$icon"
done
cat >"$into/LICENCE.txt" <<NOTICE
nhsuk-frontend $version (styles, scripts and icons; without font and logo)

The MIT License (MIT)

Copyright (c) NHS England

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction,
including without limitation the rights to use, copy, modify, merge, publish, distribute,
sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or
substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT
OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
NOTICE
! grep -il 'frutiger\|font-face\|sourceMappingURL' "$into"/*.css "$into"/*.js
