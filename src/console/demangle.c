/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/demangle.h"

#include <string.h>

#define OUTPUT_MAX 512 /* limit, since references can make a short name long */
#define DEPTH_MAX  64
#define STEPS_MAX  4096 /* limit for references to references */

/* The state of parsing a mangled name; positions are relative to the end of "_R". */
struct mangled {
	struct span name;
	gsize pos;
	guint depth, steps;
	GString *out;
};

static gboolean read_path(struct mangled *r);
static gboolean read_type(struct mangled *r);

static char peek(const struct mangled *r)
{
	return r->pos < r->name.len ? r->name.data[r->pos] : '\0';
}

static gboolean eat(struct mangled *r, char ch)
{
	if (peek(r) != ch || !ch)
		return FALSE;
	r->pos++;
	return TRUE;
}

static gboolean put(struct mangled *r, const char *text, gsize len)
{
	if (r->out->len + len > OUTPUT_MAX)
		return FALSE;
	g_string_append_len(r->out, text, len);
	return TRUE;
}

static gboolean put_string(struct mangled *r, const char *text)
{
	return put(r, text, strlen(text));
}

/* Parses a number in base 62 that ends in '_': "_" is 0, "0_" is 1. Hashes have this
 * form, too, and may be too large. */
static gboolean read_base62(struct mangled *r, guint64 *value)
{
	guint64 sum = 0;

	if (eat(r, '_')) {
		*value = 0;
		return TRUE;
	}
	while (g_ascii_isalnum(peek(r))) {
		char ch = r->name.data[r->pos++];
		guint digit = g_ascii_isdigit(ch)   ? ch - '0'
			      : g_ascii_islower(ch) ? ch - 'a' + 10
						    : ch - 'A' + 36;

		sum = sum * 62 + digit;
	}
	*value = sum + 1;
	return eat(r, '_');
}

static gboolean skip_disambiguator(struct mangled *r)
{
	guint64 ignored;

	return !eat(r, 's') || read_base62(r, &ignored);
}

/* [s<number>] [u] <length> [_] <bytes> */
static gboolean read_identifier(struct mangled *r, struct span *identifier)
{
	gsize len = 0;

	if (!skip_disambiguator(r) || eat(r, 'u') || !g_ascii_isdigit(peek(r)))
		return FALSE;
	if (!eat(r, '0'))
		while (g_ascii_isdigit(peek(r)) && len < OUTPUT_MAX)
			len = len * 10 + (r->name.data[r->pos++] - '0');
	eat(r, '_');
	if (len > r->name.len - r->pos)
		return FALSE;
	*identifier = (struct span){r->name.data + r->pos, len};
	r->pos += len;
	return TRUE;
}

/* B<number>: repeats what was read at that position. */
static gboolean read_again(struct mangled *r, gboolean (*read)(struct mangled *))
{
	gsize here, back = r->pos - 1;
	guint64 target;
	gboolean good;

	if (!read_base62(r, &target) || target >= back)
		return FALSE;
	here = r->pos;
	r->pos = target;
	good = read(r);
	r->pos = here;
	return good;
}

/* N<namespace><path><identifier> */
static gboolean read_nested(struct mangled *r)
{
	char namespace = peek(r);
	struct span identifier;

	if (!g_ascii_isalpha(namespace))
		return FALSE;
	r->pos++;
	if (!read_path(r) || !read_identifier(r, &identifier))
		return FALSE;
	if (g_ascii_islower(namespace))
		return put(r, "::", 2) && put(r, identifier.data, identifier.len);
	return put_string(r, namespace == 'C' ? "::{closure:" : "::{shim:") &&
	       put(r, identifier.data, identifier.len) && put(r, "}", 1);
}

/* The path of an impl only says where it is; it is skipped. */
static gboolean skip_impl_path(struct mangled *r)
{
	gsize len = r->out->len;
	gboolean good = skip_disambiguator(r) && read_path(r);

	g_string_truncate(r->out, MIN(len, r->out->len));
	return good;
}

/* I<path>{<argument>}E */
static gboolean read_generic(struct mangled *r)
{
	guint64 lifetime;
	gboolean first = TRUE;

	if (!read_path(r) || !put(r, "::<", 3))
		return FALSE;
	while (!eat(r, 'E')) {
		if (!first && !put(r, ", ", 2))
			return FALSE;
		first = FALSE;
		if (eat(r, 'L') ? !read_base62(r, &lifetime) : !read_type(r))
			return FALSE;
	}
	return put(r, ">", 1);
}

static gboolean read_path_inside(struct mangled *r)
{
	struct span identifier;

	if (eat(r, 'C'))
		return read_identifier(r, &identifier) &&
		       put(r, identifier.data, identifier.len);
	if (eat(r, 'N'))
		return read_nested(r);
	if (eat(r, 'M'))
		return skip_impl_path(r) && put(r, "<", 1) && read_type(r) &&
		       put(r, ">", 1);
	if (eat(r, 'X'))
		return skip_impl_path(r) && put(r, "<", 1) && read_type(r) &&
		       put(r, " as ", 4) && read_path(r) && put(r, ">", 1);
	if (eat(r, 'Y'))
		return put(r, "<", 1) && read_type(r) && put(r, " as ", 4) &&
		       read_path(r) && put(r, ">", 1);
	if (eat(r, 'I'))
		return read_generic(r);
	return eat(r, 'B') && read_again(r, read_path);
}

static gboolean read_path(struct mangled *r)
{
	gboolean good = FALSE;

	if (r->depth++ < DEPTH_MAX && r->steps++ < STEPS_MAX)
		good = read_path_inside(r);
	r->depth--;
	return good;
}

/* R, Q, P, O: a reference or pointer of another type. */
static gboolean read_pointer(struct mangled *r, const char *words)
{
	guint64 lifetime;

	if (eat(r, 'L') && !read_base62(r, &lifetime))
		return FALSE;
	return put_string(r, words) && read_type(r);
}

static gboolean read_tuple(struct mangled *r)
{
	gboolean first = TRUE;

	if (!put(r, "(", 1))
		return FALSE;
	for (; !eat(r, 'E'); first = FALSE)
		if ((!first && !put(r, ", ", 2)) || !read_type(r))
			return FALSE;
	return put(r, ")", 1);
}

static gboolean read_type_inside(struct mangled *r)
{
	static const char *const basic[26] = {
		['a' - 'a'] = "i8",   ['b' - 'a'] = "bool",  ['c' - 'a'] = "char",
		['d' - 'a'] = "f64",  ['e' - 'a'] = "str",   ['f' - 'a'] = "f32",
		['h' - 'a'] = "u8",   ['i' - 'a'] = "isize", ['j' - 'a'] = "usize",
		['l' - 'a'] = "i32",  ['m' - 'a'] = "u32",   ['n' - 'a'] = "i128",
		['o' - 'a'] = "u128", ['p' - 'a'] = "_",     ['s' - 'a'] = "i16",
		['t' - 'a'] = "u16",  ['u' - 'a'] = "()",    ['v' - 'a'] = "...",
		['x' - 'a'] = "i64",  ['y' - 'a'] = "u64",   ['z' - 'a'] = "!"};
	char ch = peek(r);

	if (g_ascii_islower(ch)) {
		r->pos++;
		return basic[ch - 'a'] && put_string(r, basic[ch - 'a']);
	}
	if (eat(r, 'R'))
		return read_pointer(r, "&");
	if (eat(r, 'Q'))
		return read_pointer(r, "&mut ");
	if (eat(r, 'P'))
		return read_pointer(r, "*const ");
	if (eat(r, 'O'))
		return read_pointer(r, "*mut ");
	if (eat(r, 'S'))
		return put(r, "[", 1) && read_type(r) && put(r, "]", 1);
	if (eat(r, 'T'))
		return read_tuple(r);
	if (eat(r, 'B'))
		return read_again(r, read_type);
	return read_path(r);
}

static gboolean read_type(struct mangled *r)
{
	gboolean good = FALSE;

	if (r->depth++ < DEPTH_MAX && r->steps++ < STEPS_MAX)
		good = read_type_inside(r);
	r->depth--;
	return good;
}

/* _ZN<length><bytes>...E, of Rust with a last part "h<16 hexadecimal digits>". */
static gboolean read_legacy(struct mangled *r)
{
	struct span part, last = {NULL, 0};
	gsize before = 0;

	while (!eat(r, 'E')) {
		before = r->out->len;
		if (!read_identifier(r, &part) || (before && !put(r, "::", 2)) ||
		    !put(r, part.data, part.len))
			return FALSE;
		last = part;
	}
	if (last.len == 17 && *last.data == 'h')
		g_string_truncate(r->out, before);
	return r->out->len > 0;
}

char *demangle(struct span name)
{
	struct mangled r = {.name = name};
	gboolean good;

	if (name.len < 4 || name.data[0] != '_')
		return NULL;
	if (name.data[1] != 'R' && memcmp(name.data, "_ZN", 3))
		return NULL;
	r.name.data += name.data[1] == 'R' ? 2 : 3;
	r.name.len -= name.data[1] == 'R' ? 2 : 3;
	r.out = g_string_new(NULL);
	good = name.data[1] == 'R' ? read_path(&r) : read_legacy(&r);
	return g_string_free(r.out, !good);
}
