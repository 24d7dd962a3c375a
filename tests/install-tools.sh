#!/bin/sh
# Install the Debian tools that some tests use, where that is possible; else say which is missing.
set -u
wanted=""
command -v pdfsig >/dev/null || wanted="$wanted poppler-utils"
command -v zbarimg >/dev/null || wanted="$wanted zbar-tools"
command -v qpdf >/dev/null || wanted="$wanted qpdf"
command -v softhsm2-util >/dev/null || wanted="$wanted softhsm2"
command -v chromium >/dev/null || wanted="$wanted chromium"
command -v chromium-headless-shell >/dev/null || wanted="$wanted chromium-headless-shell"
command -v curl >/dev/null || wanted="$wanted curl"
command -v redis-server >/dev/null || wanted="$wanted redis-server"
[ -z "$wanted" ] && exit 0

as_root=""
if [ "$(id -u)" -ne 0 ]; then
  if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root="sudo"
  else
    echo "No right to install$wanted: the tests that need them will skip."
    exit 0
  fi
fi
if ! command -v apt-get >/dev/null; then
  echo "No apt-get here for$wanted: the tests that need them will skip."
  exit 0
fi
echo "Installing$wanted"
# shellcheck disable=SC2086  # a list of words is meant
$as_root apt-get update -qq &&
  DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $wanted \
    >/dev/null ||
  echo "Could not install$wanted: the tests that need them will skip."
