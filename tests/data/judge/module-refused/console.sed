s/^# kferry: state before.*/# kferry: module loop failed: Invalid argument\n&/
