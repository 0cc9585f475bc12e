/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What it takes to prove the menus of a folder, part by part, in ms of the processor: one line.
 */
#include <stdlib.h>
#include "tests/lib/proving.h"

int main(int argc, char **argv)
{
	struct proving_figures figures;

	if (argc != 2) {
		fprintf(stderr, "usage: proving FOLDER\n");
		return EXIT_FAILURE;
	}
	proving(argv[1], &figures);
	printf("read_ms=%.1f compile_ms=%.1f branches_ms=%.1f screens_ms=%.1f all_ms=%.1f "
	       "procedures=%u ways=%u screens=%u\n",
		figures.read_ms, figures.compile_ms, figures.branches_ms, figures.screens_ms,
		figures.all_ms, figures.procedures, figures.ways, figures.screens);
	if (figures.problems == 0)
		return EXIT_SUCCESS;
	fprintf(stderr, "%s\n", figures.problem);
	return EXIT_FAILURE;
}
