#!/bin/sh
# In the fresh machine, as root. Its surroundings first: names, certificates of a private
# authority, a mail server. Then the commands of docs/operations/setup.md.
set -eu
names="attestations.machine.internal bureau.machine.internal lien.machine.internal"
echo "127.0.0.1 $names courrier.machine.internal" >> /etc/hosts
cd /root
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -days 90 \
  -out /usr/local/share/ca-certificates/machine.crt -subj "/CN=machine" \
  -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
update-ca-certificates >/dev/null 2>&1
# certificate NAME DAYS FILE.pem FILE.key
certificate() {
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" -keyout "$4" \
    -out request.pem 2>/dev/null
  printf 'subjectAltName=DNS:%s\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n' \
    "$1" > san
  openssl x509 -req -in request.pem -CA /usr/local/share/ca-certificates/machine.crt \
    -CAkey ca.key -days "$2" -extfile san -out "$3" 2>/dev/null
}
for name in $names; do
  place="/etc/letsencrypt/live/$name"
  mkdir -p "$place"
  certificate "$name" 60 "$place/fullchain.pem" "$place/privkey.pem"
done
certificate courrier.machine.internal 60 mail.pem mail.key
certificate ailleurs.machine.internal 60 other.pem other.key
certificate attestations.machine.internal 5 soon.pem soon.key
cat > /etc/systemd/system/mail-sink.service <<'UNIT'
[Service]
ExecStart=/usr/bin/python3 /root/mail_sink.py /root/mail.pem /root/mail.key
[Install]
WantedBy=multi-user.target
UNIT
systemctl enable --quiet --now mail-sink
mv /root/module.xlsx /tmp

# Installing the package was the first of three commands; answers.toml is the one file.
begin=$(date +%s)
attest setup --answers answers.toml | tee setup.log
attest-issuer issue /tmp/module.xlsx --yes
ready() {
  for try in $(seq 60); do
    curl -sf https://attestations.machine.internal/readyz >/dev/null &&
      curl -sf https://bureau.machine.internal/connexion >/dev/null &&
      curl -sf https://lien.machine.internal/ >/dev/null && return
    sleep 1
  done
}
ready
shred -u /srv/attestation/page-de-secours.txt
attest doctor --all > doctor.log || [ $? != 3 ]
grep "authentique à https://attestations.machine.internal" doctor.log
echo "setup to a genuine verdict over HTTPS: $(($(date +%s) - begin)) s"

python3 first_account.py "$(grep -o 'https://bureau[^ ]*/invitation/[^ ]*' setup.log)"
attest backup
attest drill
attest doctor || [ $? = 1 ]
stat -c "%U %a %n" /srv/attestation/register.db /etc/credstore/attestation.passphrase
