#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Packages of a kernel whose modules and image are signed with a new key: the kernel trusts its
# own modules, rejects others, and firmware would trust the image. This takes a whole build,
# separate from that of the unsigned kernel.
. "$SRCDIR/tests/cmd/lib.sh"
. "$SRCDIR/tests/package/lib.sh"

need deb
need_machine

openssl req -new -x509 -newkey rsa:2048 -sha256 -nodes -days 3650 -subj /CN=kferry-test/ \
	-addext extendedKeyUsage=codeSigning -keyout key.pem -out cert.pem 2>/dev/null
cat >sign-image <<END
#!/bin/sh
exec sbsign --key $scratch/key.pem --cert $scratch/cert.pem --output "\$1" "\$1"
END
chmod 755 sign-image
ok 'signed packages are made' sh -c 'cd "$SRCDIR" && exec "$KFERRY" package deb "$@"' sh \
	--flavour "$flavour" --fast --binary --out "$scratch/signed" \
	--sign-key "$scratch/key.pem" --sign-cert "$scratch/cert.pem" \
	--sign-image "$scratch/sign-image" "$branch"

dpkg-deb -x signed/linux-image-"$rel"_*.deb image
dpkg-deb -x signed/linux-headers-"$rel"_*.deb headers
is "$(find image -name '*.ko' -exec modinfo -F signer {} \; | sort -u)" kferry-test \
	'every module is signed'
ok 'so is the image' sbverify --cert cert.pem "image/boot/vmlinuz-$rel"

run payload --project "$SRCDIR" --out run signed/linux-image-"$rel"_*.deb
is "$code" 0 'the kernel passes, and trusts its modules'
[ "$code" = 0 ] || printf '%s\n%s\n' "$out" "$err" | sed 's/^/# /' >&2
is "$(grep -c 'module verification failed' run/console.log)" 0 'all of them'

foreign_module "headers/usr/src/linux-headers-$rel"
boot_foreign "image/boot/vmlinuz-$rel" "image/boot/config-$rel"
ok "but not another's" grep -q 'hello: module verification failed' foreign/console.log
done_testing
