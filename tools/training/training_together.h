#pragma once
/* What is taken together and after what, learned from what was taken up to a day and held against
 * what people took next. Owns the judging beside popularity. One thread. */
#include "model/learned/coenrol.h"
#include "tools/ease/learn.h"
#include "tools/training/training_success.h"

/* How well an order of courses foretells what is taken next. */
struct bw_training_order {
    double recall_10, ndcg_10;
};

struct bw_training_together {
    void *section; /* n_bytes; NULL: too little was taken */
    size_t n_bytes;
    struct bw_coenrol coenrol; /* of the section */
    struct bw_learn_choice choice;
    uint32_t n_people; /* who took something up to the day */
    size_t n_taken;    /* by them */
    uint32_t n_judged; /* who took something up to the day and another course later */
    struct bw_training_order popularity, served;
    bool better; /* it foretells more than popularity does: else it is not to serve */
};

/* BW_INTERNAL when memory is out. To be cleared whatever comes back. */
enum bw_err bw_training_together(const struct bw_training_records *records,
                                 const struct bw_training_how *how,
                                 struct bw_training_together *out, struct bw_fail *fail);
void bw_training_together_clear(struct bw_training_together *together);
