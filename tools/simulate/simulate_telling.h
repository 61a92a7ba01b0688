#pragma once
/* The events of one person, one after another: each has its id and its moment, and a course that is
 * completed is learnt from. Owns the wording of single events; what leads to what is the caller's.
 * One thread. */
#include "tools/simulate/simulate_person.h"

struct bw_sim_telling {
    struct bw_sim *sim;
    struct bw_sim_person *person;
    struct bw_draw draw;
    uint32_t n, told; /* events in all, and so far */
    bw_day day;
    int minute; /* of the day */
    msgpack_object employee;
};

/* At most n events. */
struct bw_sim_telling bw_sim_telling_start(struct bw_sim *sim, struct bw_sim_person *person,
                                           uint32_t n);

/* An event at the moment that was reached, to be filled; false when none is left to tell or the day
 * is not yet. Then it is handed over. */
bool bw_sim_tell(struct bw_sim_telling *telling, struct bw_sim_map *map, uint32_t course,
                 const char *type);
void bw_sim_told(struct bw_sim_telling *telling, const struct bw_sim_map *map);
/* An event without more; false when it could not be told. */
bool bw_sim_tell_plain(struct bw_sim_telling *telling, uint32_t course, const char *type);

/* Some days later, in office hours. */
void bw_sim_wait_days(struct bw_sim_telling *telling, int low, int high);

/* The manager's answer to a request: granted? */
bool bw_sim_tell_answer(struct bw_sim_telling *telling, uint32_t course);
/* Begins, sent by the manager or not; the day on which it ends is reached. */
bool bw_sim_tell_begin(struct bw_sim_telling *telling, uint32_t course, bool sent);
/* Ends as `chance` has it: completed and perhaps rated, or dropped. */
void bw_sim_tell_end(struct bw_sim_telling *telling, uint32_t course, double chance);
