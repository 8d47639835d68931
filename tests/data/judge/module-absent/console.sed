s/^# v1-storm: .*/# kferry: module driver failed: No such device/
s/^# v1-exit: .*/# kferry: module user failed: No such file or directory/
