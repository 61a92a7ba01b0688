#pragma once
/* What a group of people is short of, who alone holds what, what leaves with whom, and what would
 * help. Works on people already read; results live in the arena. People who object to profiling are
 * left out of hidden talent. Any thread, one arena each. */
#include "model/people/match.h"
#include "model/people/talent.h"

struct bw_team_competency {
    uint32_t competency;
    double need_mean, have_mean; /* over the people whose demand holds it; have unclamped */
    double gap_total;
    size_t people_short;
    bool only_one_has;      /* exactly one of the group reaches what is asked */
    size_t leavers_with_it; /* of those who reach it, how many have a leaving date ahead */
};

/* The gap of one member in one competency that their role asks. */
struct bw_team_cell {
    uint32_t line; /* of the competency in the report */
    double gap;
};

struct bw_team_member {
    const struct bw_person *person;
    uint32_t role; /* own */
    double gap_total;
    const struct bw_team_cell *cells; /* ascending by line; for the others nothing is asked */
    size_t n_cells;
    uint32_t *sole; /* competencies that only this person reaches; filled for leavers */
    size_t n_sole;
};

struct bw_team_mandatory {
    const struct bw_person *person;
    uint32_t competency;
    struct bw_str law;
};

struct bw_team_course {
    uint32_t course;
    size_t people;
    double closure;
    int64_t cost_cents; /* for all of them, at the group price where that is cheaper */
};

struct bw_team_report {
    double gap_total;
    const struct bw_team_competency *competencies; /* largest gap first */
    size_t n_competencies;
    const struct bw_team_member *members; /* in the order of the people */
    size_t n_members;
    const struct bw_team_mandatory *mandatory_open;
    size_t n_mandatory_open;
    const struct bw_team_course *courses; /* at most 10, largest closure first */
    size_t n_courses;
    const struct bw_talent *talents; /* at most 10, best fit first */
    size_t n_talents;
};

/* `question` gives day and goal; its k, filters and objective shape the courses. */
struct bw_team_report bw_team_make(const struct bw_catalogue *cat, const struct bw_peers *peers,
                                   struct bw_people people, const struct bw_question *question,
                                   struct bw_arena *arena);
