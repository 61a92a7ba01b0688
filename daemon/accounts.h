#pragma once
/* What the reports on training share: their period, and the people of a group one by one with what
 * happened between them and courses. Owns the walk over them. The request's thread. */
#include "daemon/request.h"

/* What a report is about. */
struct bw_accounts {
    struct bw_request *request;
    struct bw_group group;
    struct bw_people people;
    bw_day as_of;    /* argument, else today */
    bw_day from, to; /* both included */
    uint64_t revision;
    bool unchanged; /* if_revision has been answered: there is nothing more to say */
};

/* Group, day and period by the arguments org or team, as_of, from and to: without both the calendar
 * year of as_of (`months` 0) or the `months` that end with it; without one of them from or to the
 * end of the other's year. The people are loaded, unless
 * it is unchanged. */
enum bw_err bw_accounts_open(struct bw_request *request, int months, struct bw_accounts *out,
                             struct bw_pack *pack, struct bw_fail *fail);

/* Everyone's events, a person after the other; what is taken from the arena for one is given back
 * unless `visit` says that it is needed (true). busy when nobody waits for it any more. */
typedef bool (*bw_accounts_visit)(void *context, const struct bw_person *person,
                                  const struct bw_events *events);
enum bw_err bw_accounts_each(const struct bw_accounts *accounts, bw_accounts_visit visit,
                             void *context, struct bw_fail *fail);

/* org or team: one field. */
void bw_accounts_put_group(const struct bw_accounts *accounts, struct bw_pack *out);
/* Group, period and day, as every such answer begins. */
#define BW_ACCOUNTS_FIELDS 4
void bw_accounts_put(const struct bw_accounts *accounts, struct bw_pack *out);
