#!/bin/sh
# build.sh [BASE]: an OCI image of var/release's package for Debian 13, as var/release/…-image.tar; as root.
# BASE is a folder with a bare Debian 13; without it, debootstrap makes one.
set -eu
cd "$(dirname "$0")/../.."
deb=$(ls var/release/attestation-service_*~deb13u1_*.deb)
version=$(basename "$deb" | cut -d_ -f2 | cut -d- -f1)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
base=${1:-"$work/base"}
[ -d "$base" ] || debootstrap --variant=minbase --include=ca-certificates trixie "$base"
container=$(buildah from scratch)
buildah add -q "$container" "$base" / >/dev/null
buildah commit -q --rm "$container" localhost/debian13 >/dev/null
cp "$deb" "$work/attestation-service.deb"
buildah bud -q --isolation chroot --build-arg BASE=localhost/debian13 \
  -f release/image/Containerfile -t "localhost/attestation-service:$version" "$work"
rm -f "var/release/attestation-service-$version-image.tar"
buildah push -q "localhost/attestation-service:$version" \
  "oci-archive:var/release/attestation-service-$version-image.tar:attestation-service:$version"
