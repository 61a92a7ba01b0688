#pragma once
/* What evaluate --interactions found, as a table and as JSON. Owns their form. */
#include "tools/evaluate/interactions.h"
#include "tools/evaluate/interactions_methods.h"
#include "tools/evaluate/interactions_read.h"

/* How far down a list is looked. */
#define BW_MEASURED_CUTS 3
extern const uint32_t bw_measured_cuts[BW_MEASURED_CUTS];

struct bw_measured {
    double ndcg[BW_MEASURED_CUTS], hits[BW_MEASURED_CUTS]; /* hits: HR, and Recall as well */
    struct bw_learn_choice choice;
    uint32_t neighbours, n_known;
    double choose_s, learn_s, score_s; /* score: of all who are judged */
    double peak_mib;                   /* beside the data; -1 not known */
};

struct bw_measured_all {
    const struct bw_interactions *read;
    const struct bw_evaluate_interactions *how;
    uint32_t n_judged, n_chosen_by;
    struct bw_measured methods[BW_METHOD_COUNT];
};

void bw_measured_print_table(enum bw_lang lang, const struct bw_measured_all *all);
void bw_measured_print_json(const struct bw_measured_all *all);
