#!/bin/sh
# Inside the fresh machine, as root: certificates of a private authority, then three commands.
set -eu
PATH=/opt/attestation/bin:$PATH
names="attestations.machine.internal bureau.machine.internal lien.machine.internal"
echo "127.0.0.1 $names" >> /etc/hosts
cd /root
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -days 90 \
  -out /usr/local/share/ca-certificates/machine.crt -subj "/CN=machine" \
  -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
update-ca-certificates >/dev/null 2>&1
for name in $names; do
  mkdir -p "/etc/letsencrypt/live/$name"
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$name" \
    -keyout "/etc/letsencrypt/live/$name/privkey.pem" -out request.pem 2>/dev/null
  printf 'subjectAltName=DNS:%s\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n' "$name" > san
  openssl x509 -req -in request.pem -CA /usr/local/share/ca-certificates/machine.crt -CAkey ca.key \
    -days 60 -extfile san -out "/etc/letsencrypt/live/$name/fullchain.pem" 2>/dev/null
done

# 1. The one file, and three commands of which installing was the first.
begin=$(date +%s)
attest setup --answers answers.toml
ln -sf /etc/nginx/sites-available/attestation.conf /etc/nginx/sites-enabled/
systemctl reload-or-restart nginx
systemctl enable --quiet --now attest-verifier attest-desk attest-participant \
  attest-publish.timer attest-backup.timer attest-drill.timer attest-doctor.timer
echo "set up and started: $(($(date +%s) - begin)) s"

cat > /root/as-user <<'EOF'
#!/bin/sh
exec runuser -u attestation -- env PATH=/opt/attestation/bin:/usr/bin:/bin \
  ATTESTATION_CONFIG="${CONFIG:-/srv/attestation/attestation.toml}" "$@"
EOF
chmod 755 /root/as-user
rm /srv/attestation/page-de-secours.txt
cp module.xlsx /tmp/module.xlsx
cd /srv/attestation
/root/as-user attest-issuer issue /tmp/module.xlsx --yes --out /srv/attestation/attestations >/dev/null
/root/as-user attest-issuer publish
/root/as-user attest backup
/root/as-user attest drill
for try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  curl -sf https://attestations.machine.internal/readyz >/dev/null && break
  sleep 1
done
/root/as-user attest doctor --all || [ $? = 1 ]
echo "to a genuine verdict over HTTPS: $(($(date +%s) - begin)) s"
