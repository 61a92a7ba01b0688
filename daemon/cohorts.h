#pragma once
/* Groups of people that a model is judged by: those that the caller names, else organisations.
 * Lives in the request's arena. The request's thread. */
#include "daemon/request.h"
#include "model/learned/trial.h"

struct bw_member {
    struct bw_str id;
    uint32_t group;
};

struct bw_cohorts {
    struct bw_trial_group *groups;
    size_t n_groups;
    bool named;                /* by the caller; else group i is organisation i */
    struct bw_member *members; /* named: by id, then group; each once */
    size_t n_members;
    uint32_t *found; /* room for all groups */
};

/* As the argument `groups` says, `{name: [employee ids]}`; not_found names an employee that is not
 * there. */
enum bw_err bw_cohorts_make(struct bw_request *request, struct bw_cohorts *out,
                            struct bw_fail *fail);

/* The groups that an employee of an organisation is in, until the next call. */
struct bw_trial_of bw_cohorts_of(struct bw_cohorts *cohorts, struct bw_str employee, uint32_t org);

/* Named: up to `most` of the members, evenly chosen by id, each once, into out. */
size_t bw_cohorts_sample(const struct bw_cohorts *cohorts, struct bw_str *out, size_t most);
