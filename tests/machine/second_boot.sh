#!/bin/sh
# After the plug was pulled: everything is up by itself, and a restored register publishes.
set -eu
PATH=/opt/attestation/bin:$PATH
for try in $(seq 60); do
  curl -sf https://attestations.machine.internal/readyz >/dev/null && break
  sleep 1
done
echo "ready again after the plug was pulled"
/root/as-user attest doctor || [ $? = 1 ]
systemctl start attest-publish.service attest-backup.service attest-drill.service \
  attest-doctor.service
echo "all four tasks ran under their units"
newest=$(ls /var/backups/attestation/*.age | tail -1)
install -d -o attestation -g attestation /srv/second
install -o attestation -m 600 /srv/attestation/backup.key /srv/attestation/passphrase /tmp
/root/as-user attest restore "$newest" --into /srv/second --key-file /tmp/backup.key \
  --passphrase-file /tmp/passphrase --reason "la prise a été tirée"
install -o attestation -m 600 /tmp/passphrase /tmp/backup.key /srv/second
CONFIG=/srv/second/attestation.toml /root/as-user attest-issuer publish
echo "restored, and published"
