/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/stack-trace.h"

#include <string.h>

#include "console/multi-search.h"

/* ---- tables ------------------------------------------------------------ */

#define ATOMIC(op) "atomic_" op, "atomic64_" op

/* Substrings of function names; '^' is the start of a name, '$' its end. */
static const char *const skipped[] = {
	/* reporting: sanitizers, warnings, panics, traps and their entries */
	"__sanitizer", "__asan", "kasan", "hwasan", "__msan", "kmsan",
	"kcsan_setup_watchpoint", "check_memory_region", "check_heap_object",
	"check_object", "read_word_at_a_time", "read_once_word_nocheck",
	"read_once_size_nocheck", "write_once_size_nocheck",
	"print_address_description", "print_report", "print_tainted", "panic",
	"^get_taint$", "warn_slowpath", "warn_alloc", "warn_bogus", "__warn",
	"report_bug", "fixup_bug", "assertfail", "__fortify_report", "invalid_op",
	"do_error", "_trap$", "do_trap", "program_check_exception",
	"program_check_common", "do_kernel_fault", "do_translation_fault",
	"do_mem_abort", "el1_abort", "el1h_64_sync", "show_stack", "dump_stack",
	"unwind_backtrace", "walk_stack", "dump_backtrace", "stack_trace_consume_entry",
	"arch_stack_walk", "stack_trace_save", "_indirect_thunk_", "debug_object",
	"timer_is_static_object", "work_is_static_object", "__might_fault",
	"might_fault", "might_sleep", "__might_resched", "perf_trace", "__phys_addr",
	/* allocation and release */
	"alloc_page", "malloc", "zalloc", "calloc", "krealloc", "kmem_cache",
	"allocate_slab", "__alloc_frozen_pages_noprof", "slab_", "^kfree$", "^kvfree$",
	"kfree_skb", "ida_free", "memdup", "kasprintf", "kvasprintf", "folio_alloc",
	"folio_unlock", "filemap_alloc_folio", "__filemap_get_folio",
	"find_or_create_page", "do_read_cache_folio", "read_cache_page",
	"pagecache_get_page", "grab_cache_page_write_begin", "find_lock_entries",
	"truncate_inode_pages_range", "^lock_page", "^unlock_page",
	/* locking */
	"lockdep", "print_usage_bug", "print_unlock", "imbalance_bug", "lock_acquire",
	"lock_release", "lock_class", "mark_lock", "reacquire_held_locks",
	"mark_held_locks", "raw_spin_rq", "spin_lock", "spin_trylock", "spin_unlock",
	"read_lock", "read_trylock", "write_lock", "write_trylock", "read_unlock",
	"write_unlock", "^down$", "down_read", "down_write", "down_trylock", "up_read",
	"up_write", "^mutex_", "^__mutex_", "^rt_mutex_", "owner_on_cpu", "osq_lock",
	"osq_unlock", "seqprop_assert", "bh_enable", "bh_disable", "trace_hardirq",
	"trace_softirq", "cleanup_srcu_struct",
	/* counters, bits, waiting */
	ATOMIC("dec"), ATOMIC("inc"), ATOMIC("read"), ATOMIC("set"), ATOMIC("or"),
	ATOMIC("xor"), ATOMIC("and"), ATOMIC("add"), ATOMIC("sub"), ATOMIC("fetch"),
	ATOMIC("xchg"), ATOMIC("cmpxchg"), ATOMIC("try"), "set_bit", "clear_bit",
	"change_bit", "test_bit", "^refcount_", "^kref_", "ref_tracker", "__wake_up",
	"finish_wait", "^complete$", "wait_for_completion",
	/* memory, strings, user space, ports */
	"memcpy", "memcmp", "memset", "memchr", "memmove", "strcmp", "strncmp",
	"strcpy", "strlcpy", "strncpy", "strscpy", "strlen", "strstr", "strnstr",
	"strnlen", "strchr", "strdup", "strndup", "string", "pointer", "snprintf",
	"scnprintf", "hex_dump_to_buffer", "print_hex_dump", "copy_to_user",
	"copy_from_user", "copy_to_iter", "copy_from_iter", "copy_page_to_iter",
	"copy_page_from_iter", "copy_folio_to_iter", "^copyin$", "^copyout$",
	"put_user", "get_user", "extract_user_to_sg", "extract_iter_to_sg", "readb$",
	"readw$", "readl$", "readq$", "writeb$", "writew$", "writel$", "writeq$",
	"logic_in", "logic_out", "^crc0", "^crc1", "^crc2", "^crc3", "^crc4", "^crc5",
	"^crc6", "^crc7", "^crc8", "^crc9", "crc_itu_t",
	/* containers */
	"list_add", "list_del", "list_replace", "list_move", "list_splice", "^rb_",
	"^__rb_", "^klist_", "xas_start", "xas_load", "xas_find", "rhashtable_lookup",
	/* printing */
	"printk", "va_format", "dev_info", "dev_notice", "dev_warn", "dev_err",
	"dev_alert", "dev_crit", "dev_emerg",
	/* timers, work, threads */
	"del_timer", "__mod_timer", "lock_timer_base", "__timer_delete_sync",
	"sk_stop_timer_sync", "flush_work", "__cancel_work_timer", "cancel_work_sync",
	"try_to_grab_pending", "drain_workqueue", "destroy_workqueue", "queue_work",
	"insert_work", "__queue_delayed_work", "queue_delayed_work_on", "kthread_stop",
	/* devices, inodes: the caller is to blame */
	"kobject_", "add_uevent_var", "get_device_parent", "^put_device$", "device_add",
	"device_del", "device_unregister", "device_destroy", "device_release",
	"devres_release_all", "device_for_each_child", "device_remove_file",
	"hwrng_unregister", "i2c_del_adapter", "__unregister_client",
	"rollback_registered", "unregister_netdev", "sysfs_remove",
	"tty_unregister_device", "dummy_urb_enqueue", "usb_kill_urb",
	"usb_kill_anchored_urbs", "usb_control_msg", "usb_hcd_submit_urb",
	"usb_submit_urb", "^iput$", "^iput_final$", "^ihold$", "dput", "drop_nlink",
	"mark_buffer_dirty"};

static const char *const anchors[] = {
	/* dispatch of work, softirqs, timers, threads */
	"process_one_work", "netif_receive_skb", "do_softirq", "call_timer_fn",
	"_run_timers", "run_timer_softirq", "hrtimer_run", "run_ksoftirqd",
	"tasklet_action", "tasklet_hi_action", "smpboot_thread_fn", "^kthread$",
	"start_secondary", "cpu_startup_entry", "ret_from_fork", "smp_call_function",
	/* entry from user space, and return to it */
	"do_syscall_", "do_fast_syscall_", "sysenter_dispatch", "tracesys_phase2",
	"el0_svc_handler", "invoke_syscall", "ret_fast_syscall", "__do_fault",
	"do_page_fault", "^page_fault$", "__fput", "task_work_run", "exit_to_usermode",
	/* file operations */
	"vfs_write", "vfs_read", "vfs_iter_read", "vfs_iter_write", "do_iter_read",
	"do_iter_write", "call_read_iter", "call_write_iter", "new_sync_read",
	"new_sync_write", "vfs_ioctl", "ksys_ioctl", "compat_ioctl", "compat_sys_ioctl",
	"blkdev_driver_ioctl", "blkdev_ioctl", "^call_mmap", "mmap_region", "do_mmap",
	"do_dentry_open", "vfs_open",
	/* socket operations */
	"^sock_sendmsg", "^sock_recvmsg", "^sock_release", "^__sock_release",
	"^setsockopt$", "kernel_setsockopt", "sock_common_setsockopt", "^listen$",
	"kernel_listen", "sk_common_release", "^sock_mmap", "^accept$", "kernel_accept",
	"^sock_do_ioctl", "^sock_ioctl", "^compat_sock_ioctl", "^nfnetlink_rcv_msg",
	"^rtnetlink_rcv_msg", "^netlink_dump", "^sys_socketpair", "^socketpair",
	"^sys_connect", "^connect", "^sys_ioctl", "^ioctl"};

static const char *const waiting[] = {
	"sched",       "_lock",		 "_slowlock",	"down",
	"rwsem",       "completion",	 "kthread",	"wait",
	"synchronize", "context_switch", "__switch_to", "cancel_delayed_work",
	"rcu_barrier"};

/* The longest one that matches is removed. */
static const char *const syscall_prefixes[] = {
	"SYSC_",     "SyS_",	  "sys_",	  "__x64_",	 "__ia32_",
	"__arm64_",  "____sys_",  "___sys_",	  "__sys_",	 "__se_",
	"__se_sys_", "__do_sys_", "compat_SYSC_", "compat_SyS_", "ksys_"};

static struct multi_search *set_of(const char *const *list, guint count,
				   gpointer *where)
{
	if (g_once_init_enter(where))
		g_once_init_leave(where, multi_search_new(list, count));
	return *where;
}

#define SET_OF(list)                                                                   \
	({                                                                             \
		static gpointer where;                                                 \
		set_of(list, G_N_ELEMENTS(list), &where);                              \
	})

/* ---- reading a line ---------------------------------------------------- */

/*
 * Parses a name at @p that ends as in pattern_name_end(), with a dot before it on ELFv1
 * powerpc. Returns what follows, or NULL if there is none; *name is set to what looks
 * like a name in any case.
 */
static const char *read_name(const char *p, const char *end, struct span *name)
{
	const char *begin;

	if (p < end && *p == '.')
		p++;
	for (begin = p; p < end && pattern_is_name(*p);)
		p++;
	*name = (struct span){begin, p - begin};
	return p > begin && pattern_name_end(p, end) ? p : NULL;
}

/*
 * Parses "[<ffffffff81000000>]" or "[ffffffff81000000]"; returns what follows, or NULL.
 */
static const char *read_address(const char *p, const char *end)
{
	const char *digits;

	if (p == end || *p++ != '[')
		return NULL;
	if (p < end && *p == '<')
		p++;
	if (end - p > 2 && p[0] == '0' && p[1] == 'x')
		p += 2;
	for (digits = p; p < end && g_ascii_isxdigit(*p); p++)
		;
	if (p == digits)
		return NULL;
	if (p < end && *p == '>')
		p++;
	return p < end && *p == ']' ? p + 1 : NULL;
}

static inline const char *skip_blanks(const char *p, const char *end)
{
	while (p < end && *p == ' ')
		p++;
	return p;
}

/* Returns the end of @words at @p, or @p if they are not there. */
static inline const char *skip_words(const char *p, const char *end, const char *words)
{
	gsize len = strlen(words);

	return (gsize)(end - p) >= len && *p == *words && !memcmp(p, words, len)
		       ? p + len
		       : p;
}

/*
 * Frames of arm name the function and its caller: "(f+0x0/0x8) from [<c0000000>]
 * (g+0x1/0x2)" up to 3.12, "(f) from [<c0000000>] (g+0x1/0x2)" up to 5.17. @p is at the
 * first bracket.
 */
static guint parse_pair(const char *p, const char *end, struct span name[FRAME_PAIR])
{
	const char *callee = ++p, *from;

	while (p < end && (pattern_is_name(*p) || *p == '.'))
		p++;
	name[0] = (struct span){callee, p - callee};
	while (p < end && *p != ')')
		p++;
	from = skip_words(p, end, ") from [");
	if (!name[0].len || from == p)
		return 0;
	from = read_address(from - 1, end);
	if (!from)
		return 0;
	from = skip_blanks(from, end);
	if (from == end || *from != '(')
		return 0;
	return read_name(from + 1, end, &name[1]) ? 2 : 0;
}

/* Skips what may precede a frame: the header of its trace, "<IRQ> ", s390's bracket
 * around an unreliable frame. */
static const char *skip_lead(const char *p, const char *end)
{
	const char *close;

	p = skip_blanks(p, end);
	p = skip_blanks(skip_words(p, end, "Call Trace:"), end);
	if (end - p > 2 && *p == '<') {
		close = memchr(p, '>', MIN(end - p, 16));
		if (!close)
			return p;
		p = skip_blanks(skip_words(close + 1, end, ">"), end);
	}
	if (end - p > 1 && *p == '(' && p[1] == '[')
		p++;
	/* sparc */
	return skip_words(p, end, "Caller");
}

guint frame_parse(struct span line, struct span name[FRAME_PAIR])
{
	const char *end = line.data + line.len, *p = skip_lead(line.data, end);
	const char *after;

	for (guint i = 0; i < 2; i++) {
		after = p < end && *p == '[' ? read_address(p, end) : NULL;
		if (!after)
			break;
		after = skip_words(after, end, ":");
		if (after == end || (*after != ' ' && *after != '('))
			return 0;
		p = skip_words(after, end, " ");
	}
	if (p < end && *p == '(')
		return parse_pair(p, end, name);
	if (read_name(p, end, &name[0]))
		return 1;
	/* "f from g+0x1/0x2", on arm since 5.18 */
	after = name[0].data + name[0].len;
	p = skip_words(after, end, " from ");
	return name[0].len && p > after && read_name(p, end, &name[1]) ? 2 : 0;
}

/* ---- the instruction pointer ------------------------------------------- */

/* Words before it, sorted by their first byte; a colon and blanks follow. */
static const char *const ip_labels[] = {
	"IP",			 /* RIP and EIP of x86, NIP of powerpc, IP of oopses */
	"IP is at",		 /* EIP of i386 */
	"IAOQ[0]",		 /* parisc */
	"ip is at",		 /* ia64 */
	"pc ",			 /* arm64; epc of riscv and mips */
	"pc is at",		 /* alpha */
	"PC is at",		 /* arm, sh */
	"PC",			 /* TPC of sparc, PC of m68k and csky */
	"ERA",			 /* loongarch */
	"era ",	    "Krnl PSW ", /* s390 */
	"[ERET  ]",		 /* arc */
};

/* "0010:" of x86 */
static const char *skip_segment(const char *p, const char *end)
{
	const char *after = p;

	while (after < end && g_ascii_isdigit(*after))
		after++;
	return after > p && after < end && *after == ':' ? after + 1 : p;
}

/* A register's value, which some architectures show before the function. */
static const char *skip_value(const char *p, const char *end)
{
	const char *after = p;

	if (p < end && *p == '[')
		after = read_address(p, end);
	else
		while (after < end && g_ascii_isxdigit(*after))
			after++;
	if (!after || after == end || *after != ' ' || (*p != '[' && after - p < 8))
		return p;
	return skip_blanks(after, end);
}

/* Skips what may be between "RIP: " and the function; FALSE if it is something else. */
static gboolean parse_ip_value(const char *p, const char *end, struct span *name)
{
	p = skip_segment(p, end);
	p = skip_value(skip_value(p, end), end);
	if (read_name(p, end, name) ||
	    (p < end && strchr("(<", *p) && read_name(p + 1, end, name)))
		return TRUE;
	*name = (struct span){NULL, 0};
	if (end - p > 2 && p[0] == '0' && p[1] == 'x' && g_ascii_isxdigit(p[2]))
		return TRUE;
	while (p < end && strchr(" [<", *p))
		p++;
	return end - p >= 6 && !memcmp(p, "(null)", 6);
}

/* Returns the end of the colon and blanks at @p, or NULL. */
static const char *behind_label(const char *p, const char *end)
{
	const char *value = skip_blanks(p, end);

	value = skip_words(value, end, ":");
	return value > p && value < end ? skip_blanks(value, end) : NULL;
}

/* For each byte, the index of the first label that begins with it plus one, or 0. */
static const guint8 *label_bytes(void)
{
	static guint8 bytes[256];
	static gsize once;

	if (g_once_init_enter(&once)) {
		for (guint i = G_N_ELEMENTS(ip_labels); i-- > 0;)
			bytes[(guchar)*ip_labels[i]] = i + 1;
		g_once_init_leave(&once, 1);
	}
	return bytes;
}

gboolean frame_parse_ip(struct span line, struct span *name)
{
	const char *end = line.data + line.len, *value;
	const guint8 *first = label_bytes();

	for (const char *p = line.data; p < end; p++) {
		if (!first[(guchar)*p])
			continue;
		for (guint i = first[(guchar)*p] - 1;
		     i < G_N_ELEMENTS(ip_labels) && *ip_labels[i] == *p; i++) {
			value = skip_words(p, end, ip_labels[i]);
			if (value == p || !(value = behind_label(value, end)))
				continue;
			if (parse_ip_value(value, end, name))
				return TRUE;
		}
	}
	return FALSE;
}

/* " ? " */
static gboolean has_lone_mark(struct span line)
{
	const char *p = line.data, *end = line.data + line.len;

	while ((p = memchr(p, '?', end - p))) {
		if (p > line.data && p[-1] == ' ' && p + 1 < end && p[1] == ' ')
			return TRUE;
		p++;
	}
	return FALSE;
}

gboolean frame_is_doubtful(struct span line)
{
	static const char suffix[] = " (unreliable)";
	const gsize len = sizeof(suffix) - 1;
	const char *end = line.data + line.len;

	if (line.len > len && !memcmp(end - len, suffix, len))
		return TRUE;
	return has_lone_mark(line) &&
	       !(memchr(line.data, '<', line.len) && span_has(line, "<EOI>"));
}

/* ---- headers ----------------------------------------------------------- */

gboolean frame_trace_begins(struct span line)
{
	static const char *const headers[] = {
		"Call Trace:", "Call trace:", "Backtrace:",
		/* of arm kernels with an unwinder up to 5.17, which print no other
		 * header */
		"unwind_backtrace"};

	for (guint i = 0; i < G_N_ELEMENTS(headers); i++)
		if (span_has(line, headers[i]))
			return TRUE;
	return FALSE;
}

guint frame_stack_kinds(struct span line)
{
	static const char *const kinds[FRAME_STACK_KINDS] = {
		"{?Call Trace|Call trace}",
		"Backtrace:",
		"Allocated:",
		"Allocated by task %d:",
		"Freed:",
		"Freed by task %d:",
		" backtrace{?:| (crc }",
		"Uninit was stored to memory at",
		"unwind_backtrace",
		/* the last line of riscv's show_regs(), which prints no header */
		"status: %x badaddr: %x cause: %x",
	};
	guint found = 0;

	for (guint i = 0; i < FRAME_STACK_KINDS; i++) {
		gssize at = pattern_match(kinds[i], line, NULL);
		gboolean header =
			kinds[i][0] != ' ' || (at > 0 && line.data[at - 1] != 'k');

		if (at >= 0 && header)
			found |= 1u << i;
	}
	return found;
}

gboolean frame_is_injection(struct span name)
{
	static const char function[] = "should_failslab";
	const gsize len = sizeof(function) - 1;

	return (name.len == len || name.len == len - 4) &&
	       !memcmp(name.data, function, name.len);
}

/* ---- names ------------------------------------------------------------- */

static gboolean name_has(struct span name, const char *part)
{
	gsize len = strlen(part);
	gboolean begin = *part == '^', end = part[len - 1] == '$';

	part += begin;
	len -= begin + end;
	if (len > name.len || (begin && end && len != name.len))
		return FALSE;
	if (begin)
		return !memcmp(name.data, part, len);
	if (end)
		return !memcmp(name.data + name.len - len, part, len);
	return memmem(name.data, name.len, part, len) != NULL;
}

gboolean frame_is_skipped(struct span name, const char *const *extra)
{
	for (; extra && *extra; extra++)
		if (name_has(name, *extra))
			return TRUE;
	return multi_search_in_name(SET_OF(skipped), name.data, name.len);
}

struct span frame_strip(struct span name)
{
	gsize longest = 0;

	for (guint i = 0; i < G_N_ELEMENTS(syscall_prefixes); i++) {
		gsize len = strlen(syscall_prefixes[i]);

		if (len > longest && name.len >= len &&
		    !memcmp(name.data, syscall_prefixes[i], len))
			longest = len;
	}
	return (struct span){name.data + longest, name.len - longest};
}

gboolean frame_is_anchor(struct span name)
{
	return multi_search_in_name(SET_OF(anchors), name.data, name.len);
}

gboolean frame_is_waiting(struct span name)
{
	return multi_search_in_name(SET_OF(waiting), name.data, name.len);
}
