#pragma once
/* Handing a learned model over to the registry. Nothing serves by that; when we end before the
 * commit, by whatever, the daemon gives up what came. One thread. */
#include "model/learned.h"
#include "tools/app.h"

struct bw_training_model {
    const void *block; /* of n bytes */
    size_t n;
    const struct bw_args *card;
};

/* An exit code; the name of the version into name[size]. `step` (or NULL) is told how far it is, 0
 * to 1. */
int bw_training_send(struct bw_app *app, const struct bw_training_model *model,
                     void (*step)(void *context, double done), void *context, char *name,
                     size_t size);
