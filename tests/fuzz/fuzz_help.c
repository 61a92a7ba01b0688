#include "tests/fuzz/fuzz_help.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "model/base/err.h"

#define UNTOUCHED 0x55

void fuzz_fill(void *at, size_t n)
{
    memset(at, UNTOUCHED, n);
}

bool fuzz_is_filled(const void *at, size_t n)
{
    const unsigned char *bytes = at;
    for (size_t i = 0; i < n; i++)
        if (bytes[i] != UNTOUCHED)
            return false;
    return true;
}

void must_say_why(const struct bw_fail *fail)
{
    must(fail->code > BW_OK && fail->code < BW_ERR_COUNT);
    size_t len = strnlen(fail->text, sizeof fail->text);
    must(len > 0 && len < sizeof fail->text);
}

const char *fuzz_file(unsigned slot, const void *bytes, size_t size)
{
    static int fds[FUZZ_FILES];
    static char paths[FUZZ_FILES][32];
    must(slot < FUZZ_FILES);
    if (!paths[slot][0]) {
        fds[slot] = memfd_create("fuzz", MFD_CLOEXEC);
        must(fds[slot] >= 0);
        snprintf(paths[slot], sizeof paths[slot], "/proc/self/fd/%d", fds[slot]);
    }
    must(ftruncate(fds[slot], 0) == 0);
    must(pwrite(fds[slot], bytes, size, 0) == (ssize_t)size);
    return paths[slot];
}

uint64_t fuzz_take(struct fuzz_taken *from, size_t width)
{
    uint64_t value = 0;
    for (size_t i = 0; i < width && from->left > 0; i++, from->at++, from->left--)
        value |= (uint64_t)*from->at << (8 * i);
    return value;
}
