#include "tools/measure/bench_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Reads on until the end; NULL when memory is out. */
static char *read_on(FILE *file, size_t *len)
{
    size_t room = (size_t)1 << 16, n;
    char *bytes = malloc(room);
    *len = 0;
    while (bytes && (n = fread(bytes + *len, 1, room - *len - 1, file)) > 0) {
        *len += n;
        if (room - *len > 1)
            continue;
        room *= 2;
        char *grown = realloc(bytes, room);
        if (!grown)
            free(bytes);
        bytes = grown;
    }
    if (bytes)
        bytes[*len] = 0;
    return bytes;
}

enum bw_err bw_file_read(const char *path, char **out, size_t *len, struct bw_fail *fail)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: %s", path, strerror(errno));
    char *bytes = read_on(file, len);
    int trouble = ferror(file) ? errno : 0;
    fclose(file);
    if (!bytes || trouble) {
        free(bytes);
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: %s", path,
                           trouble ? strerror(trouble) : "out of memory");
    }
    *out = bytes;
    return BW_OK;
}
