#pragma once
/* What a report card shows beside what the model says of itself: whether people and courses still
 * look like those it was learned from, how it does by groups, what lists it gives. Owns the asking
 * of the daemon for these. One thread. */
#include "tools/app.h"

/* Fills `out` with the card of `version` (NULL: of what serves), its name as "version", and drift,
 * groups and lists where they can be told. `groups`: as model.compare takes them, packed, or NULL.
 * An exit code; what went wrong stands on stderr. */
int bw_card_gather(struct bw_app *app, const char *version, const struct bw_args *groups,
                   struct bw_args *out);
