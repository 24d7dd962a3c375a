#!/bin/sh
# After the plug was pulled: everything is up by itself.
set -eu
for try in $(seq 60); do
  curl -sf https://attestations.machine.internal/readyz >/dev/null && break
  sleep 1
done
echo "ready again after the plug was pulled"
attest doctor || [ $? = 1 ]
systemctl start attest-publish.service attest-backup.service attest-drill.service
systemctl start attest-doctor.service
echo "all four tasks ran under their units"
journalctl -q -o cat -u attest-drill | grep "authentique"
cp "$(ls /var/backups/attestation/*.age | tail -1)" /root/newest.age
