#include "daemon/ground.h"

#include "daemon/errand.h"
#include "daemon/question.h"

static bool is_wanted(void *context)
{
    struct bw_fail fail;
    return bw_errand_wanted(context, &fail) == BW_OK;
}

enum bw_err bw_ground_load(struct bw_request *request, const struct bw_group *group,
                           struct bw_ground *out, struct bw_fail *fail)
{
    const struct bw_snapshot *snapshot = request->snapshot;
    *out = (struct bw_ground){.cat = &snapshot->cat,
                              .peers = snapshot->peers,
                              .as_of = bw_question_plain(request).as_of,
                              .arena = request->arena,
                              .is_wanted = is_wanted,
                              .context = request};
    return bw_people_load(request->reader, snapshot, group, request->arena, &out->people, fail);
}

enum bw_err bw_ground_load_org(struct bw_request *request, const struct bw_group *group,
                               struct bw_ground *out, struct bw_fail *fail)
{
    return bw_ground_load(request, &(struct bw_group){.org = group->org, .team = BW_NONE}, out,
                          fail);
}
