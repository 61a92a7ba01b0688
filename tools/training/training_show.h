#pragma once
/* What came of a training, as a table on stdout. One thread. */
#include "tools/training/training_card.h"

/* `version`: what it became; `promoted`: it serves. */
void bw_training_show(const struct bw_training_result *result, enum bw_lang lang,
                      const char *version, bool promoted);
