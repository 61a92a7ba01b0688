#pragma once
/* Report: what the courses offer against what the work asks of a group of people. Owns what counts
 * as taught, needed and missing. Results live in the arena. Any thread, one arena each. */
#include "model/report/ground.h"

/* A competency that roles ask, of which something is lacking. */
struct bw_supply_want {
    uint32_t competency;
    size_t people;            /* of whom it is asked */
    size_t people_short;      /* who do not meet it */
    double gap;               /* of these together */
    double need;              /* the highest level asked */
    double taught_to;         /* the highest level that courses lead to; 0: none teaches it */
    bool over;                /* courses teach it, but their sessions are over */
    struct bw_near near;      /* the nearest that is taught; competency BW_NONE: none */
    struct bw_strs languages; /* that it is taught in, by offered courses; in byte order */
    struct bw_ixs roles;      /* of the group, that ask it */
    size_t about;             /* people whom this lack is about */
};

struct bw_supply_wants {
    const struct bw_supply_want *at; /* largest gap first, then by id */
    size_t n;
};

struct bw_supply_course {
    uint32_t course;
    size_t people;       /* whose lists rest on a level that it does not state */
    bw_day last_session; /* BW_DAY_NONE: it has none */
};

struct bw_supply_courses {
    const struct bw_supply_course *at; /* most people first, then by id */
    size_t n;
};

enum bw_supply_lack {
    BW_LACK_VERSION,  /* none is in force */
    BW_LACK_DEMANDS,  /* the one in force asks nothing */
    BW_LACK_LEVELS,   /* it states no level of what it asks */
    BW_LACK_LEVELS_OF /* … of some of what it asks */
};

struct bw_supply_role {
    uint32_t role;
    size_t people; /* of the group, who have it */
    enum bw_supply_lack lack;
    size_t asks, assumed; /* what it asks, and of how much without a stated level */
};

/* A course is offered when people of the org see it, it is not retired, and it can be booked. */
struct bw_supply {
    struct bw_supply_wants untaught;  /* no offered course teaches it, or what is the same: about
                                         everyone of whom it is asked */
    struct bw_supply_wants too_low;   /* taught, but not as far as is asked: about who is short */
    struct bw_supply_wants unrenewed; /* no certificate is offered that reaches what is asked: about
                                         whose certificate that reached it has ended */
    struct bw_supply_wants foreign;   /* taught, but not in the language of the org: about who is
                                         short */
    struct bw_supply_courses unneeded;  /* offered, and takes nothing off any gap */
    struct bw_supply_courses assumed;   /* offered, and does not state where it starts from */
    struct bw_supply_courses undated;   /* in a classroom or blended, without any session */
    struct bw_supply_courses over;      /* seen and not retired, but its sessions are past */
    const struct bw_supply_role *roles; /* of those the org sees; most people first, then by id */
    size_t n_roles;
    size_t n_courses; /* offered */
    size_t people_on_assumed;
};

/* `org` is whose view of the catalogue counts. */
struct bw_supply bw_supply_make(const struct bw_ground *ground, uint32_t org);
