#include "model/plan/plan_cost.h"

bool bw_plan_cost_has_group(const struct bw_course *course)
{
    return course->group_price_cents >= 0 && course->group_max != 0;
}

int64_t bw_plan_cost(const struct bw_course *course, uint32_t n, bool *grouped)
{
    int64_t least = n * course->price_cents;
    int64_t most = course->group_max < 0 ? n : course->group_max;
    bool group = false;
    if (bw_plan_cost_has_group(course) && n > 1)
        for (int64_t g = 1; (g - 1) * most < n; g++) {
            int64_t left = n > g * most ? n - g * most : 0;
            int64_t cost = g * course->group_price_cents + left * course->price_cents;
            group |= cost < least;
            least = cost < least ? cost : least;
        }
    if (grouped)
        *grouped = group;
    return least;
}

int64_t bw_plan_cost_share(int64_t total_cents, uint32_t n, uint32_t i)
{
    return total_cents / n + (i < total_cents % n);
}
