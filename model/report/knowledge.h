#pragma once
/* Report: where the knowledge of a group of people hangs on one or two, what leaves with whom, who
 * can teach what is short, and which one course would help most together. Owns what it is to reach
 * a competency within a group. Results live in the arena. People who object to profiling count, but
 * are never named for what they can do. Any thread, one arena each.
 *
 * A person reaches a competency that the group's roles ask when their own role asks it and it is
 * met, or else when evidence puts them at the lowest level that is asked of anyone. */
#include "model/report/joint.h"

#define BW_KEEPERS_MOST 3
/* A mentor is at least this able, and so much more than the group. */
#define BW_MENTOR_LEAST 3
#define BW_MENTOR_ABOVE 1

/* Someone of the org who knows, by evidence. */
struct bw_keeper {
    const struct bw_person *person;
    struct bw_belief have;
};

struct bw_keepers {
    struct bw_keeper at[BW_KEEPERS_MOST]; /* most able first, then by id */
    size_t n;
};

/* What one or two reach. */
struct bw_single {
    uint32_t competency;
    size_t asked; /* people of whom it is asked */
    double need;  /* the lowest level asked */
    size_t n;     /* who reach it */
    const struct bw_person *who[2];
};

/* What a leaver reaches. */
struct bw_leaving {
    uint32_t competency;
    double have;              /* unclamped */
    size_t left;              /* others of the group who reach it and stay */
    struct bw_keepers takers; /* of those of the org who stay */
};

struct bw_leaver {
    const struct bw_person *person;
    const struct bw_leaving *leavings; /* fewest left first, then by id; none of who objects */
    size_t n;
};

/* A competency that people of the group are short of. */
struct bw_short {
    uint32_t competency;
    size_t people_short;
    double gap, have_mean;     /* the latter over those of whom it is asked */
    struct bw_keepers mentors; /* of the org */
};

struct bw_knowledge_team {
    uint32_t team;
    size_t people, leavers;
    struct bw_joint joint; /* people 0: there is none */
};

struct bw_knowledge {
    size_t n_people, n_asked, n_nobody; /* of the group; competencies asked; reached by nobody */
    const struct bw_single *singles;    /* one before two; then who leaves first, most asked, id */
    size_t n_singles;
    const struct bw_leaver *leavers; /* first to leave first, then by id */
    size_t n_leavers;
    const struct bw_short *shorts; /* largest gap first, then by id */
    size_t n_shorts;
    struct bw_joint joints[BW_KEEPERS_MOST];
    size_t n_joints;
    const struct bw_knowledge_team *teams; /* by id */
    size_t n_teams;
    const struct bw_joint_person *people; /* of the group, by team, then id */
};

/* The ground is a whole org, the group those of `team` (BW_NONE: all). A leaver leaves within
 * `months` from the day on. */
struct bw_knowledge bw_knowledge_make(const struct bw_ground *ground, uint32_t team, int months);
