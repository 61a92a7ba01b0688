#pragma once
/* The doors: TCP on loopback and UNIX sockets, opened here or handed over. Owns parsing of
 * addresses and what may be listened on. The main thread. */
#include <event2/event.h>
#include <sys/types.h>

#include "model/base/err.h"

/* A listening socket for "HOST:PORT" (port 0: a free one); bad_request when HOST is not of this
 * machine's loopback. *bound becomes what to tell people. */
enum bw_err bw_listen_tcp(const char *address, int *fd, char *bound, size_t size,
                          struct bw_fail *fail);
/* Which socket it is that lies at a path. */
struct bw_listen_mark {
    dev_t device;
    ino_t inode;
};

/* A UNIX socket of mode 0600; a dead one at `path` is replaced, a living one is a conflict that
 * names who listens. */
enum bw_err bw_listen_unix(const char *path, int *fd, struct bw_listen_mark *mark,
                           struct bw_fail *fail);
/* Removes the path when it still is that socket. */
void bw_listen_remove(const char *path, const struct bw_listen_mark *mark);

/* A socket that was handed over: bad_request unless it listens for streams, on a UNIX path or on
 * loopback. It is made as the others are (not inherited, not blocking). */
enum bw_err bw_listen_given(int fd, char *bound, size_t size, struct bw_fail *fail);
