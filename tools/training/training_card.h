#pragma once
/* What a trained model says of itself: the card that goes into the registry with it. Owns its form,
 * which daemon/doc/models has. One thread. */
#include "tools/training/training_taste.h"
#include "tools/training/training_together.h"

struct bw_training_result {
    const struct bw_training_records *records;
    const struct bw_training_how *how;
    const char *trained_at; /* a time of RFC 3339 */
    const struct bw_training_success *success;
    const struct bw_training_together *together;
    const struct bw_training_taste *taste;
};

/* Bits of enum bw_learned_part: what is better than the closed form; what a version of it offers.
 * The gate of model.promote judges chances itself; what is taken together and what preferences
 * weigh are offered only where they are better. */
unsigned bw_training_better(const struct bw_training_result *result);
unsigned bw_training_offered(const struct bw_training_result *result);

/* Fills a map with all of it. */
void bw_training_card(const struct bw_training_result *result, struct bw_args *out);
