#include "tools/measure/bench_names.h"

#include <stdlib.h>

#include "tools/measure/bench_file.h"

enum bw_err bw_names_read(const char *path, struct bw_names *out, struct bw_fail *fail)
{
    struct bw_names names = {0};
    size_t len = 0, n_lines = 1;
    enum bw_err err = bw_file_read(path, &names.bytes, &len, fail);
    if (err)
        return err;
    names.bytes[len] = '\n'; /* in the place of the zero: also a last line without an end has one */
    for (size_t i = 0; i < len; i++)
        n_lines += names.bytes[i] == '\n';
    names.at = calloc(n_lines, sizeof *names.at);
    if (!names.at) {
        free(names.bytes);
        return bw_fail_set(fail, BW_INTERNAL, "%s: out of memory", path);
    }
    for (size_t from = 0, to = 0; to <= len; to++) {
        if (names.bytes[to] != '\n')
            continue;
        if (to > from)
            names.at[names.n++] = (struct bw_str){names.bytes + from, (uint32_t)(to - from)};
        from = to + 1;
    }
    if (names.n == 0) {
        bw_names_release(&names);
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: no id in it; one a line is expected", path);
    }
    *out = names;
    return BW_OK;
}

void bw_names_release(struct bw_names *names)
{
    free(names->bytes);
    free(names->at);
    *names = (struct bw_names){0};
}

uint64_t bw_names_draw(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

void bw_names_shuffle(struct bw_names *names, uint64_t seed)
{
    for (size_t i = names->n; i > 1; i--) {
        size_t other = bw_names_draw(&seed) % i;
        struct bw_str swapped = names->at[i - 1];
        names->at[i - 1] = names->at[other];
        names->at[other] = swapped;
    }
}
