s/"may_skip": \[\]/"may_skip": ["v2-oom"]/
