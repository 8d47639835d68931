/"expect"/s/.*/"detectors": ["lockdep"], "expect": "splat",/
/"splats"/s/\[\]/["KASAN: *use-after-free*"]/
