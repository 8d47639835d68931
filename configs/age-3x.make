# Variables for make(1), for kernels from 3.4 to 3.10 with gcc 12 and make 4.3.

# In CC, because these have to come before the kernel's own flags: the
# decompressor and the vDSO turn -fPIC on for themselves. The decompressor and
# the real-mode code throw KCFLAGS away, so what they need stands here too:
# without -mno-sse gcc vectorises code that runs before SSE is enabled.
# Never -fcommon: COMMON symbols land behind __bss_stop, in pages that are
# given away.
CC=$(KFERRY_CCACHE) gcc -fno-pie -fno-pic -mno-sse -mno-mmx -std=gnu89 -fgnu89-inline -fno-stack-protector -fcf-protection=none -fno-asynchronous-unwind-tables -I$(KFERRY_DIR)/configs/compat-include -w

# The programs of the build are another matter: dtc and others define a
# variable twice.
HOSTCFLAGS=-O2 -fomit-frame-pointer -fcommon -w

# Trees that one finds have had all sorts of defaults written into them.
CROSS_COMPILE=

# make 4.3 reads the escaped # in these kernels' .cmd files differently, and
# everything is rebuilt every time. Compare time stamps only.
KBUILD_NOCMDDEP=1
