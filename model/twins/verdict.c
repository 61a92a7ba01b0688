#include "model/twins/verdict.h"

#include "model/base/sort.h"

static int by_pair(const void *a, const void *b)
{
    const struct bw_verdict *x = a, *y = b;
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

void bw_verdicts_settle(struct bw_verdict *verdicts, size_t n)
{
    bw_sort(verdicts, n, sizeof *verdicts, by_pair);
}

enum bw_ruling bw_verdict_of(const struct bw_catalogue *cat, enum bw_about about, uint32_t a,
                             uint32_t b)
{
    const struct bw_verdicts *all = &cat->verdicts[about];
    bool turn = about != BW_ABOUT_TAG && b < a;
    struct bw_verdict wanted = {.a = turn ? b : a, .b = turn ? a : b};
    size_t low = 0, high = all->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = by_pair(&all->at[middle], &wanted);
        if (order == 0)
            return all->at[middle].yes ? BW_RULED_YES : BW_RULED_NO;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return BW_RULED_NOT;
}
