#pragma once
/* What a merger of organisations brings together: people and their roles, records that are there
 * twice, and what either sees that it did not see before. Lives in the arena. The asking thread. */
#include "model/change/impact.h"
#include "model/twins/twins.h"
#include "model/twins/twins_roles.h"

/* Pairs, and courses of an org, that are listed. */
#define BW_MERGER_LISTED 100

/* An org whose people move; of those that were added. */
struct bw_merger_org {
    uint32_t from, to;
    size_t people;
};

/* A role of people who move; to: BW_NONE when the merger says nothing about it. */
struct bw_merger_role {
    uint32_t from, to;
    size_t people;
};

/* What people of an org can book afterwards and did not see before. */
struct bw_merger_sight {
    uint32_t org;
    size_t n;
    struct bw_ixs courses; /* by id; BW_MERGER_LISTED at most */
};

/* A competency of an org that moves, and the one that stands for it where they go. */
struct bw_merger_same {
    uint32_t from, to;
};

struct bw_merger {
    size_t people;
    const struct bw_merger_org *orgs;
    size_t n_orgs;
    const struct bw_merger_role *roles; /* most people first, then by role */
    size_t n_roles;
    struct bw_role_twins double_roles;
    struct bw_twins double_courses, double_competencies;
    const struct bw_merger_sight *sights; /* of the orgs that become one, by id */
    size_t n_sights;
    const struct bw_merger_same *same;
    size_t n_same;
};

/* Do the changes merge anything? */
bool bw_merger_any(const struct bw_outlook *outlook);

/* What a merger is made from. */
struct bw_merger_of {
    const struct bw_catalogue *before; /* without the changes */
    const struct bw_text_index *index; /* of its texts */
    const struct bw_outlook *outlook;
    const struct bw_impact *impact; /* on those who are asked about */
};

/* False when memory is out. */
bool bw_merger_make(const struct bw_merger_of *of, struct bw_arena *arena, struct bw_merger *out);
