#pragma once
/* Learning co-enrolment as it is served: weights of EASE^R and of what follows, pruned to what a
 * section of a learned model holds, and how both are mixed. Owns the choice of the ridge, of the
 * follow-up's prior, fade and share and of what counts as 1, all by foretelling the last three of
 * what every third user took, each from what stands before it (one place alone may be an odd one);
 * and the section. The same data, options and processor give the same
 * bytes, whatever the number of threads. */
#include "tools/ease/ease.h"
#include "tools/ease/judge.h"
#include "tools/ease/strongest.h"

struct bw_learn_how {
    const struct bw_str *ids; /* of the items, in byte order */
    uint32_t back;            /* of each user's last, how many are not to be seen at all */
    uint64_t seed;            /* draws who is judged where there are many */
    unsigned n_threads;
};

/* What is chosen by foretelling. */
struct bw_learn_choice {
    uint32_t n_judged; /* cases by which it was chosen, or 0: it is what is usual */
    double ridge, prior, follow_share, follow_fade, together_full, follow_full;
    /* NDCG@10 on those cases, from what is older: of EASE^R alone as it is served, of the follow-up
     * alone, and of the mix. */
    double ndcg_together, ndcg_follow, ndcg_mixed;
};

/* Priors of the follow-up that are tried; the second is what is usual. */
#define BW_LEARN_PRIORS                                                                            \
    {                                                                                              \
        1, 10, 100                                                                                 \
    }
/* Fades of the follow-up that are tried; the first is what is usual. */
#define BW_LEARN_FADES                                                                             \
    {                                                                                              \
        0, .25, .5, .75                                                                            \
    }
/* So many of a user's last are foretold, of one user in so many, and what is tried is learned
 * without them: that hides as much as the last of everybody would. */
#define BW_LEARN_FORETOLD 3u
/* More cases than this are not needed to choose or to judge by. */
#define BW_LEARN_JUDGED_MOST 20000u
/* How far down a list what is chosen looks: NDCG@10. */
#define BW_LEARN_K 10

struct bw_learnt {
    void *section; /* the caller's to free */
    size_t n_bytes;
    uint32_t n_courses; /* known ones */
    struct bw_learn_choice choice;
};

/* Whom choices are judged by: the last places that may be seen. */
struct bw_judge_whom bw_learn_whom(const struct bw_learn_how *how);

/* What is chosen, with each user's last `how->back` out of sight and some before them foretold;
 * what is usual where nobody can be judged. BW_INTERNAL when memory is out. */
enum bw_err bw_learn_choose(const struct bw_taken *taken, const struct bw_learn_how *how,
                            struct bw_learn_choice *out, struct bw_fail *fail);

/* The section of what was chosen. BW_NOT_FOUND when too little was taken to learn from
 * (bw_known_make); BW_INTERNAL when memory is out. */
enum bw_err bw_learn_make(const struct bw_taken *taken, const struct bw_learn_how *how,
                          const struct bw_learn_choice *choice, struct bw_learnt *out,
                          struct bw_fail *fail);
/* Both. */
enum bw_err bw_learn_coenrol(const struct bw_taken *taken, const struct bw_learn_how *how,
                             struct bw_learnt *out, struct bw_fail *fail);

/* The rows that a section holds: of EASE^R, solved; and of what follows. */
enum bw_err bw_learn_together(const struct bw_ease *ease, struct bw_strong_rows *out,
                              struct bw_fail *fail);
enum bw_err bw_learn_follow(const struct bw_known_courses *known, double prior, unsigned n_threads,
                            struct bw_strong_rows *out, struct bw_fail *fail);

/* A bw_judge_score of a struct bw_learn_served: what the daemon would serve. */
struct bw_learn_served {
    const struct bw_coenrol *coenrol;
    const struct bw_known_courses *known;
    uint32_t n_items;
};
void bw_learn_score(const void *served, struct bw_ixs history, uint32_t *room, double *out);
