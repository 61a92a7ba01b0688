#pragma once
/* The doors: TCP on loopback and UNIX sockets. Owns parsing of addresses and the listening sockets.
 * The main thread. */
#include <event2/event.h>

#include "model/base/err.h"

/* A listening socket for "HOST:PORT" (port 0: a free one); bad_request when HOST is not of this
 * machine's loopback. *bound becomes what to tell people. */
enum bw_err bw_listen_tcp(const char *address, int *fd, char *bound, size_t size,
                          struct bw_fail *fail);
/* A UNIX socket of mode 0600; a dead one at `path` is replaced, a living one is a conflict. */
enum bw_err bw_listen_unix(const char *path, int *fd, struct bw_fail *fail);
