#include "tools/import/gunzip.h"

#include <stdbool.h>
#include <stdlib.h>
#include <zlib.h>

#define GZIP_ONLY (15 + 16)           /* window bits of zlib: the largest, with a gzip header */
#define STEP_MOST ((size_t)256 << 20) /* avail_in and avail_out are unsigned int */

struct unpacking {
    z_stream stream;
    const char *packed;
    size_t at, len; /* what is left of it starts at `at` */
    char *bytes;
    size_t size, room, most;
};

static enum bw_err grow(struct unpacking *un, struct bw_fail *fail)
{
    if (un->size < un->room)
        return BW_OK;
    if (un->room > un->most)
        return bw_fail_set(fail, BW_TOO_LARGE, "unpacks to more than %zu MiB", un->most >> 20);
    size_t room = un->room ? 2 * un->room : 4 * un->len + 4096;
    if (room > un->most)
        room = un->most + 1; /* one byte more shows that it is too much */
    char *bytes = realloc(un->bytes, room);
    if (!bytes)
        return bw_fail_set(fail, BW_INTERNAL, "out of memory");
    un->bytes = bytes;
    un->room = room;
    return BW_OK;
}

static size_t at_most(size_t n)
{
    return n < STEP_MOST ? n : STEP_MOST;
}

/* One call of inflate; *ended when a member is complete. */
static enum bw_err step(struct unpacking *un, bool *ended, struct bw_fail *fail)
{
    enum bw_err err = grow(un, fail);
    if (err)
        return err;
    size_t in = at_most(un->len - un->at), out = at_most(un->room - un->size);
    un->stream.next_in = (Bytef *)(un->packed + un->at);
    un->stream.avail_in = (uInt)in;
    un->stream.next_out = (Bytef *)(un->bytes + un->size);
    un->stream.avail_out = (uInt)out;
    int code = inflate(&un->stream, Z_NO_FLUSH);
    size_t taken = in - un->stream.avail_in, made = out - un->stream.avail_out;
    un->at += taken;
    un->size += made;
    *ended = code == Z_STREAM_END;
    if (*ended || (code == Z_OK && (taken || made)))
        return BW_OK;
    if (code == Z_MEM_ERROR)
        return bw_fail_set(fail, BW_INTERNAL, "out of memory");
    if (un->at == un->len)
        return bw_fail_set(fail, BW_BAD_REQUEST, "the gzip file ends in the middle; get it again");
    return bw_fail_set(fail, BW_BAD_REQUEST, "no gzip, or damaged at byte %zu (%s); get it again",
                       un->at, un->stream.msg ? un->stream.msg : "no data");
}

static enum bw_err unpack(struct unpacking *un, struct bw_fail *fail)
{
    enum bw_err err = BW_OK;
    do {
        bool ended = false;
        while (!ended && !err)
            err = step(un, &ended, fail);
        inflateReset(&un->stream);
    } while (!err && un->at < un->len);
    if (!err && un->size > un->most)
        err = bw_fail_set(fail, BW_TOO_LARGE, "unpacks to more than %zu MiB", un->most >> 20);
    return err;
}

enum bw_err bw_gunzip(const char *packed, size_t len, size_t most, char **out, size_t *out_len,
                      struct bw_fail *fail)
{
    struct unpacking un = {.packed = packed, .len = len, .most = most};
    if (inflateInit2(&un.stream, GZIP_ONLY) != Z_OK)
        return bw_fail_set(fail, BW_INTERNAL, "out of memory");
    enum bw_err err = unpack(&un, fail);
    inflateEnd(&un.stream);
    if (err) {
        free(un.bytes);
        return err;
    }
    *out = un.bytes;
    *out_len = un.size;
    return BW_OK;
}
