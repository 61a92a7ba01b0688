#include "tools/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool bw_scratch_make(const char *name, char *out, size_t size)
{
    const char *base = getenv("TMPDIR");
    if (!base || !*base || strlen(base) > 60)
        base = "/tmp";
    snprintf(out, size, "%s/%s.XXXXXX", base, name);
    if (mkdtemp(out))
        return true;
    snprintf(out, size, "%s", base);
    return false;
}
