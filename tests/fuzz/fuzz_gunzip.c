/* Any bytes as a gzip file, or bytes that are packed into one, of one member or two, and damaged.
 * Nothing may crash or be read beyond its end; what comes out is never more than was allowed and
 * does not depend on how much that was; two files one after the other are one; what was packed
 * comes back, and once it is damaged it comes back as it was or is refused. */
#include <string.h>
#include <zlib.h>

#include "tests/fuzz/fuzz_help.h"
#include "tools/import/gunzip.h"

enum what { AS_IT_LIES, PACKED, WHATS };

#define MOST ((size_t)1 << 20)
#define GZIP (15 + 16) /* window bits of zlib: with a gzip header */

/* What came of it. */
struct unpacked {
    enum bw_err err;
    char *bytes;
    size_t len;
};

static struct unpacked gunzip(const void *packed, size_t len, size_t most)
{
    struct unpacked out = {BW_OK, NULL, 0};
    struct bw_fail fail = {BW_OK, ""};
    out.err = bw_gunzip(packed, len, most, &out.bytes, &out.len, &fail);
    if (out.err) {
        must(out.err == BW_BAD_REQUEST || out.err == BW_TOO_LARGE);
        must(out.err == fail.code && !out.bytes && out.len == 0);
        must_say_why(&fail);
    } else {
        must(out.len <= most);
    }
    return out;
}

static void must_come_to(const void *packed, size_t packed_len, const void *bytes, size_t len)
{
    struct unpacked out = gunzip(packed, packed_len, len);
    must(!out.err && out.len == len && (len == 0 || memcmp(out.bytes, bytes, len) == 0));
    free(out.bytes);
    if (len > 0)
        must(gunzip(packed, packed_len, len - 1).err == BW_TOO_LARGE);
}

static void must_come_twice(const void *packed, size_t packed_len, const struct unpacked *once)
{
    char *files = malloc(2 * packed_len);
    must(files != NULL);
    memcpy(files, packed, packed_len);
    memcpy(files + packed_len, packed, packed_len);
    struct unpacked twice = gunzip(files, 2 * packed_len, 2 * once->len);
    must(!twice.err && twice.len == 2 * once->len);
    must(once->len == 0 || (memcmp(twice.bytes, once->bytes, once->len) == 0 &&
                            memcmp(twice.bytes + once->len, once->bytes, once->len) == 0));
    free(twice.bytes);
    free(files);
}

static void unpack(const uint8_t *bytes, size_t size)
{
    struct unpacked once = gunzip(bytes, size, MOST);
    if (once.err)
        return;
    must_come_to(bytes, size, once.bytes, once.len);
    must_come_twice(bytes, size, &once);
    free(once.bytes);
}

struct packed {
    uint8_t *bytes;
    size_t len, room;
};

/* Adds a member at its end. */
static void pack(struct packed *to, const uint8_t *bytes, size_t size, int level)
{
    z_stream stream = {.next_in = (Bytef *)bytes,
                       .avail_in = (uInt)size,
                       .next_out = to->bytes + to->len,
                       .avail_out = (uInt)(to->room - to->len)};
    must(deflateInit2(&stream, level, Z_DEFLATED, GZIP, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    must(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    must(deflateEnd(&stream) == Z_OK);
    to->len = to->room - stream.avail_out;
}

/* Cut off, or with a byte changed: refused, or no less than it was. */
static void damage(struct packed packed, struct fuzz_taken how, struct fuzz_taken plain)
{
    size_t at = (size_t)fuzz_take(&how, 2) % packed.len;
    packed.bytes[at] ^= (uint8_t)fuzz_take(&how, 1);
    struct unpacked out = gunzip(packed.bytes, packed.len, MOST);
    must(out.err || (out.len == plain.left &&
                     (plain.left == 0 || memcmp(out.bytes, plain.at, plain.left) == 0)));
    free(out.bytes);
    out = gunzip(packed.bytes, at, MOST);
    must(out.err || out.len < plain.left);
    free(out.bytes);
}

/* How: level, where the second member starts (counted round; at the end: there is none), where it
 * is damaged, and by what. */
static void pack_and_unpack(struct fuzz_taken from)
{
    int level = (int)(fuzz_take(&from, 1) % 10);
    uint64_t second = fuzz_take(&from, 2);
    struct fuzz_taken how = from;
    fuzz_take(&from, 3);
    struct packed packed = {NULL, 0, 2 * from.left + 1024};
    size_t first = (size_t)second % (from.left + 1);
    must((packed.bytes = malloc(packed.room)) != NULL);
    pack(&packed, from.at, first, level);
    if (first < from.left)
        pack(&packed, from.at + first, from.left - first, level);
    must_come_to(packed.bytes, packed.len, from.at, from.left);
    damage(packed, how, from);
    free(packed.bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size < 1)
        return 0;
    if (bytes[0] % WHATS == AS_IT_LIES)
        unpack(bytes + 1, size - 1);
    else
        pack_and_unpack((struct fuzz_taken){bytes + 1, size - 1});
    return 0;
}
