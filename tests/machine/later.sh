#!/bin/sh
# The timers were forgotten: the clock goes on, and somebody is written to before any check fails.
set -eu
systemctl stop attest-publish.timer attest-backup.timer attest-drill.timer attest-doctor.timer
faces="attest-verifier attest-desk attest-participant"
# on_day N: what the faces see is N days later.
on_day() {
  for face in $faces; do
    mkdir -p "/run/systemd/system/$face.service.d"
    printf '[Service]\nEnvironment=LD_PRELOAD=%s FAKETIME=+%dd FAKETIME_DISABLE_SHM=1\n' \
      "$(ls /usr/lib/*/faketime/libfaketime.so.1)" "$1" \
      > "/run/systemd/system/$face.service.d/later.conf"
  done
  systemctl daemon-reload
  systemctl restart $faces
  for try in $(seq 60); do
    curl -s https://attestations.machine.internal/healthz | grep -q ok && break
    sleep 1
  done
}
verdict() {
  attest doctor --json > later.json || true
  python3 -c 'import json; print(next(one["words"] for one in json.load(open("later.json"))
    if one["topic"] == "code QR"))'
}
rm -rf /root/mails
mkdir /root/mails
on_day 12
for try in $(seq 60); do
  grep -lq "la publication de\|n’a plus été publiée" /root/mails/* 2>/dev/null && break
  sleep 1
done
head -1 "$(ls /root/mails/* | head -1)"
grep -h "n’a plus été publiée" /root/mails/*
echo "day 12, mail arrived: $(verdict)"
on_day 29
echo "day 29: $(verdict)"
on_day 31
echo "day 31: $(verdict)"
rm -r /run/systemd/system/attest-*.service.d
systemctl daemon-reload
systemctl restart $faces
systemctl start attest-publish.timer attest-backup.timer attest-drill.timer attest-doctor.timer
