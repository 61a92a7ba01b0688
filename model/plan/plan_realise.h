#pragma once
/* From a point of the programme back to a plan that keeps every limit: what the point takes is
 * taken, session by session, and where the calendar says no the next best is done. Lives in the
 * problem's arena. One thread. */
#include "model/plan/plan_programme.h"

/* The plan of a point; `stake` as of other drafts. */
struct bw_plan_draft bw_plan_realise(const struct bw_plan_programme *programme,
                                     const double point[], double stake);
