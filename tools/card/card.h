#pragma once
/* The report card of a trained model as a page that a manager can read and print: what it was made
 * from, how good it is on outcomes that it has not seen, for whom, and what it may not be used for.
 * Owns the wording. The form of a card is in daemon/doc/models; what lacks in it is left out of the
 * page. One thread. */
#include <msgpack.h>

#include "tools/card/page.h"

/* The whole page. `card` is a card with what card_gather adds. */
void bw_card_page(FILE *out, enum bw_lang lang, const msgpack_object *card);

/* What a feature is called by people; its name when there is no other. */
const char *bw_card_feature(enum bw_lang lang, const char *name);
