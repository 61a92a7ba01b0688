#pragma once
/* The people that a report is made about, read for it. The request's thread; memory from its arena.
 */
#include "daemon/request.h"
#include "model/report/ground.h"

/* Everyone of `group` on the day of the question. Whoever makes a report of it asks
 * bw_errand_wanted before it is shown: it is left half made when nobody waits any more. */
enum bw_err bw_ground_load(struct bw_request *request, const struct bw_group *group,
                           struct bw_ground *out, struct bw_fail *fail);

/* The same for the whole org that the group is of. */
enum bw_err bw_ground_load_org(struct bw_request *request, const struct bw_group *group,
                               struct bw_ground *out, struct bw_fail *fail);
