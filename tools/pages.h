#pragma once
/* A list of the daemon, page after page to its end. Owns the going on from page to page. One
 * thread. */
#include "tools/app.h"

struct bw_pages_list {
    const char *method;
    const struct bw_args *args; /* beside limit and after, or NULL */
    int64_t limit;              /* of a page */
    /* One page; an exit code, which ends the walk when it is not BW_EXIT_WELL. */
    int (*page)(void *context, const msgpack_object *answer);
    void *context;
};

/* An exit code: of `page`, or of a call, then what went wrong stands on stderr. */
int bw_pages_each(struct bw_app *app, const struct bw_pages_list *list);
