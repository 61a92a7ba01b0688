#pragma once
/* Pairs of records that may be one: competencies by what they are called, courses also by provider,
 * texts, what they teach, hours and format. Owns the rules and how sure they are; a person decides.
 * Never a pair of which neither org sees what the other holds, one that is decided
 * (model/twins/verdict), competencies of which one is above the other in the taxonomy or that are
 * the same already, nor a retired course. What only contains the other's words, or differs in a
 * word, is no pair: "manage staff" and "manage a staff of accountants" are two. One thread. */
#include "model/text/text_index.h"
#include "model/base/arena.h"

enum bw_twin_reason {
    BW_TWIN_SAME_NAME,          /* the same words */
    BW_TWIN_WORD_ORDER,         /* in another order, together or apart, with another article */
    BW_TWIN_SPELLING,           /* but for a typing error */
    BW_TWIN_WORD_FORM,          /* singular and plural, verb and noun */
    BW_TWIN_ALTERNATIVE,        /* the one's label is an alternative label of the other */
    BW_TWIN_SHARED_ALTERNATIVE, /* they have an alternative label in common */
    BW_TWIN_TRANSLATION,        /* the one is Dutch only, the other English only */
    BW_TWIN_EDITION,            /* of another year */
    BW_TWIN_OTHER_PROVIDER,
    BW_TWIN_IMPORTED_TWICE, /* the same address, or number at the provider */
    BW_TWIN_DESCRIPTION,    /* the same description */
    BW_TWIN_REASONS
};

/* Indices, a < b. */
struct bw_twin {
    uint32_t a, b;
    double score; /* 0 to 1 */
    enum bw_twin_reason reason;
    struct bw_str as_a, as_b; /* the names that say so; at NULL: no name does */
};

struct bw_twins {
    const struct bw_twin *at; /* likeliest first, ties by a, then b */
    size_t n, found;          /* listed; in all */
    bool too_many;            /* more than can be held side by side: ask for surer ones */
};

struct bw_twin_question {
    uint32_t org; /* who asks: both are seen by it; BW_NONE: anyone */
    double least; /* what is less sure is left out */
    size_t k;
    const uint32_t *org_after; /* per org: only pairs of two that become one; NULL: any pairs */
};

/* Chosen on ESCO and on real courses: tests/text/duplicates.py. */
#define BW_TWIN_LEAST .75

/* The score of two competencies by their names: 1 for the same words, .95 for another order, .9 for
 * a typing error, .85 for another form; times .92 when their labels in the other language say
 * different things. By an alternative label .55 + .35 c + .15 o, by one that they share
 * .3 + .35 c + .15 o, by an equal description (of at least 8 words) .5 + .35 c + .15 o, times the
 * same factors: c is how much alike all their names look (model/near/near_text), o is 1 when they
 * are of different holders: who keeps two records side by side knows both. By translation .6 + .35
 * t, where the words account for the share t >= .45 of each other (model/text/lexicon), and each is
 * the other's best. False when memory is out. */
bool bw_twins_competencies(const struct bw_catalogue *cat, const struct bw_text_index *index,
                           const struct bw_twin_question *question, struct bw_arena *arena,
                           struct bw_twins *out);

/* The score of two courses in one language. By their titles (the factors above, years and words
 * like "training" aside): times .7 + .3 e at the same provider, .4 + .6 e when one of them names
 * none, .3 + .6 e at another; .97 of it when they name different years, .9 by an alternative title.
 * e is the mean of how much their descriptions have in common (cosine of their words; weight .4),
 * what they teach (.35), their hours (.15) and format (.1), as far as they are there; at most .85
 * without description and competencies. The same number at the same provider: .7 + .3 t, t the
 * share of words that both titles have; the same address (of at most four courses) .65 + .35 t, the
 * same description .5 + .35 t. */
bool bw_twins_courses(const struct bw_catalogue *cat, const struct bw_text_index *index,
                      const struct bw_twin_question *question, struct bw_arena *arena,
                      struct bw_twins *out);
