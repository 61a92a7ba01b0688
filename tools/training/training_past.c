#include "tools/training/training_past.h"

#include <stdlib.h>

bool bw_training_past_start(const struct bw_training_records *records,
                            const struct bw_coenrol *coenrol, struct bw_training_past *out)
{
    *out = (struct bw_training_past){.records = records, .coenrol = coenrol};
    if (!coenrol)
        return true;
    out->known = malloc((records->n_courses + 1) * sizeof *out->known);
    out->before = malloc((records->n_courses + 1) * sizeof *out->before);
    out->scores = malloc((coenrol->n_courses + 1) * sizeof *out->scores);
    if (!out->known || !out->before || !out->scores)
        return false;
    for (uint32_t i = 0; i < records->n_courses; i++)
        out->known[i] = bw_coenrol_find(coenrol, records->courses[i]);
    return true;
}

void bw_training_past_end(struct bw_training_past *past)
{
    free(past->known);
    free(past->before);
    free(past->scores);
}

double bw_training_together_with(struct bw_training_past *past, uint32_t employee, uint32_t course,
                                 bw_day day)
{
    const struct bw_training_records *records = past->records;
    size_t n = 0, i = past->at;
    if (!past->coenrol || past->known[course] == BW_NONE)
        return 0;
    while (i < records->n_taken && records->taken[i].employee < employee)
        i++;
    past->at = i;
    for (; i < records->n_taken && records->taken[i].employee == employee &&
           records->taken[i].at < day;
         i++) {
        uint32_t place = past->known[records->taken[i].course];
        if (place != BW_NONE && records->taken[i].course != course)
            past->before[n++] = place;
    }
    if (n == 0)
        return 0;
    bw_coenrol_score(past->coenrol, past->before, n, past->scores);
    return past->scores[past->known[course]];
}
