/^KTAP/,$d
