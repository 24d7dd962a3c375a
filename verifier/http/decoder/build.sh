#!/bin/sh
# Bundle the scanner's decoder into static/decoder. Without Node the verifier does without it.
set -eu
cd "$(dirname "$0")"
without() {
  echo "$1: the scanner will work only in browsers that read QR codes themselves."
  exit 0
}
command -v npm >/dev/null || without "No Node (npm) here"
npm ci --silent >/dev/null 2>&1 || without "npm could not fetch the decoder"
rm -rf ../static/decoder
npm run --silent build || without "esbuild could not bundle the decoder"
