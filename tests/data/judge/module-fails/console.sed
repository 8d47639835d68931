s/^# v1-storm: .*/# kferry: module broken failed: No such file or directory/
