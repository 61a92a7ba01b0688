#pragma once
/* One connection of the load generator: its socket, what waits to be sent and what was read. Owns
 * those three; knows nothing of requests. One thread. */
#include <msgpack.h>
#include <stdbool.h>

#include "tools/measure/bench_skip.h"
#include "tools/client.h"

struct bw_line {
    int fd;
    msgpack_sbuffer out; /* filled by the caller */
    size_t n_sent;       /* bytes of `out` that are on their way */
    bool blocked;        /* the socket takes no more; wait until it is writable */
    char *in;
    size_t in_at, in_len, in_room; /* in[in_at..in_len) is read and not yet taken */
    struct bw_skip skip;           /* of the message at in_at */
};

enum bw_err bw_line_open(struct bw_line *line, const struct bw_client_options *to,
                         struct bw_fail *fail);
void bw_line_close(struct bw_line *line);

/* Sends what the socket takes of `out`. */
enum bw_err bw_line_flush(struct bw_line *line, struct bw_fail *fail);
/* Reads once what is there; *got is false when nothing was. not_found when the other side closed.
 */
enum bw_err bw_line_fill(struct bw_line *line, bool *got, struct bw_fail *fail);
/* The next whole message, borrowed until the next fill; *bytes NULL when it is not all there. */
enum bw_err bw_line_take(struct bw_line *line, const char **bytes, size_t *len,
                         struct bw_fail *fail);
