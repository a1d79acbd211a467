#!/bin/sh
# Writes the certificate authority of the tests, and what it signed: the certificate of the mirror of the tests, one that
# is no longer valid, and the key of both. The key of the authority is not kept.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$(mktemp -d)"
touch index.txt
cat > config <<'END'
[ca]
default_ca = authority
[authority]
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
[of_authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[of_mirror]
basicConstraints = CA:FALSE
subjectAltName = DNS:mirror.test, IP:127.0.0.1
END
for name in authority mirror; do
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out $name.key
    openssl req -new -key $name.key -subj "/CN=$name of the tests" -out $name.csr
done
sign() { openssl ca -batch -notext -config config -startdate 20200101000000Z "$@"; }
sign -selfsign -keyfile authority.key -in authority.csr -extensions of_authority -enddate 99991231235959Z -out authority.pem
by_authority() { sign -cert authority.pem -keyfile authority.key -in mirror.csr -extensions of_mirror "$@"; }
by_authority -enddate 99991231235959Z -out mirror.pem
by_authority -enddate 20200201000000Z -out expired.pem

cp authority.pem "$here"
for name in mirror expired; do openssl x509 -in $name.pem -outform DER -out "$here/$name.der"; done
openssl pkcs8 -topk8 -nocrypt -in mirror.key -outform DER -out "$here/mirror.key.der"
rm -r "$PWD"
