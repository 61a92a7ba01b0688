#pragma once
/* May this course be listed for this question? Owns the rules that do not depend on what it closes:
 * visibility, filters, exclusions, completed, bookable, legal demands, readiness. Any thread. */
#include "model/candidates.h"

/* Decides, and fills ready of `candidate` (index, course and card are set). */
bool bw_listing_allows(const struct bw_gap *gap, const struct bw_question *question,
                       struct bw_candidate_course *candidate);
