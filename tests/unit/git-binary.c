/* SPDX-License-Identifier: GPL-2.0-or-later */
/* git's binary patches: damaged ones are refused, with the reason. */
#include "patch/git-binary.h"

#include <string.h>

#include "util/error.h"

static void test_lines(void)
{
	static const char *const bad[] = {
		"",	   /* nothing */
		"0",	   /* no count */
		"A0000",   /* truncated */
		"A000000", /* longer than its count */
		"A00\"00", /* not in the alphabet */
		"D~~~~~",  /* more than 32 bits */
	};
	g_autoptr(GByteArray) out = g_byte_array_new();

	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
		g_assert_false(git_binary_decode_line(bad[i], strlen(bad[i]), out));
	g_assert_cmpuint(out->len, ==, 0);
	g_assert_true(git_binary_decode_line("A00000", 6, out));
	g_assert_true(git_binary_decode_line("D00001", 6, out));
	g_assert_cmpmem(out->data, out->len, "\0\0\0\0\1", 5);
}

static void refuse_inflate(const char *data, gsize len, gsize size, const char *why)
{
	g_autoptr(GByteArray) deflated = g_byte_array_new();
	g_autoptr(GError) error = NULL;

	g_byte_array_append(deflated, (const guint8 *)data, len);
	g_assert_null(git_binary_inflate(deflated, size, &error));
	g_assert_error(error, KF_ERROR, KF_ERROR_INPUT);
	g_assert_nonnull(strstr(error->message, why));
}

/* "hello\n" by zlib. */
#define HELLO "\x78\x9c\xcb\x48\xcd\xc9\xc9\xe7\x02\x00\x08\x4b\x02\x1f"

static void test_inflate(void)
{
	g_autoptr(GByteArray) deflated = g_byte_array_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = NULL;

	g_byte_array_append(deflated, (const guint8 *)HELLO, sizeof(HELLO) - 1);
	bytes = git_binary_inflate(deflated, 6, &error);
	g_assert_no_error(error);
	g_assert_cmpmem(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes),
			"hello\n", 6);
	refuse_inflate(HELLO, sizeof(HELLO) - 1, 5, "not of the declared size");
	refuse_inflate(HELLO, sizeof(HELLO) - 1, 7, "not of the declared size");
	refuse_inflate(HELLO, sizeof(HELLO) - 5, 6, "damaged");
	refuse_inflate("no zlib", 7, 6, "damaged");
	refuse_inflate(HELLO, sizeof(HELLO) - 1, (gsize)1 << 40, "too large");
}

static void refuse_delta(const char *data, gsize len, int code)
{
	g_autoptr(GBytes) base = g_bytes_new_static("abcdefgh", 8);
	g_autoptr(GBytes) delta = g_bytes_new_static(data, len);
	g_autoptr(GError) error = NULL;

	g_assert_null(git_binary_delta(base, delta, &error));
	g_assert_error(error, KF_ERROR, code);
}

static void test_delta(void)
{
	g_autoptr(GBytes) base = g_bytes_new_static("abcdefgh", 8);
	/* from 8 bytes to 6: copy 4 from offset 2, then two new ones */
	g_autoptr(GBytes) delta = g_bytes_new_static("\x08\x06\x91\x02\x04\x02yz", 8);
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) result = git_binary_delta(base, delta, &error);

	g_assert_no_error(error);
	g_assert_cmpmem(g_bytes_get_data(result, NULL), g_bytes_get_size(result),
			"cdefyz", 6);
	refuse_delta("", 0, KF_ERROR_INPUT);
	refuse_delta("\x08\x86", 2, KF_ERROR_INPUT);	      /* a truncated size */
	refuse_delta("\x09\x02\x02yz", 5, KF_ERROR_NEGATIVE); /* another base */
	refuse_delta("\x08\x02\x00yz", 5, KF_ERROR_INPUT);    /* an unknown code */
	refuse_delta("\x08\x02\x03yz", 5, KF_ERROR_INPUT);    /* truncated data */
	refuse_delta("\x08\x01\x02yz", 5, KF_ERROR_INPUT);    /* more than declared */
	refuse_delta("\x08\x03\x02yz", 5, KF_ERROR_INPUT);    /* less than declared */
	refuse_delta("\x08\x04\x91\x02", 4, KF_ERROR_INPUT);  /* a truncated copy */
	refuse_delta("\x08\x04\x91\x06\x04", 5, KF_ERROR_INPUT); /* beyond the base */
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/git-binary/lines", test_lines);
	g_test_add_func("/git-binary/inflate", test_inflate);
	g_test_add_func("/git-binary/delta", test_delta);
	return g_test_run();
}
