/^# v1-exit:/d
