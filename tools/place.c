#include "tools/place.h"

#include <limits.h>
#include <stdio.h>
#include <unistd.h>

bool bw_place_absolute(const char *path, char *out, size_t size)
{
    char folder[PATH_MAX];
    if (path[0] == '/')
        return (size_t)snprintf(out, size, "%s", path) < size;
    return getcwd(folder, sizeof folder) &&
           (size_t)snprintf(out, size, "%s/%s", folder, path) < size;
}
