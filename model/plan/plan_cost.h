#pragma once
/* What people in one run of a course cost. Owns group prices and the division of cents. Pure
 * functions, any thread. */
#include "model/catalogue.h"

/* Is there a group price? */
bool bw_plan_cost_has_group(const struct bw_course *course);

/* The cheapest for `n` people in the same session, or of one course without sessions: alone, in
 * groups of at most group_max at the group price, or some of each. *grouped, unless NULL, becomes
 * whether there is a group. A single person pays the price. */
int64_t bw_plan_cost(const struct bw_course *course, uint32_t n, bool *grouped);

/* Of a total for `n`, what number `i` (from 0) of them bears: as even as cents allow, the first
 * ones the more. */
int64_t bw_plan_cost_share(int64_t total_cents, uint32_t n, uint32_t i);
