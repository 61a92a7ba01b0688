/* The corpus as an ordinary test, without a fuzzer: each file as it is, its prefixes (some of them,
 * where one takes long), and with bytes changed by a fixed draw. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MOST 65536
/* Of each file; fewer for targets that need long for one. */
#ifndef REPLAY_MUTATIONS
#define REPLAY_MUTATIONS 3000
#endif

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static uint64_t state = 20261124;

static uint64_t draw(void)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return state >> 33;
}

/* From a block of its own size, so that a sanitizer sees a byte too far. */
static void try_bytes(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1);
    if (!copy)
        abort();
    memcpy(copy, bytes, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static void replay(const uint8_t *bytes, size_t size)
{
    uint8_t changed[FILE_MOST];
    size_t step = REPLAY_MUTATIONS < 3000 ? 1 + size / 16 : 1;
    try_bytes(bytes, size);
    for (size_t end = 0; end < size; end += step)
        try_bytes(bytes, end);
    for (int i = 0; i < REPLAY_MUTATIONS && size; i++) {
        memcpy(changed, bytes, size);
        for (uint64_t n = 1 + draw() % 4; n > 0; n--)
            changed[draw() % size] = (uint8_t)draw();
        try_bytes(changed, size);
    }
}

int main(int argc, char **argv)
{
    static uint8_t bytes[FILE_MOST];
    char path[4096];
    int n = 0;
    DIR *dir = argc == 2 ? opendir(argv[1]) : NULL;
    if (!dir) {
        fprintf(stderr, "usage: replay CORPUS\n");
        return 2;
    }
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
        FILE *file = fopen(path, "rb");
        if (!file)
            return 1;
        size_t size = fread(bytes, 1, sizeof bytes, file);
        fclose(file);
        replay(bytes, size);
        n++;
    }
    closedir(dir);
    printf("%d files replayed\n", n);
    return n > 0 ? 0 : 1;
}
