#!/bin/sh
# Says in one sentence what is missing, before npm says it in a hundred lines.
set -eu

fail() {
  echo "earnback: $1" >&2
  exit 1
}

command -v node >/dev/null 2>&1 || fail 'Node.js is not installed; Earnback needs version 20.15 or newer (https://nodejs.org).'
command -v npm >/dev/null 2>&1 || fail 'npm is not installed; it comes with Node.js and is needed to install the dependencies.'
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 15) ? 0 : 1)' ||
  fail "Node.js $(node --version) is too old; Earnback needs version 20.15 or newer."

missing=''
command -v c++ >/dev/null 2>&1 || command -v g++ >/dev/null 2>&1 || command -v clang++ >/dev/null 2>&1 || missing='C++ compiler'
command -v python3 >/dev/null 2>&1 || missing="${missing:+$missing and no }python3"
if [ -n "$missing" ]; then
  echo "earnback: this machine has no $missing. better-sqlite3 needs it where no prebuilt binary can be downloaded;" >&2
  echo "earnback: if the installation fails now, install it first (Debian and Ubuntu: apt-get install g++ make python3; macOS: xcode-select --install)." >&2
fi
