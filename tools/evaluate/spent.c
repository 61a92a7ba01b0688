#include "tools/evaluate/spent.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

double bw_spent_now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* A field of /proc/self/status in KiB; -1 when there is none. */
static int64_t status_kib(const char *field)
{
    char line[256];
    int64_t found = -1;
    size_t len = strlen(field);
    FILE *file = fopen("/proc/self/status", "r");
    while (file && found < 0 && fgets(line, sizeof line, file))
        if (strncmp(line, field, len) == 0 && line[len] == ':')
            found = strtoll(line + len + 1, NULL, 10);
    if (file)
        fclose(file);
    return found;
}

/* From now on the peak counts anew. */
static bool forget_peak(void)
{
    FILE *file = fopen("/proc/self/clear_refs", "w");
    bool well = file && fputs("5", file) >= 0;
    if (file)
        well = fclose(file) == 0 && well;
    return well;
}

struct bw_spent_memory bw_spent_begin(void)
{
    bool well = forget_peak();
    return (struct bw_spent_memory){well ? status_kib("VmRSS") : -1};
}

double bw_spent_mib(const struct bw_spent_memory *memory)
{
    int64_t most = status_kib("VmHWM");
    if (memory->before < 0 || most < 0)
        return -1;
    return most > memory->before ? (double)(most - memory->before) / 1024 : 0;
}
