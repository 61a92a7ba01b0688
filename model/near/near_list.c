#include "model/near/near_list.h"

bool bw_near_is_same(const struct bw_competency *competency, uint32_t other)
{
    for (size_t i = 0; i < competency->same.n; i++)
        if (competency->same.at[i] == other)
            return true;
    return false;
}

static bool is_nearer(const struct bw_near *a, const struct bw_near *b)
{
    if (a->sigma > b->sigma || a->sigma < b->sigma)
        return a->sigma > b->sigma;
    return a->competency < b->competency;
}

void bw_near_offer(struct bw_near_list *list, uint32_t competency, double sigma)
{
    struct bw_near offered = {competency, sigma};
    if (!(sigma >= BW_NEAR_LEAST) ||
        (list->n == BW_NEAR_MOST && !is_nearer(&offered, &list->at[list->n - 1])))
        return;
    size_t at = list->n < BW_NEAR_MOST ? list->n++ : BW_NEAR_MOST - 1;
    for (; at > 0 && is_nearer(&offered, &list->at[at - 1]); at--)
        list->at[at] = list->at[at - 1];
    list->at[at] = offered;
}
