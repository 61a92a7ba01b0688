#include "tools/measure/bench_line.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define READ_BYTES ((size_t)64 << 10)

enum bw_err bw_line_open(struct bw_line *line, const struct bw_client_options *to,
                         struct bw_fail *fail)
{
    int one = 1;
    *line = (struct bw_line){.fd = -1, .in_room = 2 * READ_BYTES, .skip = {0, 1}};
    msgpack_sbuffer_init(&line->out);
    line->in = malloc(line->in_room);
    if (!line->in)
        return bw_fail_set(fail, BW_INTERNAL, "out of memory");
    enum bw_err err = bw_client_dial(to, &line->fd, fail);
    /* Small requests behind one another would wait for each other's acknowledgement. */
    if (!err && !to->unix_path)
        setsockopt(line->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return err;
}

void bw_line_close(struct bw_line *line)
{
    if (line->fd >= 0)
        close(line->fd);
    free(line->in);
    msgpack_sbuffer_destroy(&line->out);
}

enum bw_err bw_line_flush(struct bw_line *line, struct bw_fail *fail)
{
    line->blocked = false;
    while (line->n_sent < line->out.size) {
        ssize_t n = send(line->fd, line->out.data + line->n_sent, line->out.size - line->n_sent,
                         MSG_NOSIGNAL);
        if (n >= 0) {
            line->n_sent += (size_t)n;
        } else if (errno == EAGAIN) {
            line->blocked = true;
            return BW_OK;
        } else if (errno != EINTR) {
            return bw_fail_set(fail, BW_NOT_FOUND, "sending: %s", strerror(errno));
        }
    }
    line->out.size = 0;
    line->n_sent = 0;
    return BW_OK;
}

/* Room for one more read behind what is there. */
static bool make_room(struct bw_line *line)
{
    if (line->in_at > 0) {
        memmove(line->in, line->in + line->in_at, line->in_len - line->in_at);
        line->in_len -= line->in_at;
        line->in_at = 0;
    }
    if (line->in_room - line->in_len >= READ_BYTES)
        return true;
    size_t room = 2 * line->in_room;
    char *grown = realloc(line->in, room);
    if (!grown)
        return false;
    line->in = grown;
    line->in_room = room;
    return true;
}

enum bw_err bw_line_fill(struct bw_line *line, bool *got, struct bw_fail *fail)
{
    ssize_t n;
    if (!make_room(line))
        return bw_fail_set(fail, BW_INTERNAL, "out of memory for an answer");
    do
        n = recv(line->fd, line->in + line->in_len, line->in_room - line->in_len, 0);
    while (n < 0 && errno == EINTR);
    *got = n > 0;
    if (n > 0)
        line->in_len += (size_t)n;
    if (n == 0)
        return bw_fail_set(fail, BW_NOT_FOUND, "the daemon closed the connection");
    return n < 0 && errno != EAGAIN
               ? bw_fail_set(fail, BW_NOT_FOUND, "reading: %s", strerror(errno))
               : BW_OK;
}

enum bw_err bw_line_take(struct bw_line *line, const char **bytes, size_t *len,
                         struct bw_fail *fail)
{
    const char *front = line->in + line->in_at;
    *bytes = NULL;
    if (!bw_skip_on(&line->skip, front, line->in_len - line->in_at))
        return bw_fail_set(fail, BW_INTERNAL, "an answer is no MessagePack that can be read");
    if (line->skip.left > 0)
        return BW_OK;
    *bytes = front;
    *len = line->skip.at;
    line->in_at += line->skip.at;
    line->skip = (struct bw_skip){0, 1};
    return BW_OK;
}
