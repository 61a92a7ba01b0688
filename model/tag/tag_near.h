#pragma once
/* What courses teach that are about the same: one linear model a competency (taught or not), fitted
 * by ridge regression on the courses whose words are nearest to the text, all of them at once. In
 * the dual form (Saunders, Gammerman & Vovk 1998) that is one small system of equations for the
 * text: (K + l I) a = k, K the likeness of the near courses among each other, k theirs with the
 * text; what the models of all competencies say is then the sum of a over the courses that teach
 * it. Courses that say the same as others count less, which plain nearest neighbours do not see.
 * Memory from the request's arena; any thread. */
#include "model/tag/tag_words.h"

#define BW_TAG_NEAR_MOST 64

struct bw_tag_near {
    uint32_t course[BW_TAG_NEAR_MOST]; /* nearest first; ties by index */
    double alike[BW_TAG_NEAR_MOST];    /* to the text */
    double weight[BW_TAG_NEAR_MOST];   /* a */
    uint32_t n;
};

/* Whose eyes look at the catalogue. */
struct bw_tag_asker {
    bool everything; /* else what people of `org` see (BW_NONE: what is everyone's) */
    uint32_t org;
    uint32_t but; /* a course that is not there, or BW_NONE */
};

bool bw_tag_sees(const struct bw_catalogue *cat, const struct bw_tag_asker *asker,
                 uint32_t record_org);

/* Of the courses that teach something and that the asker sees. alike: by document
 * (bw_tag_words_alike). */
void bw_tag_near_find(const struct bw_catalogue *cat, const struct bw_tag_words *words,
                      const double *alike, const struct bw_tag_asker *asker, struct bw_arena *arena,
                      struct bw_tag_near *out);
