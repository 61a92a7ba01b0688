#pragma once
/* A made-up municipal world: what every part of the simulation shares. Owns the sizes, the world's
 * memory and the view of what is in the store so far. A part makes its records from (seed, index)
 * and what it sees in the catalogue, in byte order of the ids, so that the same store, seed, size
 * and day give the same records. One thread. */
#include "data/snapshot.h"
#include "tools/simulate/simulate_nature.h"
#include "tools/simulate/simulate_out.h"

/* What is drawn: each has its own numbers. */
enum bw_sim_stream {
    BW_SIM_COMPETENCY = 1,
    BW_SIM_TASK,
    BW_SIM_ROLE,
    BW_SIM_CHANGE,
    BW_SIM_ORG,
    BW_SIM_COURSE,
    BW_SIM_COURSE_TRUTH,
    BW_SIM_POPULARITY,
    BW_SIM_SHARES,
    BW_SIM_TEAM,
    BW_SIM_PERSON,
    BW_SIM_LEVELS,
    BW_SIM_SCHOOLING,
    BW_SIM_ORG_ROLES,
    BW_SIM_AMOUNTS,
    BW_SIM_EVENTS,
    BW_SIM_EVIDENCE,
    /* Of drawn worlds only. */
    BW_SIM_WORLD,
    BW_SIM_NATURE,
    BW_SIM_PROVIDER,
    BW_SIM_WRONG_TAGS,
    BW_SIM_GROUP,
    BW_SIM_FAVOURITE
};

struct bw_sim_size {
    const char *name;
    uint32_t n_orgs, n_regions; /* regions are orgs whose catalogue others share */
    uint32_t n_people;
    uint32_t region_people;                      /* of one region, at least; 0: nobody */
    uint32_t n_competencies, n_roles, n_courses; /* at least: the store may hold more */
    uint64_t n_evidence, n_events;               /* n_events 0: what comes of their choices */
    bool drawn; /* one of many worlds: the figures above are the most, each world has its own */
};

struct bw_sim_org {
    uint32_t n_people;
    uint32_t parent; /* or BW_NONE */
    bool region;
    const char *name;
};

struct bw_sim_teaching {
    const struct bw_teach *at;
    size_t n;
};

#define BW_SIM_KIN 2
#define BW_SIM_GROUPS 2

struct bw_sim_truth;

struct bw_sim {
    const struct bw_sim_size *size;
    struct bw_sim_size drawn; /* size, when it is a world's own */
    struct bw_sim_nature nature;
    uint64_t seed;             /* of the draws */
    uint64_t said_seed, world; /* as they were asked for */
    bw_day today;
    enum bw_lang lang;      /* of the progress */
    struct bw_arena *arena; /* lives as long as the world */
    struct bw_sim_out out;
    struct bw_sim_org *orgs;      /* n_orgs, in the order of their ids */
    const double *role_upto;      /* how many people have a role, summed up */
    const double *role_fit;       /* how much each is a municipal one, 0..1; NULL: not known yet */
    struct bw_snapshot *snapshot; /* what is in the store, as of the last look */
    const struct bw_catalogue *cat; /* of it */
    struct bw_sim_truth *truth;     /* or NULL */
    /* Of each course what it truly teaches, where the catalogue is wrong; NULL: it never is. */
    struct bw_sim_teaching *taught;
    /* BW_SIM_KIN of each competency, which gain when it is learnt, or BW_NONE; NULL: none has. */
    const uint32_t *kin;
};

/* What is to be made. */
struct bw_sim_order {
    const struct bw_sim_size *size;
    uint64_t seed, world; /* world: which of the worlds, of a size that is drawn */
    bw_day today;
    enum bw_lang lang;
    bool quiet;        /* without progress on a terminal */
    const char *truth; /* path of the truth file, or NULL */
};

/* Makes it up in a store that holds nobody yet; written: items by enum bw_kind. conflict when
 * somebody is there. */
enum bw_err bw_sim_make(struct bw_store *store, const struct bw_sim_order *order,
                        uint64_t written[BW_KIND_END], struct bw_fail *fail);

/* The size and the nature of the world that was ordered. */
void bw_sim_settle(struct bw_sim *sim, const struct bw_sim_order *order);

/* Kin of each competency: the next below the same parent. */
void bw_sim_settle_kin(struct bw_sim *sim);

/* The size called so, or NULL. */
const struct bw_sim_size *bw_sim_size_named(const char *name);

/* Writes what waits, then looks at the store anew: sim->cat. */
enum bw_err bw_sim_look(struct bw_sim *sim, struct bw_fail *fail);

static inline struct bw_draw bw_sim_draw_of(const struct bw_sim *sim, enum bw_sim_stream stream,
                                            uint64_t index)
{
    return bw_draw_start(sim->seed, stream, index);
}

/* The next id `prefix` + number that nothing of the kind has, in the world's memory. */
const char *bw_sim_fresh_id(struct bw_sim *sim, enum bw_kind kind, const char *prefix,
                            uint32_t *number);

/* `form` with its %s replaced, in `arena`; likewise as a sentence has it: with a capital where the
 * word comes first, else with a small letter unless a second capital follows. */
const char *bw_sim_filled(struct bw_arena *arena, const char *form, struct bw_str word);
const char *bw_sim_filled_within(struct bw_arena *arena, const char *form, struct bw_str word);

/* How many people have each role: sim->role_upto and role_fit. */
enum bw_err bw_sim_crowds(struct bw_sim *sim, struct bw_fail *fail);

/* The parts, in their order; each adds what lacks and leaves the rest as it is. */
enum bw_err bw_sim_competencies(struct bw_sim *sim, struct bw_fail *fail);
enum bw_err bw_sim_orgs(struct bw_sim *sim, struct bw_fail *fail);
enum bw_err bw_sim_roles(struct bw_sim *sim, struct bw_fail *fail);
enum bw_err bw_sim_changes(struct bw_sim *sim, struct bw_fail *fail);
enum bw_err bw_sim_courses(struct bw_sim *sim, struct bw_fail *fail);
enum bw_err bw_sim_people(struct bw_sim *sim, struct bw_fail *fail);
