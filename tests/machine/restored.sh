#!/bin/sh
# On another bare machine with the package: a backup, and two lines from the recovery page.
set -eu
install -d -o attestation -g attestation -m 700 /srv/attestation
install -d -o attestation -g attestation -m 700 /var/backups/attestation
install -o attestation -m 600 /root/newest.age /root/backup.key /root/passphrase /tmp
runuser -u attestation -- attest restore /tmp/newest.age --into /srv/attestation \
  --key-file /tmp/backup.key --passphrase-file /tmp/passphrase --reason "la prise a été tirée"
install -m 600 /root/passphrase /etc/credstore/attestation.passphrase
install -o attestation -g attestation -m 600 /root/backup.key /srv/attestation/backup.key
attest setup --again || [ $? = 1 ]
attest-issuer publish
systemctl start attest-publish.service
systemctl is-active attest-verifier attest-desk attest-participant
echo "restored on another machine, and published"
