#pragma once
/* What changes that come mean for one person: the gap before and after, what is asked anew and not
 * met yet, the courses that it takes, and when they can be through. Results live in the arena. Any
 * thread, one arena each. */
#include "model/change/outlook.h"
#include "model/gap.h"

enum bw_uptake_end {
    BW_UPTAKE_REACHED, /* by the courses taken */
    BW_UPTAKE_PARTLY,  /* something can be learnt, but it stays under what is asked */
    BW_UPTAKE_NOT      /* no course that may be listed closes any of it */
};

/* Something open, of a weight over 0, that was not asked before, or at a lower level, or was not
 * mandatory. */
struct bw_uptake_need {
    uint32_t competency;
    bool mandatory;
    enum bw_uptake_end end;
};

/* A course taken. */
struct bw_uptake_course {
    uint32_t course;
    double closure; /* of the new needs, as its place in the list gives it */
    bool mandatory; /* taken for a mandatory need */
};

struct bw_uptake {
    const struct bw_shift *shift;
    double before, after;                   /* gap totals */
    size_t mandatory_open;                  /* of all that is asked after */
    const struct bw_uptake_need *needs;     /* ascending by competency */
    size_t n_needs, n_mandatory;            /* mandatory ones among them */
    const struct bw_uptake_course *courses; /* in the order of the list */
    size_t n_courses;
    bool blocked;    /* a mandatory new need is not reached, or its courses cannot be followed */
    bw_day ready_by; /* last day of what the mandatory ones take; without any the day asked */
};

/* Where a result goes, and what is given back after it. */
struct bw_uptake_room {
    struct bw_arena *out, *scratch;
};

/* The changes touch the person (bw_outlook_of). Both gaps are judged at the outlook's day; the
 * courses are those of model/change/climb for the new needs. */
const struct bw_uptake *bw_uptake_make(const struct bw_outlook *outlook,
                                       const struct bw_peers *peers, const struct bw_person *person,
                                       const struct bw_uptake_room *room);
