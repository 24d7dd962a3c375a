#!/bin/sh
# Bundle the kit's checker into verifier/kit/checker. Without Node there is no kit.
set -eu
cd "$(dirname "$0")"
without() {
  echo "$1: attest-verifier kit will say that its checker was not built."
  exit 0
}
command -v npm >/dev/null || without "No Node (npm) here"
npm ci --silent >/dev/null 2>&1 || without "npm could not fetch what builds the checker"
npm run --silent build || without "esbuild could not bundle the checker"
