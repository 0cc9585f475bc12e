/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Making secrets: the key file and the token file. Neither is ever overwritten. */
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "db/keyfile.h"
#include "gateway/cli/cli.h"

#define TOKEN_OCTETS 24

int cli_key_new(const struct cli *cli)
{
	char error[256];

	if (key_file_new(cli->argv[0], error, sizeof(error)) != OK)
		return cli_fail("%s", error);
	printf("%s made. Keep a copy in another place: without it the citizens' data stays "
	       "sealed.\n",
		cli->argv[0]);
	return EXIT_SUCCESS;
}

int cli_token_new(const struct cli *cli)
{
	uint8_t random[TOKEN_OCTETS];
	char hex[TOKEN_OCTETS * 2 + 1];
	int fd = open(cli->argv[0], O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		return cli_fail("%s: %s", cli->argv[0],
			errno == EEXIST ? "is there already, and stays as it is" : strerror(errno));
	randombytes_buf(random, sizeof(random));
	sodium_bin2hex(hex, sizeof(hex), random, sizeof(random));

	bool written = dprintf(fd, "%s\n", hex) == (int)sizeof(hex) && fsync(fd) == 0;

	sodium_memzero(hex, sizeof(hex));
	if (close(fd) < 0 || !written)
		return cli_fail("%s: could not be written", cli->argv[0]);
	return EXIT_SUCCESS;
}
