/state after/s/cgroups-memory=1/cgroups-memory=7/
