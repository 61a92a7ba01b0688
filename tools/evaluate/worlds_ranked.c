#include "tools/evaluate/worlds_ranked.h"

#include <stdlib.h>

#define CENTS_AN_HOUR 2500
#define CENTS_LEAST 1000 /* what is free is not beyond all measure */

struct entry {
    uint32_t course, popularity;
    double count;
};

static int compare(const void *a, const void *b)
{
    const struct entry *first = a, *second = b;
    if (first->count > second->count || first->count < second->count)
        return first->count > second->count ? -1 : 1;
    if (first->popularity != second->popularity)
        return first->popularity > second->popularity ? -1 : 1;
    return first->course < second->course ? -1 : 1;
}

static double count_of(const struct bw_play *play, const struct bw_ranked_known *known,
                       const struct bw_course *course)
{
    double count = 0;
    for (size_t i = 0; i < course->n_teaches; i++) {
        uint32_t c = course->teaches[i].competency;
        double have = known->level[c] < 0 ? 0 : known->level[c];
        bool is_short = play->weight[c] > 0 && known->level[c] < play->need[c];
        if (is_short && course->teaches[i].to > have)
            count += play->said_weight[c] * (play->mandatory[c] ? 2 : 1);
    }
    return count;
}

uint32_t bw_ranked_list(const struct bw_play *play, const struct bw_ranked_known *known,
                        const uint32_t *popularity, bool by_price, uint32_t *list)
{
    uint32_t n = 0;
    struct entry *entries = calloc(play->cat->n_courses + 1, sizeof *entries);
    if (!entries)
        abort();
    for (uint32_t k = 0; k < play->cat->n_courses; k++) {
        const struct bw_course *course = &play->cat->courses[k];
        double count = play->open[k] ? count_of(play, known, course) : 0;
        double cents = (double)course->price_cents + CENTS_AN_HOUR * course->hours + CENTS_LEAST;
        if (count > 0)
            entries[n++] = (struct entry){k, popularity[k], by_price ? count / cents : count};
    }
    qsort(entries, n, sizeof *entries, compare);
    for (uint32_t i = 0; i < n; i++)
        list[i] = entries[i].course;
    free(entries);
    return n;
}
