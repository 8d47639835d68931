/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "patch/git-binary.h"

#include <gio/gio.h>
#include <string.h>

#include "util/error.h"

/* "Maximum Compression Factor" of zlib's manual. */
#define INFLATE_FACTOR 1032

static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij"
			       "klmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";

static gboolean decode_group(const char *group, guint8 out[4])
{
	guint64 value = 0;

	for (int i = 0; i < 5; i++) {
		const char *at = group[i] ? strchr(alphabet, group[i]) : NULL;

		if (!at)
			return FALSE;
		value = value * 85 + (at - alphabet);
	}
	if (value > G_MAXUINT32)
		return FALSE;
	for (int i = 3; i >= 0; i--, value >>= 8)
		out[i] = value & 0xff;
	return TRUE;
}

/* The first character is the number of bytes: A-Z for 1-26, a-z for 27-52. */
gboolean git_binary_decode_line(const char *line, gsize len, GByteArray *out)
{
	gsize bytes;

	if (len < 1)
		return FALSE;
	if (line[0] >= 'A' && line[0] <= 'Z')
		bytes = line[0] - 'A' + 1;
	else if (line[0] >= 'a' && line[0] <= 'z')
		bytes = line[0] - 'a' + 27;
	else
		return FALSE;
	if (len - 1 != (bytes + 3) / 4 * 5)
		return FALSE;
	for (line++; bytes; line += 5) {
		guint8 group[4];
		gsize n = MIN(bytes, 4);

		if (!decode_group(line, group))
			return FALSE;
		g_byte_array_append(out, group, n);
		bytes -= n;
	}
	return TRUE;
}

GBytes *git_binary_inflate(const GByteArray *deflated, gsize size, GError **error)
{
	g_autoptr(GZlibDecompressor) zlib =
		g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
	const guint8 *data = deflated->data ?: (const guint8 *)"";
	g_autofree char *out = NULL;
	gsize in = 0, done = 0;

	if (size / INFLATE_FACTOR <= deflated->len)
		out = g_try_malloc(size + 1);
	if (!out) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "binary data is too large, or not of the declared size");
		return NULL;
	}
	for (;;) {
		g_autoptr(GError) why = NULL;
		gsize got = 0, put = 0;
		/* The additional byte reveals a stream that is too long. */
		GConverterResult result = g_converter_convert(
			G_CONVERTER(zlib), data + in, deflated->len - in, out + done,
			size + 1 - done, G_CONVERTER_INPUT_AT_END, &got, &put, &why);

		in += got;
		done += put;
		if (result == G_CONVERTER_FINISHED && done == size)
			return g_bytes_new_take(g_steal_pointer(&out), size);
		if (result != G_CONVERTER_CONVERTED || done > size) {
			g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
				    "binary data is damaged, or not of the declared "
				    "size%s%s",
				    why ? ": " : "", why ? why->message : "");
			return NULL;
		}
	}
}

/* Parses a little-endian number with 7 bits per byte; FALSE at the end of the data. */
static gboolean delta_size(const guint8 **at, const guint8 *end, gsize *size)
{
	*size = 0;
	for (guint shift = 0; *at < end && shift < 56; shift += 7) {
		guint8 byte = *(*at)++;

		*size |= (gsize)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return TRUE;
	}
	return FALSE;
}

/* Parses offset and size of a copy; the bits of @op say which bytes are present. */
static gboolean delta_copy(guint8 op, const guint8 **at, const guint8 *end,
			   gsize *offset, gsize *size)
{
	*offset = *size = 0;
	for (int i = 0; i < 7; i++) {
		if (!(op & (1 << i)))
			continue;
		if (*at >= end)
			return FALSE;
		if (i < 4)
			*offset |= (gsize) * (*at)++ << (8 * i);
		else
			*size |= (gsize) * (*at)++ << (8 * (i - 4));
	}
	if (!*size)
		*size = 0x10000;
	return TRUE;
}

static gboolean delta_run(const guint8 *at, const guint8 *end, const guint8 *base,
			  gsize base_size, gsize size, GByteArray *out)
{
	while (at < end) {
		guint8 op = *at++;
		gsize offset, n = op;

		if (op & 0x80) {
			if (!delta_copy(op, &at, end, &offset, &n) ||
			    offset > base_size || n > base_size - offset ||
			    n > size - out->len)
				return FALSE;
			g_byte_array_append(out, base + offset, n);
		} else {
			if (!n || n > (gsize)(end - at) || n > size - out->len)
				return FALSE;
			g_byte_array_append(out, at, n);
			at += n;
		}
	}
	return out->len == size;
}

GBytes *git_binary_delta(GBytes *base, GBytes *delta, GError **error)
{
	gsize base_size, delta_len, from, to;
	const guint8 *data = g_bytes_get_data(base, &base_size);
	const guint8 *at = g_bytes_get_data(delta, &delta_len);
	const guint8 *end = at + delta_len;
	g_autoptr(GByteArray) out = g_byte_array_new();

	if (!delta_size(&at, end, &from) || !delta_size(&at, end, &to) ||
	    to > GITBIN_SIZE_MAX) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "binary delta is damaged");
		return NULL;
	}
	if (from != base_size) {
		g_set_error(error, KF_ERROR, KF_ERROR_NEGATIVE,
			    "binary delta is for a file of %" G_GSIZE_FORMAT
			    " bytes, this one has %" G_GSIZE_FORMAT,
			    from, base_size);
		return NULL;
	}
	if (!delta_run(at, end, data, base_size, to, out)) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "binary delta is damaged");
		return NULL;
	}
	return g_byte_array_free_to_bytes(g_steal_pointer(&out));
}
