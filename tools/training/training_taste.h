#pragma once
/* How much preferences weigh, learned from what became of older suggestions and held against newer
 * ones. One thread. */
#include "tools/preference/choice.h"
#include "tools/training/training_success.h"

struct bw_training_taste {
    struct bw_choice_fit fit; /* learned: else too little was answered */
    size_t n_learned, n_held;
    /* -ln of the chance of what came of those that were held back, in the mean: by the learned
     * weights and by those of the closed form. */
    double loss, loss_fixed;
    bool better;
};

/* `coenrol`: how much suggestions went with what was taken before, or NULL. BW_INTERNAL when memory
 * is out. */
enum bw_err bw_training_taste(const struct bw_training_records *records,
                              const struct bw_coenrol *coenrol, const struct bw_training_how *how,
                              struct bw_training_taste *out, struct bw_fail *fail);
