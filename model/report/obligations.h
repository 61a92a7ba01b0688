#pragma once
/* Report: which duties of a group of people are open, and which certificates will end. A duty is
 * what the role in force asks and what is mandatory or rests on a law: by BW 7:611a (as changed on
 * 1 August 2022) the training that it takes is free to the employee, counts as working hours and is
 * not charged to a personal budget. Results live in the arena. Any thread, one arena each. */
#include "model/report/ground.h"
#include "model/report/remedy.h"

enum bw_duty_kind {
    BW_DUTY_OPEN,    /* not met */
    BW_DUTY_LAPSED,  /* mandatory, and the certificate that met it has ended */
    BW_DUTY_EXPIRING /* met by a certificate that will end soon; also where it is no duty */
};

/* How soon a certificate ends: within 7, 30, 60, 90 days, or later. */
enum { BW_DUTY_BUCKETS = 5 };
extern const int bw_duty_bucket_days[BW_DUTY_BUCKETS - 1];

struct bw_duty {
    const struct bw_person *person;
    enum bw_duty_kind kind;
    struct bw_ask ask;
    double have;        /* unclamped */
    bw_day since;       /* open: since when. Lapsed: the day on which the certificate ended */
    bw_day valid_until; /* of the certificate that will end or has ended; BW_DAY_NONE: none has */
    int bucket;         /* expiring */
    struct bw_remedies remedies;
};

/* Is it a duty, and not a wish of the organisation alone? */
static inline bool bw_duty_is(const struct bw_ask *ask)
{
    return ask->mandatory || ask->law.at;
}

struct bw_duty_counts {
    size_t people; /* of the group */
    size_t people_with;
    size_t open, lapsed, expiring[BW_DUTY_BUCKETS];
    size_t without_course;
    int64_t cost_cents; /* of the first course of each, once a person */
    double hours;
};

struct bw_duty_team {
    uint32_t team;
    struct bw_duty_counts counts;
};

struct bw_obligations {
    const struct bw_duty *items; /* open and lapsed by `since`, then expiring by end: oldest first;
                                    then by employee and competency */
    size_t n_items;
    const struct bw_duty_team *teams; /* with people; most items first, then by id */
    size_t n_teams;
    struct bw_duty_counts totals;
};

/* Certificates are listed that end within `within` days. */
struct bw_obligations bw_obligations_make(const struct bw_ground *ground, int within);
