#pragma once
/* May this course be listed for this question? Owns the rules that do not depend on what it closes:
 * visibility, filters, exclusions, completed, bookable, legal demands, readiness. Any thread. */
#include "model/candidates.h"

/* Who is less ready than this for the entry demands is not ready. */
#define BW_READY_LEAST .15

/* The rules but the entry demands: what others may open for a plan. */
bool bw_listing_offers(const struct bw_gap *gap, const struct bw_question *question,
                       uint32_t course);

/* Decides, and fills ready of `candidate` (index, course and card are set). */
bool bw_listing_allows(const struct bw_gap *gap, const struct bw_question *question,
                       struct bw_candidate_course *candidate);

/* May people of `org` (BW_NONE: anyone) take the course at all: it is theirs to see, not retired,
 * can still be booked, and passes the filters (but `competencies`, which is about what it closes)?
 */
bool bw_listing_open(const struct bw_catalogue *cat, uint32_t org, uint32_t course,
                     const struct bw_question *question);

/* Does it teach one of these competencies, or one that is the same? An empty list wants nothing. */
bool bw_listing_teaches(const struct bw_catalogue *cat, uint32_t course, struct bw_ixs wanted);
