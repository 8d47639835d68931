/^ok 2 /d; /kferry: end/s/lines=\([0-9]*\)/lines=22/
