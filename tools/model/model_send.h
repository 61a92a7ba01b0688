#pragma once
/* Handing a learned model over to the daemon. It is a version of the registry once it is whole, and
 * serves nothing. One thread. */
#include "model/learned/learned.h"
#include "tools/app.h"

struct bw_model_to_send {
    const struct bw_args *card; /* what it says of itself, as model.begin takes it */
    const void *bytes;          /* model/learned/learned */
    size_t n;
    unsigned parts; /* that it offers, of enum bw_learned_part; 0: all that it has */
};

/* Its version into version[size]; an exit code, what went wrong stands on stderr. */
int bw_model_send(struct bw_app *app, const struct bw_model_to_send *model, char *version,
                  size_t size);
