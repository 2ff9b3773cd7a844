#!/bin/sh
# Installs what package-lock.json names, into the folder given (default: here).
set -eu

cd "${1:-.}"
# Node's own headers, where they are installed beside it: compiling then needs no download.
headers="$(node -p 'require("path").resolve(process.execPath, "../..")')"
if [ -f "$headers/include/node/node.h" ]; then
  case "$(npm --version)" in
    [0-9].* | 10.*) export npm_config_nodedir="$headers" ;;
    *) export npm_package_config_node_gyp_nodedir="$headers" ;;
  esac
fi
npm ci
touch node_modules/.package-lock.json
