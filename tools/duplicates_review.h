#pragma once
/* Walking through pairs that may be one: shows both records, asks, and has the verdict written
 * while the next pair is read (a verdict is answered when a new snapshot holds it, which takes
 * seconds at full size). One is on its way at a time; none is lost silently. One thread. */
#include "tools/app.h"

struct bw_duplicates_review {
    struct bw_app *app; /* with more_connections, called once */
    bool courses;
    const char *by; /* who decides, or NULL */
};

/* Goes through the items of a duplicates.list. BW_EXIT_ERROR when a verdict was refused. */
int bw_duplicates_review(const struct bw_duplicates_review *review, const msgpack_object *items,
                         size_t n);
