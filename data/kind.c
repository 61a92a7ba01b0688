#include "data/kind.h"

#include <string.h>

static const char *const names[BW_KIND_END] = {
    [BW_KIND_ORG] = "org",
    [BW_KIND_TEAM] = "team",
    [BW_KIND_COMPETENCY] = "competency",
    [BW_KIND_TASK] = "task",
    [BW_KIND_ROLE] = "role",
    [BW_KIND_CHANGE] = "change",
    [BW_KIND_COURSE] = "course",
    [BW_KIND_EMPLOYEE] = "employee",
    [BW_KIND_EVIDENCE] = "evidence",
    [BW_KIND_EVENT] = "event",
    [BW_KIND_VERDICT] = "verdict",
};

const char *bw_kind_name(enum bw_kind kind)
{
    return names[kind];
}

bool bw_kind_parse(const char *name, size_t len, enum bw_kind *out)
{
    for (int kind = BW_KIND_ORG; kind < BW_KIND_END; kind++) {
        if (strlen(names[kind]) == len && memcmp(names[kind], name, len) == 0) {
            *out = (enum bw_kind)kind;
            return true;
        }
    }
    return false;
}
