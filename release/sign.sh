#!/bin/sh
# sign.sh FOLDER [KEY]: SHA-256 of every file of a release, and its signature by the release's key
# (a private key on P-256 in PEM; openssl asks for its passphrase).
set -eu
key="${2:+$(realpath "$2")}"
cd "$1"
rm -f SHA256SUMS SHA256SUMS.sig
find . -maxdepth 1 -type f ! -name release.pub ! -name .sums -printf '%P\n' | LC_ALL=C sort | xargs sha256sum -- > .sums
mv .sums SHA256SUMS
[ -n "$key" ] || { echo "SHA256SUMS is not signed: RELEASE_KEY=file"; exit 0; }
openssl dgst -sha256 -sign "$key" -out SHA256SUMS.sig SHA256SUMS
openssl pkey -in "$key" -pubout -out release.pub
openssl dgst -sha256 -verify release.pub -signature SHA256SUMS.sig SHA256SUMS
