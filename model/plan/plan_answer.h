#pragma once
/* A finished draft as the answer's items and people: what each course costs whom, what it closes
 * and opens, whether it is owed. Results live in the problem's arena. One thread. */
#include "model/plan/plan_draft.h"

/* Fills items, people and sums of `out`; the draft is left as it was. */
void bw_plan_answer(const struct bw_plan_draft *draft, struct bw_plan *out);
