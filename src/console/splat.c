/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/splat.h"

#include <string.h>

#include "console/multi-search.h"

const char STEP_IP[] = "";
const char STEP_WARN[] = "";
const char STEP_TRACE[] = "";
const char STEP_STACK[] = "";

#define L(...)	  ((const char *const[]){__VA_ARGS__, NULL})
#define S_IP	  L(STEP_IP)
#define S_IPTRACE L(STEP_IP, STEP_TRACE, STEP_STACK)
#define S_TRACE	  L(STEP_TRACE, STEP_STACK)
#define S_WARN	  .steps = L(STEP_WARN, STEP_STACK), .otherwise = S_TRACE

/* Functions by which the watchdog detects a lockup. */
#define LOCKUP_SKIP                                                                    \
	L("watchdog_overflow", "watchdog_hardlockup", "perf_event", "_pmu_", "nmi",    \
	  "^soft_nmi_interrupt$", "watchdog_smp_panic", "watchdog_timer_interrupt")
#define LOCKDEP "kernel/locking/lockdep.c"
#define REFUSE_WORK                                                                    \
	L("process_one_work", "flush_workqueue", "drain_workqueue", "destroy_workqueue")

/* ---- BUG: -------------------------------------------------------------- */

#define KASAN_SOURCE  "mm/kasan/report.c"
#define KMSAN_SOURCE  "mm/kmsan/report.c"
#define KFENCE_SOURCE "mm/kfence/report.c"
/* The words are captured: they say where the value is from, even without frames. */
#define KMSAN_STEPS                                                                    \
	L(STEP_STACK, "{Local variable|Uninit was} *created at:", STEP_STACK)
#define KFENCE_STEPS L("BUG: KFENCE: *in %f", STEP_STACK)

static const struct splat bugs[] = {
	{.title = "BUG: KASAN:",
	 .report = L("BUG: KASAN: %w in %f", "{Read|Write} {?of size|at addr} %x"),
	 .name = "KASAN: %1 %3 in %f",
	 .steps = L("BUG: KASAN: *in %f", STEP_TRACE, STEP_STACK),
	 .skip = L("kernel_fault", "tag_check", "mem_abort", "^el1_", "^el1h_"),
	 .source = KASAN_SOURCE},
	{.title = "BUG: KASAN:",
	 .report = L(
		 "BUG: KASAN: {?double-free or invalid-free|double-free|invalid-free} "
		 "in %f"),
	 .name = "KASAN: invalid-free in %f",
	 .steps = L("BUG: KASAN: *in %f", STEP_TRACE, STEP_STACK),
	 .skip = L("slab_", "kfree", "vunmap", "vfree"),
	 .source = KASAN_SOURCE},
	{.title = "BUG: KASAN: %w on address",
	 .report = L("BUG: KASAN: %w on address", "{Read|Write} of size %d"),
	 .name = "KASAN: %1 %2",
	 .source = KASAN_SOURCE},
	{.title = "BUG: KASAN: %t",
	 .name = "KASAN: %1",
	 .flags = SPLAT_BROKEN,
	 .source = KASAN_SOURCE},
	{.title = "BUG: KMSAN: kernel-usb-infoleak",
	 .report = L("BUG: KMSAN: kernel-usb-infoleak in %f"),
	 .name = "KMSAN: kernel-usb-infoleak in %f",
	 .steps = KMSAN_STEPS,
	 .skip = L("alloc_skb", "usb_submit_urb", "usb_start_wait_urb", "usb_bulk_msg",
		   "usb_interrupt_msg", "usb_control_msg"),
	 .flags = SPLAT_NO_TRACE,
	 .source = KMSAN_SOURCE},
	{.title = "BUG: KMSAN:",
	 .report = L("BUG: KMSAN: %w in %f"),
	 .name = "KMSAN: %1 in %f",
	 .steps = KMSAN_STEPS,
	 /* encryption is only the first to see the bad data */
	 .skip = L("alloc_skb", "netlink_ack", "netlink_rcv_skb", "_encrypt$",
		   "^crypto_", "^cipher_", "^drbg_", "^rng_"),
	 .flags = SPLAT_NO_TRACE,
	 .source = KMSAN_SOURCE},
	{.title = "BUG: KCSAN:",
	 .report = L("BUG: KCSAN: %t"),
	 .name = "KCSAN: %1",
	 .flags = SPLAT_NO_TRACE,
	 .source = "kernel/kcsan/report.c"},
	{.title = "BUG: KFENCE: {use-after-free|out-of-bounds} {read|write} in %f",
	 .name = "KFENCE: %1 %2 in %f",
	 .steps = KFENCE_STEPS,
	 .source = KFENCE_SOURCE},
	{.title = "BUG: KFENCE: invalid free in %f",
	 .name = "KFENCE: invalid free in %f",
	 .steps = KFENCE_STEPS,
	 .flags = SPLAT_NO_TRACE,
	 .source = KFENCE_SOURCE},
	{.title = "BUG: KFENCE: invalid {read|write} in %f",
	 .name = "KFENCE: invalid %1 in %f",
	 .steps = KFENCE_STEPS,
	 .source = KFENCE_SOURCE},
	{.title = "BUG: KFENCE: memory corruption in %f",
	 .name = "KFENCE: memory corruption in %f",
	 .steps = KFENCE_STEPS,
	 .flags = SPLAT_NO_TRACE,
	 .source = KFENCE_SOURCE},
	{.title = "BUG: {?unable to handle kernel paging request|unable to handle page "
		  "fault "
		  "for address|Unable to handle kernel data access}",
	 .name = "BUG: unable to handle kernel paging request in %f",
	 .type = "MEMORY_SAFETY_BUG",
	 .steps = S_IPTRACE,
	 .source = "arch/x86/mm/fault.c"},
	{.title = "BUG: {?unable to handle kernel |kernel |Kernel }NULL pointer "
		  "dereference",
	 .name = "BUG: unable to handle kernel NULL pointer dereference in %f",
	 .type = "NULL-POINTER-DEREFERENCE",
	 .steps = S_IPTRACE,
	 .source = "arch/x86/mm/fault.c"},
	/* of powerpc, which says "on read at" for the others */
	{.title = "BUG: Unable to handle {kernel instruction fetch|kernel unaligned "
		  "access|unknown paging fault}",
	 .name = "BUG: unable to handle %1 in %f",
	 .type = "MEMORY_SAFETY_BUG",
	 .steps = S_IPTRACE,
	 .source = "arch/powerpc/mm/fault.c"},
	/* the rest of the line was printed by another printk() and was lost */
	{.title = "BUG: {?u|U}nable to handle kernel",
	 .name = "BUG: unable to handle kernel",
	 .flags = SPLAT_BROKEN,
	 .source = "arch/x86/mm/fault.c"},
	{.title = "BUG: {spinlock|rwlock} {lockup suspected|lockup|already "
		  "unlocked|recursion|cpu "
		  "recursion|bad magic|wrong owner|wrong CPU|trylock failure on UP}",
	 .name = "BUG: %1 %2 in %f",
	 .type = "LOCKDEP",
	 .steps = S_TRACE,
	 .skip = L("spin_", "_lock", "_unlock"),
	 .source = "kernel/locking/spinlock_debug.c"},
	/* up to 2.6.37 */
	{.title = "BUG: NMI Watchdog detected LOCKUP",
	 .name = "BUG: hard lockup in %f",
	 .type = "HANG",
	 .steps = S_IPTRACE,
	 .skip = LOCKUP_SKIP,
	 .choice = CHOOSE_LOCKUP,
	 .source = "arch/x86/kernel/nmi.c"},
	{.title = "BUG: soft lockup",
	 .name = "BUG: soft lockup in %f",
	 .type = "HANG",
	 .steps = S_IPTRACE,
	 .choice = CHOOSE_STALL,
	 .source = "kernel/watchdog.c"},
	{.title = "BUG: *still has locks held!",
	 .report = L("BUG: *still has locks held!", "%p%f"),
	 .name = "BUG: still has locks held in %1",
	 .type = "LOCKDEP",
	 .source = LOCKDEP},
	{.title = "BUG: scheduling while atomic",
	 .name = "BUG: scheduling while atomic in %f",
	 .type = "ATOMIC_SLEEP",
	 .steps = S_TRACE,
	 .skip = L("schedule"),
	 .source = "kernel/sched/core.c"},
	{.title = "BUG: lock held when returning to user space",
	 .report = L("BUG: lock held when returning to user space",
		     "leaving the kernel with locks still held", "at: %P%f"),
	 .name = "BUG: lock held when returning to user space in %1",
	 .type = "LOCKDEP",
	 .flags = SPLAT_NO_TRACE,
	 .source = LOCKDEP},
	{.title = "BUG: bad {unlock balance|contention} detected!",
	 .name = "BUG: bad %1 in %f",
	 .type = "LOCKDEP",
	 .steps = L("%p%f", STEP_TRACE, STEP_STACK),
	 .source = LOCKDEP},
	{.title = "BUG: held lock freed!",
	 .report = L("BUG: held lock freed!", "%p%f"),
	 .name = "BUG: held lock freed in %1",
	 .type = "LOCKDEP",
	 .source = LOCKDEP},
	{.title = "BUG: Nested lock was not taken",
	 .name = "BUG: nested lock was not taken in %f",
	 .type = "LOCKDEP",
	 .steps = S_TRACE,
	 .source = LOCKDEP},
	{.title = "BUG: Bad rss-counter state",
	 .name = "BUG: Bad rss-counter state",
	 .flags = SPLAT_NO_TRACE,
	 .source = "kernel/fork.c"},
	{.title = "BUG: non-zero {nr_ptes|nr_pmds} on freeing mm",
	 .name = "BUG: non-zero %1 on freeing mm",
	 .flags = SPLAT_NO_TRACE,
	 .source = "kernel/fork.c"},
	{.title = "BUG: Dentry *still in use",
	 .report = L("BUG: Dentry *still in use (%d) [{unmount} of "),
	 .name = "BUG: Dentry still in use in %1",
	 .source = "fs/dcache.c"},
	{.title = "BUG: Bad page {state|cache}",
	 .name = "BUG: Bad page %1 in %f",
	 .type = "MEMORY_CORRUPTION",
	 .steps = L("page last allocated", STEP_STACK),
	 /* without CONFIG_PAGE_OWNER */
	 .otherwise = S_TRACE,
	 .skip = L("bad_page", "free_page", "free_pages", "free_pcp", "free_frozen",
		   "free_tail", "free_one_page", "free_hot_cold", "put_page",
		   "get_page", "update_page", "release_page", "free_unref", "^folio",
		   "^_folio", "^__folio", "truncate_inode_pages", "page_frag_free",
		   "alloc", "vmap", "page_owner"),
	 .flags = SPLAT_NAMELESS,
	 .source = "mm/page_alloc.c"},
	{.title = "BUG: Bad page map",
	 .name = "BUG: Bad page map",
	 .type = "MEMORY_CORRUPTION",
	 .source = "mm/memory.c"},
	{.title = "BUG: workqueue lockup",
	 .name = "BUG: workqueue lockup",
	 .type = "HANG",
	 .flags = SPLAT_NO_TRACE,
	 .source = "kernel/workqueue.c"},
	{.title = "BUG: sleeping function called from invalid context at",
	 .name = "BUG: sleeping function called from invalid context in %f",
	 .type = "ATOMIC_SLEEP",
	 .steps = S_TRACE,
	 .source = "kernel/sched/core.c"},
	{.title = "BUG: using %i() in preemptible",
	 .name = "BUG: using %1() in preemptible code in %f",
	 .type = "LOCKDEP",
	 .steps = S_TRACE,
	 .skip = L("dump_stack", "preempt", "debug_", "processor_id", "this_cpu"),
	 .source = "lib/smp_processor_id.c"},
	{.title = "BUG: workqueue leaked lock or atomic",
	 .report = L("BUG: workqueue leaked lock or atomic", "last function: %i$"),
	 .name = "BUG: workqueue leaked lock or atomic in %1",
	 .type = "LOCKDEP",
	 .flags = SPLAT_NO_TRACE,
	 .source = "kernel/workqueue.c"},
	/* since 6.11, also for kworkers that return in an RCU read section */
	{.title = "BUG: workqueue leaked atomic, lock or RCU",
	 .report = L("BUG: workqueue leaked atomic, lock or RCU", "workfn=%i"),
	 .name = "BUG: workqueue leaked atomic, lock or RCU in %1",
	 .type = "LOCKDEP",
	 .flags = SPLAT_NO_TRACE,
	 .source = "kernel/workqueue.c"},
	{.title = "BUG: memory leak",
	 .name = "memory leak in %f",
	 .type = "LEAK",
	 .steps = L("backtrace{?:| (crc }", STEP_STACK),
	 .skip = L("kmemleak", "mmap", "kmem", "slab", "alloc", "create_object",
		   "idr_get", "list_lru_init", "pcpu_create", "strdup", "strndup",
		   "memdup"),
	 .source = "mm/kmemleak.c"},
	{.title = "BUG: *stack guard page was hit at",
	 .name = "BUG: stack guard page was hit in %f",
	 .type = "STACK_OVERFLOW",
	 .steps = S_IPTRACE,
	 .choice = CHOOSE_STALL,
	 .source = "arch/x86/kernel/traps.c"},
	/* arm's words for what is a locking bug on other architectures */
	{.title = "BUG: Invalid wait context",
	 .name = "WARNING: locking bug in %f",
	 .type = "LOCKDEP",
	 .steps = S_TRACE,
	 .skip = L("lock_sock", "release_sock"),
	 .source = LOCKDEP},
	{.title = "BUG: "
		  "MAX_{LOCK_DEPTH|LOCKDEP_CHAIN_HLOCKS|LOCKDEP_CHAINS|LOCKDEP_ENTRIES|"
		  "LOCKDEP_KEYS|STACK_TRACE_ENTRIES|LOCKDEP_SUBCLASSES} too low!",
	 .name = "BUG: MAX_%1 too low!",
	 .type = "LOCKDEP-LIMIT",
	 .flags = SPLAT_NO_TRACE,
	 .source = LOCKDEP},
	{.title = "^BUG:$", .name = "BUG: corrupted", .flags = SPLAT_BROKEN},
	{.title = NULL},
};

/* ---- WARNING: ---------------------------------------------------------- */

#define URB_SUBMITTERS                                                                 \
	L("usb_submit_urb", "usb_start_wait_urb", "usb_bulk_msg", "usb_interrupt_msg", \
	  "usb_control_msg")

static const struct splat warnings[] = {
	/* up to 4.12 the watchdog warned */
	{.title = "WARNING: at kernel/watchdog",
	 .report = L("WARNING: *kernel/watchdog", "Watchdog detected hard LOCKUP"),
	 .name = "BUG: hard lockup in %f",
	 .type = "HANG",
	 .steps = S_TRACE,
	 .skip = LOCKUP_SKIP,
	 .choice = CHOOSE_LOCKUP,
	 .source = "kernel/watchdog.c"},
	{.title = "WARNING: CPU: %d PID: %d at kernel/watchdog",
	 .report = L("WARNING: *kernel/watchdog", "Watchdog detected hard LOCKUP"),
	 .name = "BUG: hard lockup in %f",
	 .type = "HANG",
	 .steps = S_TRACE,
	 .skip = LOCKUP_SKIP,
	 .choice = CHOOSE_LOCKUP,
	 .source = "kernel/watchdog.c"},
	{.title = "WARNING: *lib/debugobjects.c* {?debug_print|debug_check|at}",
	 .name = "WARNING: ODEBUG bug in %f",
	 S_WARN,
	 .skip = L("debug_", "rcu", "hrtimer_", "timer_", "work_", "percpu_", "vunmap",
		   "vfree", "__free_", "debug_check", "kobject_"),
	 .source = "lib/debugobjects.c"},
	{.title = "WARNING: *mm/usercopy.c* {?usercopy_warn|at}",
	 .name = "WARNING: bad usercopy in %f",
	 S_WARN,
	 .skip = L("usercopy", "__check"),
	 .source = "mm/usercopy.c"},
	{.title = "WARNING: *lib/kobject.c* {?kobject_|at}",
	 .name = "WARNING: kobject bug in %f",
	 S_WARN,
	 .source = "lib/kobject.c"},
	{.title = "WARNING: *fs/proc/generic.c* {?proc_register|at}",
	 .name = "WARNING: proc registration bug in %f",
	 S_WARN,
	 .skip = L("proc_"),
	 .source = "fs/proc/generic.c"},
	{.title = "WARNING: *lib/refcount.c:%d",
	 .name = "WARNING: refcount bug in %f",
	 .type = "REFCOUNT_WARNING",
	 S_WARN,
	 .skip = L("refcount"),
	 .source = "lib/refcount.c"},
	{.title = "WARNING: *kernel/locking/lockdep.c*lock_",
	 .name = "WARNING: locking bug in %f",
	 .type = "LOCKDEP",
	 S_WARN,
	 .skip = L("lock_sock", "release_sock"),
	 .source = LOCKDEP},
	/* up to 3.13 */
	{.title = "WARNING: *at kernel/lockdep.c",
	 .name = "WARNING: locking bug in %f",
	 .type = "LOCKDEP",
	 S_WARN,
	 .skip = L("lock_sock", "release_sock"),
	 .source = LOCKDEP},
	{.title = "WARNING: *still has locks held!",
	 .report = L("WARNING: *still has locks held!", "at: %P%f"),
	 .name = "WARNING: still has locks held in %1",
	 .type = "LOCKDEP",
	 .source = LOCKDEP},
	{.title = "WARNING: Nested lock was not taken",
	 .name = "WARNING: nested lock was not taken in %f",
	 .type = "LOCKDEP",
	 S_WARN,
	 .source = LOCKDEP},
	{.title = "WARNING: lock held when returning to user space",
	 .report = L("WARNING: lock held when returning to user space",
		     "leaving the kernel with locks still held", "at: %P%f"),
	 .name = "WARNING: lock held when returning to user space in %1",
	 .type = "LOCKDEP",
	 .flags = SPLAT_NO_TRACE,
	 .source = LOCKDEP},
	{.title = "WARNING: *mm/*.c* {?kmalloc|kvmalloc|vmalloc|malloc}",
	 .name = "WARNING: kmalloc bug in %f",
	 S_WARN,
	 .skip = L("kmalloc", "krealloc", "slab", "kmem"),
	 .source = "mm/slab_common.c"},
	{.title = "WARNING: *mm/vmalloc.c*__vmalloc_node",
	 .name = "WARNING: zero-size vmalloc in %f",
	 S_WARN,
	 .source = "mm/vmalloc.c"},
	{.title = "WARNING: * usb_submit_urb",
	 .name = "WARNING in %f/usb_submit_urb",
	 S_WARN,
	 .skip = URB_SUBMITTERS,
	 .source = "drivers/usb/core/urb.c"},
	{.title = "WARNING: %s at 0x%d, CPU#%d",
	 .name = "WARNING in %f",
	 S_WARN,
	 .source = "kernel/panic.c"},
	{.title = "WARNING: * at %s %f",
	 .name = "WARNING in %f",
	 S_WARN,
	 .source = "kernel/panic.c"},
	/* up to 3.10 */
	{.title = "WARNING: at %s %f",
	 .name = "WARNING in %f",
	 S_WARN,
	 .source = "kernel/panic.c"},
	{.title = "WARNING: %s at %f",
	 .name = "WARNING in %f",
	 S_WARN,
	 .source = "kernel/panic.c"},
	{.title = "WARNING: [*] %s at %f",
	 .name = "WARNING in %f",
	 S_WARN,
	 .source = "kernel/panic.c"},
	/* the same since 6.18 without CONFIG_DEBUG_BUGVERBOSE */
	{.title = "WARNING: at %f0x%x/0x%x, CPU#%d",
	 .name = "WARNING in %f",
	 S_WARN,
	 .source = "kernel/panic.c"},
	/* without CONFIG_DEBUG_BUGVERBOSE */
	{.title = "WARNING: CPU: %d PID: %d at %f",
	 .name = "WARNING in %f",
	 S_WARN,
	 .source = "kernel/panic.c"},
	/* architectures that do not name the function, and lines that were cut */
	{.title = "WARNING: at %s",
	 .name = "WARNING in %f",
	 S_WARN,
	 .source = "kernel/panic.c"},
	{.title = "WARNING: CPU: %d PID: %d at %s",
	 .name = "WARNING in %f",
	 S_WARN,
	 .source = "kernel/panic.c"},
	{.title = "WARNING: possible circular locking dependency detected",
	 .report = L("WARNING: possible circular locking dependency detected",
		     "is trying to acquire lock"),
	 .name = "possible deadlock in %f",
	 .type = "LOCKDEP",
	 .steps = L("at: %P%f", "at: %P%f", STEP_STACK),
	 .skip = REFUSE_WORK,
	 .source = LOCKDEP},
	{.title = "WARNING: possible irq lock inversion dependency detected",
	 .report = L("WARNING: possible irq lock inversion dependency detected",
		     "just changed the state of lock", "at: %P%f"),
	 .name = "possible deadlock in %1",
	 .type = "LOCKDEP",
	 .source = LOCKDEP},
	{.title = "WARNING: *-safe -> *-unsafe lock order detected",
	 .name = "possible deadlock in %f",
	 .type = "LOCKDEP",
	 .steps = L("which became * at:", STEP_STACK),
	 .source = LOCKDEP},
	{.title = "WARNING: possible recursive locking detected",
	 .report = L("WARNING: possible recursive locking detected",
		     "is trying to acquire lock", "at: %P%f"),
	 .name = "possible deadlock in %1",
	 .type = "LOCKDEP",
	 .source = LOCKDEP},
	{.title = "WARNING: inconsistent lock state",
	 .report = L("WARNING: inconsistent lock state", "takes", "at: %P%f"),
	 .name = "inconsistent lock state in %f",
	 .type = "LOCKDEP",
	 .steps = S_TRACE,
	 .source = LOCKDEP},
	{.title = "WARNING: suspicious RCU usage",
	 .report = L("WARNING: suspicious RCU usage", "%s"),
	 .name = "WARNING: suspicious RCU usage in %f",
	 .type = "LOCKDEP",
	 .steps = S_TRACE,
	 .skip = L("rcu", "kmem", "slab"),
	 .source = LOCKDEP},
	{.title = "WARNING: bad {unlock balance|contention} detected!",
	 .name = "WARNING: bad %1 in %f",
	 .type = "LOCKDEP",
	 .steps = L("%p%f", STEP_TRACE, STEP_STACK),
	 .source = LOCKDEP},
	{.title = "WARNING: held lock freed!",
	 .report = L("WARNING: held lock freed!", "at:{? |}%P%f"),
	 .name = "WARNING: held lock freed in %1",
	 .type = "LOCKDEP",
	 .source = LOCKDEP},
	{.title = "WARNING: kernel stack regs at %x in %a has bad '%l' value",
	 .name = "WARNING: kernel stack regs has bad '%1' value",
	 .type = "UNKNOWN",
	 .flags = SPLAT_NO_TRACE,
	 .source = "arch/x86/kernel/unwind_frame.c"},
	{.title = "WARNING: kernel stack frame pointer at %x in %a has bad value",
	 .name = "WARNING: kernel stack frame pointer has bad value",
	 .type = "UNKNOWN",
	 .flags = SPLAT_NO_TRACE,
	 .source = "arch/x86/kernel/unwind_frame.c"},
	{.title = "WARNING: kernel stack regs * has bad 'bp' value",
	 .name = "WARNING: kernel stack regs has bad value",
	 .type = "UNKNOWN",
	 .flags = SPLAT_NO_TRACE,
	 .source = "arch/x86/kernel/unwind_frame.c"},
	{.title = "WARNING: kernel stack frame pointer * has bad value",
	 .name = "WARNING: kernel stack regs has bad value",
	 .type = "UNKNOWN",
	 .flags = SPLAT_NO_TRACE,
	 .source = "arch/x86/kernel/unwind_frame.c"},
	{.title = "^WARNING:$",
	 .name = "WARNING: corrupted",
	 .type = "UNKNOWN",
	 .flags = SPLAT_BROKEN},
	{.title = NULL},
};

/* ---- INFO: ------------------------------------------------------------- */

/* "[ INFO: ... ]" is lockdep's form up to 4.10. */
static const struct splat infos[] = {
	{.title = "INFO: possible circular locking dependency detected",
	 .report = L("INFO: possible circular locking dependency detected ]",
		     "is trying to acquire lock", "at: %P%f"),
	 .name = "possible deadlock in %1",
	 .type = "LOCKDEP",
	 .source = LOCKDEP},
	{.title = "INFO: possible irq lock inversion dependency detected",
	 .report = L("INFO: possible irq lock inversion dependency detected ]",
		     "just changed the state of lock", "at: %P%f"),
	 .name = "possible deadlock in %1",
	 .type = "LOCKDEP",
	 .source = LOCKDEP},
	{.title = "INFO: *-safe -> *-unsafe lock order detected",
	 .report =
		 L("-unsafe lock order detected ]", "is trying to acquire", "at: %P%f"),
	 .name = "possible deadlock in %1",
	 .type = "LOCKDEP",
	 .source = LOCKDEP},
	{.title = "INFO: possible recursive locking detected",
	 .report = L("INFO: possible recursive locking detected ]",
		     "is trying to acquire lock", "at: %P%f"),
	 .name = "possible deadlock in %1",
	 .type = "LOCKDEP",
	 .source = LOCKDEP},
	{.title = "INFO: inconsistent lock state",
	 .report = L("INFO: inconsistent lock state ]", "takes", "at: %P%f"),
	 .name = "inconsistent lock state in %1",
	 .type = "LOCKDEP",
	 .source = LOCKDEP},
	{.title = "INFO: rcu_{?preempt|sched|bh|tasks}{?_state|_rude|_trace|} "
		  "{?self-|}detected{? expedited|} stall",
	 .name = "INFO: rcu detected stall in %f",
	 .type = "HANG",
	 .steps = L("apic_timer_interrupt", STEP_IP, STEP_STACK),
	 .otherwise = L("{?apic_timer_interrupt|Exception stack|el1h_64_irq|el1_irq|"
			"__irq_svc|--- interrupt: 90|--- Exception: 90}",
			STEP_STACK),
	 .skip = L("apic_timer_interrupt", "rcu"),
	 .choice = CHOOSE_STALL,
	 .source = "kernel/rcu/tree_stall.h"},
	/* up to 2.6.36 */
	{.title = "INFO: RCU detected CPU",
	 .name = "INFO: rcu detected stall in %f",
	 .type = "HANG",
	 .steps = S_IPTRACE,
	 .skip = L("apic_timer_interrupt", "rcu"),
	 .choice = CHOOSE_STALL,
	 .source = "kernel/rcutree.c"},
	{.title = "INFO: trying to register non-static key",
	 .name = "INFO: trying to register non-static key in %f",
	 .type = "LOCKDEP",
	 .steps = S_TRACE,
	 .skip = L("stack", "lock", "IRQ"),
	 .source = LOCKDEP},
	{.title = "INFO: suspicious RCU usage",
	 .report = L("INFO: suspicious RCU usage", "%s"),
	 .name = "INFO: suspicious RCU usage in %f",
	 .type = "LOCKDEP",
	 .steps = S_TRACE,
	 .skip = L("rcu", "kmem", "slab"),
	 .source = LOCKDEP},
	/* up to 3.1 */
	{.title = "INFO: suspicious rcu_dereference",
	 .name = "INFO: suspicious RCU usage in %f",
	 .type = "LOCKDEP",
	 .steps = S_TRACE,
	 .skip = L("rcu", "kmem", "slab"),
	 .source = LOCKDEP},
	{.title = "INFO: task *blocked {?in I/O wait |}for more than %d seconds",
	 .name = "INFO: task hung in %f",
	 .type = "HANG",
	 .steps = S_TRACE,
	 .choice = CHOOSE_HUNG,
	 .source = "kernel/hung_task.c"},
	{.title = "INFO: task *can't die for more than * seconds",
	 .name = "INFO: task can't die in %f",
	 .type = "HANG",
	 .steps = S_TRACE,
	 .skip = L("schedule"),
	 .source = "kernel/hung_task.c"},
	/* what remains of an old KASAN or SLUB report */
	{.title = "INFO: {Freed|Allocated} in %t",
	 .name = "INFO: %1 in %2",
	 .type = "MEMORY_CORRUPTION",
	 .flags = SPLAT_BROKEN,
	 .source = "mm/slub.c"},
	{.title = "^INFO:$", .name = "INFO: corrupted", .flags = SPLAT_BROKEN},
	{.title = NULL},
};

/* ---- exceptions -------------------------------------------------------- */

/* The previous line, which says more, was lost. */
static const struct splat oops[] = {
	{.title = "Oops: ",
	 .name = "Oops in %f",
	 .type = "DoS",
	 .steps = S_IPTRACE,
	 .flags = SPLAT_BROKEN},
	{.title = NULL},
};

static const struct splat unable[] = {
	{.title = "Unable to handle kernel {paging request|NULL pointer "
		  "dereference|access to "
		  "user memory}",
	 .name = "BUG: unable to handle kernel %1 in %f",
	 .steps = S_IPTRACE,
	 .source = "arch/arm64/mm/fault.c"},
	{.title = "Unable to handle kernel pointer dereference {?at|in} virtual",
	 .name = "BUG: unable to handle kernel pointer dereference in %f",
	 .steps = S_IPTRACE,
	 .source = "arch/s390/mm/fault.c"},
	{.title = "Unable to handle kernel %l at virtual address",
	 .name = "BUG: unable to handle kernel %1 in %f",
	 .steps = S_IPTRACE,
	 .source = "arch/arm64/mm/fault.c"},
	{.title = "Unable to handle kernel %l{? in | from | at }",
	 .name = "BUG: unable to handle kernel %1 in %f",
	 .steps = S_IPTRACE,
	 .source = "arch/arm64/mm/fault.c"},
	{.title = NULL},
};

#define EXCEPTION(words, called, how)                                                  \
	{                                                                              \
		{.title = words,                                                       \
		 .name = called " in %f",                                              \
		 .type = "DoS",                                                        \
		 .steps = how,                                                         \
		 .source = "arch/x86/kernel/traps.c"},                                 \
		{                                                                      \
			.title = NULL                                                  \
		}                                                                      \
	}

static const struct splat protection[] =
	EXCEPTION("general protection fault*:", "general protection fault", S_IPTRACE);
static const struct splat stack_segment[] =
	EXCEPTION("stack segment: ", "stack segment fault", S_IPTRACE);
static const struct splat divide[] =
	EXCEPTION("divide{? |_}error: ", "divide error", S_IP);
static const struct splat opcode[] =
	EXCEPTION("invalid opcode: ", "invalid opcode", S_IP);
static const struct splat breakpoint[] = EXCEPTION("int3: ", "int3", S_IPTRACE);
static const struct splat double_fault[] =
	EXCEPTION("PANIC: double fault", "PANIC: double fault", S_IP);
static const struct splat internal_error[] =
	EXCEPTION("Internal error:", "Internal error", S_IPTRACE);
static const struct splat unhandled[] =
	EXCEPTION("Unhandled fault:", "Unhandled fault", S_IPTRACE);
static const struct splat alignment[] =
	EXCEPTION("Alignment trap:", "Alignment trap", S_IPTRACE);

/* ---- Kernel panic ------------------------------------------------------ */

#define PANIC "Kernel panic - not syncing: "

static const struct splat panics[] = {
	{.title = PANIC "stack-protector:",
	 .report = L(PANIC "stack-protector: Kernel stack is corrupted in: %f"),
	 .name = "kernel panic: stack is corrupted in %1",
	 .type = "DoS",
	 .flags = SPLAT_NO_TRACE,
	 .source = "kernel/panic.c"},
	{.title = PANIC "stack-protector:",
	 .report = L(PANIC "stack-protector: Kernel stack is corrupted in: %x"),
	 .name = "kernel panic: stack is corrupted in %f",
	 .type = "DoS",
	 .steps = S_TRACE,
	 .skip = L("stack_chk"),
	 .source = "kernel/panic.c"},
	{.title = PANIC "corrupted stack end",
	 .report = L(PANIC "corrupted stack end detected inside scheduler"),
	 .name = "kernel panic: corrupted stack end in %f",
	 .type = "DoS",
	 .steps = S_TRACE,
	 .skip = L("schedule", "retint_kernel"),
	 .choice = CHOOSE_STALL,
	 .source = "kernel/sched/core.c"},
	{.title = PANIC "kernel stack overflow",
	 .name = "kernel stack overflow in %f",
	 .type = "DoS",
	 .steps = S_TRACE,
	 .skip = L("bad_stack"),
	 .choice = CHOOSE_STALL,
	 .source = "arch/arm64/kernel/traps.c"},
	{.title = PANIC "Attempted to kill init!",
	 .name = "kernel panic: Attempted to kill init!",
	 .type = "DoS",
	 .source = "kernel/exit.c"},
	{.title = PANIC "Couldn't open N_TTY ldisc for %a --- error -%d",
	 .name = "kernel panic: Couldn't open N_TTY ldisc",
	 .type = "DoS",
	 .source = "drivers/tty/tty_ldisc.c"},
	/* these follow a report whose header was lost */
	{.title = PANIC "{Fatal exception|panic_on_warn set|hung_task: blocked tasks}",
	 .name = "kernel panic: %1",
	 .type = "DoS",
	 .flags = SPLAT_BROKEN,
	 .source = "kernel/panic.c"},
	{.title = PANIC "%t",
	 .name = "kernel panic: %1",
	 .type = "DoS",
	 .source = "kernel/panic.c"},
	{.title = NULL},
};

/* mips without CONFIG_DEBUG_BUGVERBOSE */
static const struct splat mips_bugs[] = {
	{.title = "Kernel bug detected[#%d]",
	 .name = "kernel BUG in %f",
	 .type = "BUG",
	 .steps = S_IPTRACE,
	 .source = "arch/mips/kernel/traps.c"},
	{.title = NULL},
};

/* ---- BUG(), UBSAN, Rust ------------------------------------------------ */

static const struct splat kernel_bugs[] = {
	{.title = "kernel BUG at mm/usercopy.c",
	 .name = "BUG: bad usercopy in %f",
	 .type = "BUG",
	 .steps = S_TRACE,
	 .skip = L("usercopy", "__check"),
	 .source = "mm/usercopy.c"},
	{.title = "kernel BUG at lib/list_debug.c",
	 .name = "BUG: corrupted list in %f",
	 .type = "MEMORY_SAFETY_BUG",
	 .steps = S_TRACE,
	 .source = "lib/list_debug.c"},
	{.title = "kernel BUG at %t",
	 .name = "kernel BUG in %f",
	 .type = "BUG",
	 .steps = S_IPTRACE,
	 /* wrappers for skbs check what their caller did */
	 .skip = L("^skb_"),
	 .source = "lib/bug.c"},
	{.title = NULL},
};

static const struct splat old_kernel_bugs[] = {
	{.title = "Kernel BUG %t",
	 .name = "kernel BUG %1",
	 .type = "BUG",
	 .source = "lib/bug.c"},
	{.title = NULL},
};

static const struct splat ubsan[] = {
	{.title = "UBSAN:",
	 .report = L("UBSAN: Undefined behaviour in"),
	 .name = "UBSAN: undefined-behaviour in %f",
	 .steps = S_TRACE,
	 .skip = L("ubsan", "overflow"),
	 .source = "lib/ubsan.c"},
	{.title = "UBSAN:",
	 .report = L("UBSAN: %l in"),
	 .name = "UBSAN: %1 in %f",
	 .steps = S_TRACE,
	 .skip = L("ubsan", "overflow"),
	 .source = "lib/ubsan.c"},
	{.title = NULL},
};

static const struct splat rust[] = {
	{.title = "rust_kernel: panicked",
	 .report = L("rust_kernel: panicked at ", "^%T"),
	 .name = "%1 in %f",
	 .type = "BUG",
	 .steps = S_TRACE,
	 .skip = L("rust_begin_unwind", "core::panicking"),
	 .source = "rust/kernel/lib.rs"},
	{.title = NULL},
};

/* Lines in such a report; programs and older reports begin lines like this, too. */
#define SLUB_PARTS L("INFO: {?Slab 0x|Object 0x|Allocated in |Freed in |0x}")

/* For a cache of any name; the rest of the line says what is wrong with the object. */
static const struct splat slub_object[] = {
	{.title = "BUG %l (*): %t",
	 .name = "BUG %1: %2",
	 .type = "MEMORY_CORRUPTION",
	 .source = "mm/slub.c"},
	{.title = NULL},
};

static const struct splat slub[] = {
	{.title = "BUG kmalloc-*: Object already free",
	 .name = "BUG: Object already free",
	 .type = "DoS",
	 .source = "mm/slub.c"},
	{.title = "BUG %l (*): %t",
	 .name = "BUG %1: %2",
	 .type = "MEMORY_CORRUPTION",
	 .source = "mm/slub.c"},
	/* up to 2.6.38 */
	{.title = "BUG %l: %t",
	 .name = "BUG %1: %2",
	 .type = "MEMORY_CORRUPTION",
	 .source = "mm/slub.c"},
	{.title = NULL},
};

/* ---- single lines ------------------------------------------------------ */

#define SAYS(words, called, kind, where)                                               \
	{                                                                              \
		{.title = words,                                                       \
		 .name = called,                                                       \
		 .type = kind,                                                         \
		 .flags = SPLAT_NO_TRACE,                                              \
		 .source = where},                                                     \
		{                                                                      \
			.title = NULL                                                  \
		}                                                                      \
	}

static const struct splat reboot[] =
	SAYS("^Booting the kernel", "unexpected kernel reboot", "REBOOT",
	     "arch/x86/boot/compressed/misc.c");
static const struct splat netdevice[] =
	SAYS("unregister_netdevice: waiting for * to become free",
	     "unregister_netdevice: waiting for DEV to become free", "DoS",
	     "net/core/dev.c");
static const struct splat file_count[] =
	SAYS("VFS: Close: file count is 0",
	     "VFS: Close: file count is zero (use-after-free)", "DoS", "fs/open.c");
static const struct splat busy_inodes[] =
	SAYS("VFS: Busy inodes after unmount",
	     "VFS: Busy inodes after unmount (use-after-free)", "DoS", "fs/super.c");
static const struct splat go_runtime[] =
	SAYS("fatal error:", "go runtime error", "DoS", NULL);
static const struct splat syzfail[] =
	SAYS("SYZFAIL:%t", "SYZFAIL:%1", "SYZ_FAILURE", NULL);
static const struct splat syzfatal[] =
	SAYS("SYZFATAL:%t", "SYZFATAL:%1", "SYZ_FAILURE", NULL);
static const struct splat user_panic[] = SAYS("panic:%t", "panic:%1", "DoS", NULL);
static const struct splat hard_lockup[] = {
	{.title = "Watchdog detected hard LOCKUP",
	 .name = "BUG: hard lockup in %f",
	 .type = "HANG",
	 .steps = S_IPTRACE,
	 .otherwise = S_TRACE,
	 .skip = LOCKUP_SKIP,
	 .choice = CHOOSE_LOCKUP,
	 .source = "kernel/watchdog_perf.c"},
	{.title = "atchdog{?: CPU | CPU:}%d {?H|h|self-detected h|detected h|detected "
		  "H}ard "
		  "LOCKUP",
	 .name = "BUG: hard lockup in %f",
	 .type = "HANG",
	 .steps = S_IPTRACE,
	 .otherwise = S_TRACE,
	 .skip = LOCKUP_SKIP,
	 .choice = CHOOSE_LOCKUP,
	 .source = "arch/powerpc/kernel/watchdog.c"},
	{.title = NULL},
};

/* The Solaris Porting Layer of ZFS. */
static const struct splat spl_panic[] = {
	{.title = "PANIC at %s:%i()",
	 .name = "PANIC in %2",
	 .type = "BUG",
	 .flags = SPLAT_NO_TRACE,
	 .source = "module/os/linux/spl/spl-err.c"},
	{.title = NULL},
};

static const struct splat spl_words[] = {
	{.title = "PANIC: %T",
	 .report = L("PANIC: %T", "Showing stack for process %d"),
	 .name = "PANIC: %1",
	 .type = "BUG",
	 .source = "module/os/linux/spl/spl-err.c"},
	{.title = NULL},
};

static const struct splat trusty[] = {
	{.title = "trusty: panic* ASSERT FAILED",
	 .report = L("trusty: panic (*):{? DEBUG|} ASSERT FAILED at (*): %T"),
	 .name = "trusty: ASSERT FAILED: %1",
	 .type = "DoS",
	 .flags = SPLAT_NO_TRACE},
	{.title = "trusty: panic* ASSERT FAILED*): %t",
	 .name = "trusty: ASSERT FAILED: %1",
	 .type = "DoS",
	 .flags = SPLAT_BROKEN},
	{.title = "trusty: panic",
	 .report = L("trusty: panic (*): %T"),
	 .name = "trusty: panic: %1",
	 .type = "DoS",
	 .flags = SPLAT_NO_TRACE},
	{.title = NULL},
};

/* ---- notices ----------------------------------------------------------- */

static const struct splat oom[] =
	SAYS("invoked oom-killer:", "invoked oom-killer", "OOM", "mm/oom_kill.c");
static const struct splat memcg_oom[] =
	SAYS("Memory cgroup out of memory", "Memory cgroup out of memory", "OOM",
	     "mm/oom_kill.c");
static const struct splat global_oom[] = SAYS(
	"Out of memory: Kill", "Out of memory: process killed", "OOM", "mm/oom_kill.c");
static const struct splat no_page[] =
	SAYS(": page allocation failure", "page allocation failure", "OOM",
	     "mm/page_alloc.c");
static const struct splat memory_failure[] =
	SAYS("Memory failure: 0x%x: %t", "Memory failure: %1", "HARDWARE",
	     "mm/memory-failure.c");
static const struct splat hardware_error[] =
	SAYS("[Hardware Error]: %t", "Hardware Error: %1", "HARDWARE",
	     "arch/x86/kernel/cpu/mce/core.c");
static const struct splat leaks[] =
	SAYS("new suspected memory leaks", "kmemleak: new suspected memory leaks",
	     "LEAK", "mm/kmemleak.c");
static const struct splat lockdep_off[] =
	SAYS("INFO: lockdep is turned off", "INFO: lockdep is turned off",
	     "LOCKDEP-OFF", LOCKDEP);

/* ---- families ---------------------------------------------------------- */

/* For a line with several headers, the first one counts. */
static const struct family families[] = {
	{"INFO: lockdep is turned off", .notice = TRUE, .splats = lockdep_off,
	 .source = LOCKDEP},
	{"BUG:", .type = "UNKNOWN", .vague = VAGUE_PLAIN, .splats = bugs,
	 .parts = SLUB_PARTS,
	 /* decode_stacktrace.sh repeats the line for each inlined function. */
	 .ignore = L("[inline]$", "ODEBUG:", "Boot_DEBUG:", "xlog_status:", "DEBUG:",
		     "BUG: no syscalls can create resource")},
	{"WARNING:", .type = "WARNING", .vague = VAGUE_PLAIN, .splats = warnings,
	 .parts = L("Watchdog detected hard LOCKUP"),
	 .ignore = L(
		 "WARNING: /etc/ssh/moduli does not exist",
		 "WARNING: workqueue cpumask: ", "WARNING: {?T|t}he mand mount option",
		 "WARNING: Unsupported flag value(s) of ",
		 "WARNING: Unprivileged eBPF is enabled",
		 "WARNING: fbcon: Driver '*' missed to adjust virtual screen size",
		 "WARNING: See https*for mitigation options",
		 "WARNING: {?kernel not compiled with|CPU does not support IBPB|ITS "
		 "mitigation|Spectre-v2 mitigation is off|retbleed=stuff}",
		 "WARNING: BIOS bug: CPU MTRRs don't cover all of memory",
		 "EXT4-{?fs|Fs|FS|fS}{?:| (*):}",
		 " uses {?deprecated v2 capabilities|wireless extensions}",
		 " USES {?DEPRECATED V2 CAPABILITIES|WIRELESS EXTENSIONS}",
		 "XFS (%a): WARNING")},
	{"INFO:", .type = "UNKNOWN", .vague = VAGUE_ALWAYS, .splats = infos,
	 .ignore = L("INFO: {?Stall|Expedited stall} ended ", "INFO: NMI handler",
		     /* holders of what a hung task waits for */
		     "INFO: task * blocked on a{? |n }{?mutex|semaphore|rw-semaphore}",
		     "INFO: recovery required on readonly filesystem",
		     "{?handler|interrupt}*took too long",
		     "INFO: sys_* is not present in /proc/kallsyms",
		     "INFO: no syscalls can create resource",
		     "rmt_storage:INFO:", "_INFO:")},
	{"Unable to handle kernel", .type = "MEMORY_SAFETY_BUG", .splats = unable},
	{"general protection fault", .type = "DoS", .splats = protection,
	 .ignore = L("general protection fault * error:%d in ")},
	{"stack segment: ", .type = "DoS", .splats = stack_segment},
	{"Kernel panic", .type = "DoS", .splats = panics, .only = "Kernel panic{? -|:}",
	 .parts = L("---[ end Kernel panic")},
	{"PANIC: double fault", .type = "DoS", .splats = double_fault},
	{"rust_kernel: panicked", .type = "BUG", .splats = rust},
	{"kernel BUG", .type = "BUG", .splats = kernel_bugs},
	{"Kernel BUG", .type = "BUG", .splats = old_kernel_bugs},
	{"Kernel bug detected", .type = "BUG", .follows = TRUE, .splats = mips_bugs},
	{"BUG kmalloc-", .type = "MEMORY_CORRUPTION", .splats = slub,
	 .parts = SLUB_PARTS},
	{"divide error:", .type = "DoS", .splats = divide},
	{"divide_error:", .type = "DoS", .splats = divide},
	{"invalid opcode:", .type = "DoS", .splats = opcode},
	{"int3:", .type = "DoS", .splats = breakpoint},
	{"UBSAN:", .type = "UBSAN", .splats = ubsan},
	{"Booting the kernel.", .type = "REBOOT", .splats = reboot,
	 .ignore = L("{?Parsing ELF|Decompressing Linux|Unknown parameter '}")},
	{"unregister_netdevice: waiting for", .type = "DoS", .splats = netdevice},
	{"VFS: Close: file count is 0", .type = "DoS", .splats = file_count},
	{"VFS: Busy inodes after unmount", .type = "DoS", .splats = busy_inodes},
	{"Internal error:", .type = "DoS", .splats = internal_error},
	/* without an oops, the fault is a user program's */
	{"Unhandled fault:", .type = "DoS",
	 .needs = "Internal error:", .splats = unhandled},
	{"Alignment trap:", .type = "DoS", .needs = "Internal error:",
	 .splats = alignment, .ignore = L("Alignment trap: * (%d) PC=")},
	{"trusty: panic", .type = "DoS", .splats = trusty},
	{"fatal error:", .type = "DoS", .splats = go_runtime,
	 /* "file.c:1:2: fatal error: " is from a compiler */
	 .ignore = L("ALSA", "fatal error: cannot create timer", ": fatal error:")},
	{"SYZFAIL:", .type = "SYZ_FAILURE", .splats = syzfail},
	{"SYZFATAL:", .type = "SYZ_FAILURE", .splats = syzfatal},
	{"panic:", .type = "DoS", .splats = user_panic,
	 .ignore = L("_panic:", "xlog_status:", "ddb.onpanic:", "evtlog_status:")},
	/* unknown to syzkaller */
	{"LOCKUP", .type = "HANG", .only = "atchdog*{?CPU|cpu}", .splats = hard_lockup},
	{"Oops: ", .type = "DoS", .follows = TRUE, .only = "^Oops: *[#%d]",
	 .splats = oops},
	{"PANIC at ", .type = "BUG", .only = "^PANIC at %s:%i()", .splats = spl_panic},
	{"PANIC: ", .type = "BUG", .only = "^PANIC: ", .splats = spl_words},
	{"(Not tainted): ", .type = "MEMORY_CORRUPTION", .only = "^BUG %a (",
	 .ignore = L("kasan: bad access detected"), .splats = slub_object,
	 .parts = SLUB_PARTS},
	{" (Tainted: ", .type = "MEMORY_CORRUPTION", .only = "^BUG %a (",
	 .ignore = L("kasan: bad access detected"), .splats = slub_object,
	 .parts = SLUB_PARTS},
	{"invoked oom-killer:", .notice = TRUE, .splats = oom},
	{"Memory cgroup out of memory", .notice = TRUE, .splats = memcg_oom},
	{"Out of memory: Kill", .notice = TRUE, .splats = global_oom},
	{": page allocation failure", .notice = TRUE, .splats = no_page},
	{"Memory failure: 0x", .notice = TRUE, .splats = memory_failure},
	{"[Hardware Error]: ", .notice = TRUE, .several = TRUE,
	 .splats = hardware_error},
	{"new suspected memory leaks", .notice = TRUE, .splats = leaks},
};

static const struct {
	const char *words;
	guint mark;
} marks_said[] = {
	{"vmalloc: allocation failure:", MARK_OTHER_TRACE},
	{"FAULT_INJECTION: forcing a failure", MARK_OTHER_TRACE},
	{"FAULT_FLAG_ALLOW_RETRY missing", MARK_OTHER_TRACE},
	{"Disabling lock debugging due to kernel taint", MARK_TAINT},
	{"Sending NMI from CPU", MARK_ALL_CPUS},
	{"rnel panic - not syncing", MARK_PANIC | MARK_FOLLOWS},
	{"nternal error:", MARK_FOLLOWS},
	{"valid opcode: 0000", MARK_FOLLOWS},
	{"nregister_netdevice: waiting for", MARK_FOLLOWS},
	{"NIC: double fault", MARK_FOLLOWS},
	{"Linux version ", MARK_BOOT},
	{"Call T", MARK_STACK},
	{"Call t", MARK_STACK},
	{"Allocated", MARK_STACK},
	{"Freed", MARK_STACK},
	{"acktrace", MARK_STACK},
	{"Uninit was", MARK_STACK},
	{"badaddr: ", MARK_STACK},
	{"NING: possible circular locking dependency detected", MARK_CIRCULAR},
};

#define FAMILIES G_N_ELEMENTS(families)
#define MARKS	 G_N_ELEMENTS(marks_said)

const char *const *splat_words(guint *count, guint *headers)
{
	static const char *words[FAMILIES + MARKS];
	static gsize once;

	if (g_once_init_enter(&once)) {
		for (guint i = 0; i < FAMILIES; i++)
			words[i] = families[i].header;
		for (guint i = 0; i < MARKS; i++)
			words[FAMILIES + i] = marks_said[i].words;
		g_once_init_leave(&once, 1);
	}
	*count = FAMILIES + MARKS;
	*headers = FAMILIES;
	return words;
}

static const struct multi_search *sayings(void)
{
	static gpointer set;
	guint count, headers;

	if (g_once_init_enter(&set)) {
		const char *const *words = splat_words(&count, &headers);

		g_once_init_leave(&set, multi_search_new(words, count));
	}
	return set;
}

static gboolean is_ignored(const struct family *family, struct span line)
{
	if (family->only && pattern_match(family->only, line, NULL) < 0)
		return TRUE;
	for (const char *const *p = family->ignore; p && *p; p++)
		if (pattern_match(*p, line, NULL) >= 0)
			return TRUE;
	return FALSE;
}

const struct family *splat_family(struct span line, guint *marks)
{
	const struct multi_search *set = sayings();
	guint64 found = 0;
	gsize pos = 0;
	guint which;

	G_STATIC_ASSERT(FAMILIES <= 64);
	*marks = 0;
	while ((pos += multi_search_find(set, line.data + pos, line.len - pos,
					 &which)) < line.len) {
		if (which < FAMILIES)
			found |= G_GUINT64_CONSTANT(1) << which;
		else
			*marks |= marks_said[which - FAMILIES].mark;
		pos++;
	}
	for (guint i = 0; found; i++, found >>= 1)
		if (found & 1 && !is_ignored(&families[i], line)) {
			if (families[i].follows)
				*marks |= MARK_FOLLOWS;
			return &families[i];
		}
	return NULL;
}

gboolean splat_is_known(const struct family *family, struct span line)
{
	for (const struct splat *s = family->splats; s && s->title; s++)
		if (pattern_match(s->title, line, NULL) >= 0)
			return TRUE;
	return FALSE;
}
