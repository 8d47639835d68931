/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Input: a coverage map. The time of a query is bounded by the size of the map's code,
 * and a query stays within the map.
 */
#include "cover/covermap.h"
#include "cover/plugin/map.h"
#include "fuzz.h"

static void check_range(const struct covermap *map, guint64 start, guint64 end)
{
	guint64 ran = covermap_ran(map, start, end);
	guint phases = covermap_phases(map);

	CHECK(phases == 64 || !(ran >> phases));
	CHECK(covermap_ran(map, end, start) == 0 || end <= start);
	if (covermap_watches(map, start, end)) {
		guint64 middle = start + (end - start) / 2;

		CHECK((covermap_ran(map, start, middle) |
		       covermap_ran(map, middle, end)) == ran);
	}
	covermap_exact(map, start, end);
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	const struct map_header *header = (const void *)data;
	g_autoptr(GError) error = NULL;
	const char *path = fuzz_file(0, data, size);
	g_autoptr(Covermap) map = covermap_open(path, &error);

	if (!map) {
		CHECK(strstr(error->message, path));
		return 0;
	}
	CHECK(covermap_phases(map) >= 1 && covermap_phases(map) <= MAP_MAX_PHASES);
	for (guint i = 0; i < header->n_ranges; i++) {
		guint64 start = header->ranges[i].start, end = header->ranges[i].end;

		CHECK(start == end || covermap_watches(map, start, end));
		check_range(map, start, end);
		check_range(map, start - 1, end + 1);
		check_range(map, start + 3, start + 4);
	}
	check_range(map, 0, G_MAXUINT64);
	return 0;
}
