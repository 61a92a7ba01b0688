#pragma once
/* The parts of a report card, in their order on the page. Inside of tools/card. */
#include "tools/card/card.h"
#include "tools/card/plot.h"
#include "tools/format.h"
#include "tools/view.h"

struct bw_card {
    FILE *out;
    enum bw_lang lang;
    const msgpack_object *map; /* the card */
};

/* One of the two. */
static inline const char *bw_card_say(const struct bw_card *card, const char *nl, const char *en)
{
    return card->lang == BW_NL ? nl : en;
}

/* A heading and a paragraph under it. */
void bw_card_head(const struct bw_card *card, const char *title, const char *about);
/* A figure of a map with so many decimals; a dash when it has none. */
void bw_card_cell(const struct bw_card *card, struct bw_page_table *table,
                  const msgpack_object *map, const char *name, int decimals);
/* Likewise a share, as "62.5%". */
void bw_card_cell_share(const struct bw_card *card, struct bw_page_table *table,
                        const msgpack_object *map, const char *name);
/* Who was judged: the model, the formula, what serves, a constant. */
const char *bw_card_who(const struct bw_card *card, const msgpack_object *row, char *buf);

void bw_card_success(const struct bw_card *card);
void bw_card_features(const struct bw_card *card);
void bw_card_co_enrolment(const struct bw_card *card);
void bw_card_preference(const struct bw_card *card);
void bw_card_lists(const struct bw_card *card);
void bw_card_drift(const struct bw_card *card);
void bw_card_groups(const struct bw_card *card);
void bw_card_limits(const struct bw_card *card);
