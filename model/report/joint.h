#pragma once
/* One course for many: what each course that could be listed for a person would close by itself,
 * and which courses close most for people together. Owns what it costs them as a group and whether
 * one session holds them. Results live in the arena. Any thread, one arena each. */
#include "model/report/ground.h"

/* What a course would close of one person's gap, as the first of a list: sum of w * p * q * D. */
struct bw_joint_hit {
    uint32_t course;
    double closure;
};

struct bw_joint_person {
    const struct bw_person *person;
    const struct bw_joint_hit *hits; /* ascending by course */
    size_t n;
    const uint32_t *not_closable; /* competencies that no course takes anything off, ascending */
    size_t n_not_closable;
};

struct bw_joint_people {
    const struct bw_joint_person *at;
    size_t n;
};

/* The hits of the person of `gap`: courses that every listing rule lets pass and that close at
 * least 2 % of what can be closed. They begin where the arena stands: who gives back what lies
 * before them keeps them by bw_joint_keep. */
struct bw_joint_person bw_joint_person_of(const struct bw_gap *gap, struct bw_arena *arena);

/* Brings hits, that lie further on in the memory of the arena than it was given back to, to where
 * it stands now. */
void bw_joint_keep(struct bw_joint_person *hits, struct bw_arena *arena);

/* Of one person the course that closes most, of equal ones the cheapest, then the first by id;
 * NULL: none closes anything. */
const struct bw_joint_hit *bw_joint_first(const struct bw_catalogue *cat,
                                          const struct bw_joint_person *person);

struct bw_joint {
    uint32_t course;
    size_t people;
    double closure;     /* of all of them */
    int64_t cost_cents; /* in `groups` groups at the group price, the others one by one */
    size_t groups;
    const struct bw_session *session; /* the first that holds all, else the one with most seats;
                                         NULL: at one's own pace */
    bool fits;                        /* it holds all */
};

/* At most k courses that `least` of the people or more could take, by what they close together,
 * then by id; how many there are. */
size_t bw_joint_best(const struct bw_ground *ground, struct bw_joint_people people, size_t least,
                     struct bw_joint best[], size_t k);

/* Could this person take it, and would it close something? */
bool bw_joint_serves(const struct bw_joint_person *person, uint32_t course);

/* What a course costs n people: the cheapest of groups and single places. *groups: how many. */
int64_t bw_joint_cost(const struct bw_course *course, size_t n, size_t *groups);
