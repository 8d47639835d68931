/kferry: end/s/nonce=[0-9a-f]*/nonce=0123456789abcdef/
