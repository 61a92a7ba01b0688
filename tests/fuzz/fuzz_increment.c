/* Any bytes as an increment, with the checksum that they have or with one that fits. Nothing may
 * crash or be read beyond its end; what is refused says why; what it says of itself is within its
 * bounds; every change and every value lies in the file, a place is come back to, and what is no
 * change is never taken for the end. */
#include <sodium.h>
#include <string.h>

#include "data/increment.h"
#include "tests/fuzz/fuzz_help.h"

enum what { AS_IT_LIES, SEALED, WHATS };

#define SEAL 32

static void mix(uint64_t *sum, const void *bytes, size_t n)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < n; i++)
        *sum = (*sum ^ at[i]) * 0x100000001b3u;
    *sum = (*sum ^ n) * 0x100000001b3u;
}

static void check_header(const struct bw_increment *says)
{
    must(says->schema <= BW_SCHEMA_VERSION);
    must(says->since <= says->until && says->until <= INT64_MAX);
    must(says->at[BW_TIME_TEXT_LEN] == '\0');
}

static void check_frame(const struct bw_increment_frame *frame, size_t size)
{
    must(frame->revision <= INT64_MAX && frame->at.len < size && frame->key.len < size);
    must(frame->bulk ? frame->table == BW_DB_SPACE || frame->table == BW_DB_VECTOR
                     : frame->key.len == 0);
}

/* What came of reading to the end, from where it stands. */
struct outcome {
    enum bw_err err;
    uint64_t n, sum; /* frames, and what was in them */
};

static struct outcome read_frames(struct bw_sealed *file, size_t size)
{
    struct outcome out = {BW_OK, 0, 0};
    struct bw_increment_frame frame;
    struct bw_fail fail = {BW_OK, ""};
    bool more = true;
    while ((out.err = bw_increment_next(file, &frame, &more, &fail)) == BW_OK && more) {
        check_frame(&frame, size);
        mix(&out.sum, &frame.revision, sizeof frame.revision);
        mix(&out.sum, &frame.position, sizeof frame.position);
        mix(&out.sum, frame.key.at, frame.key.len);
        mix(&out.sum, frame.at.at, frame.at.len);
        out.n++;
    }
    if (out.err) {
        must(out.err == BW_INTERNAL);
        must_say_why(&fail);
    } else {
        must(bw_sealed_tell(file) == size - SEAL);
    }
    return out;
}

static void read_file(const char *path, size_t size)
{
    struct bw_sealed *file = NULL;
    struct bw_increment says;
    struct bw_fail fail = {BW_OK, ""};
    enum bw_err err = bw_increment_open(path, &file, &says, &fail);
    if (err) {
        must(err == BW_BAD_REQUEST || err == BW_NOT_SUPPORTED || err == BW_INTERNAL);
        must(err == fail.code && !file);
        must_say_why(&fail);
        return;
    }
    check_header(&says);
    size_t first = bw_sealed_tell(file);
    struct outcome once = read_frames(file, size);
    bw_sealed_seek(file, first);
    struct outcome again = read_frames(file, size);
    must(once.err == again.err && once.n == again.n && once.sum == again.sum);
    bw_sealed_close(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size < 1)
        return 0;
    bool sealed = bytes[0] % WHATS == SEALED;
    size_t len = size - 1;
    unsigned char *copy = malloc(len + SEAL);
    must(copy && sodium_init() >= 0);
    memcpy(copy, bytes + 1, len);
    if (sealed)
        crypto_generichash(copy + len, SEAL, copy, len, NULL, 0);
    size_t whole = sealed ? len + SEAL : len;
    read_file(fuzz_file(0, copy, whole), whole);
    free(copy);
    return 0;
}
