# Variables of make(1) for Linux 3.4 to 3.10 with gcc 12 and make 4.3.

# These options are in CC, because they have to come before the kernel's own flags: the
# decompressor and the vDSO turn on -fPIC themselves. The decompressor and the real-mode code
# ignore KCFLAGS, so the options that they need are here, too: without -mno-sse gcc vectorizes
# code that runs before SSE is enabled. Never use -fcommon: COMMON symbols would be after
# __bss_stop, in pages that the kernel frees.
CC=$(KFERRY_CCACHE) gcc -fno-pie -fno-pic -mno-sse -mno-mmx -std=gnu89 -fgnu89-inline -fno-stack-protector -fcf-protection=none -fno-asynchronous-unwind-tables -I$(KFERRY_DIR)/configs/compat-include -w

# The host programs do need -fcommon: dtc and others define a variable twice.
HOSTCFLAGS=-O2 -fomit-frame-pointer -fcommon -w

# Existing trees may have other defaults in their Makefiles.
CROSS_COMPILE=

# make 4.3 reads an escaped # in the .cmd files of these kernels differently, and would rebuild
# everything each time. So compare time stamps only.
KBUILD_NOCMDDEP=1
