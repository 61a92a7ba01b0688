/* How many people have each role: some many, most few; and where roles have codes of the
 * international classification of occupations, mostly those that municipalities have. */
#include <string.h>

#include "data/schema.h"
#include "model/base/normal.h"
#include "tools/simulate/simulate.h"

#define SPREAD 1.2     /* of the people in a role, in logarithms */
#define CROWD_MOST 2.4 /* the largest, likewise */
#define ELSEWHERE .01  /* of the people that a role has whose group is not among these */

/* ISCO-08 unit groups of municipal work: boards and managers; engineers and planners; finance,
 * policy and communication; ICT; law, archives and social work; inspectors and officers; clerks and
 * counters; wardens; parks, streets and waste. */
static const char *const municipal[] = {
    "1111", "1112", "1120", "1211", "1212", "1213", "1219", "1223", "1330", "1344", "1349",
    "2133", "2142", "2143", "2161", "2162", "2164", "2165", "2411", "2421", "2422", "2423",
    "2424", "2432", "2511", "2512", "2519", "2521", "2522", "2529", "2611", "2619", "2621",
    "2622", "2631", "2632", "2635", "3112", "3118", "3257", "3313", "3341", "3343", "3352",
    "3353", "3354", "3359", "3411", "3412", "3511", "3512", "3513", "3514", "4110", "4120",
    "4131", "4132", "4222", "4223", "4225", "4226", "4229", "4311", "4312", "4313", "4411",
    "4415", "4416", "4419", "5414", "5419", "6113", "9611", "9612", "9613"};

static double of_code(const msgpack_object *role)
{
    const char *code;
    size_t len;
    if (!bw_field_str(role, "code", &code, &len) || len < 4)
        return 1;
    for (size_t i = 0; i < sizeof municipal / sizeof *municipal; i++)
        if (memcmp(code, municipal[i], 4) == 0)
            return 1;
    return ELSEWHERE;
}

static enum bw_err look_up(struct bw_sim *sim, struct bw_reader *reader, uint32_t role, double *fit,
                           struct bw_fail *fail)
{
    struct bw_record record;
    msgpack_unpacked map;
    enum bw_err err = bw_record_get(reader, BW_KIND_ROLE, sim->cat->roles[role].id, &record, fail);
    if (err)
        return err;
    msgpack_unpacked_init(&map);
    if (msgpack_unpack_next(&map, record.bytes, record.len, NULL) == MSGPACK_UNPACK_SUCCESS)
        *fit = of_code(&map.data);
    msgpack_unpacked_destroy(&map);
    return BW_OK;
}

enum bw_err bw_sim_crowds(struct bw_sim *sim, struct bw_fail *fail)
{
    struct bw_reader *reader;
    uint32_t n = sim->cat->n_roles;
    double *upto = BW_ARENA_NEW(sim->arena, double, n), *fits = BW_ARENA_NEW(sim->arena, double, n);
    enum bw_err err = bw_reader_open(sim->out.store, &reader, fail);
    if (err)
        return err;
    err = bw_reader_begin(reader, fail);
    for (uint32_t r = 0; !err && r < n; r++)
        err = look_up(sim, reader, r, &fits[r], fail);
    bw_reader_end(reader);
    bw_reader_close(reader);
    double sum = 0;
    for (uint32_t r = 0; r < n; r++) {
        struct bw_draw draw = bw_sim_draw_of(sim, BW_SIM_SHARES, r);
        double crowd = bw_draw_normal(&draw, 0, SPREAD);
        upto[r] = sum += fits[r] * bw_exp(crowd < CROWD_MOST ? crowd : CROWD_MOST);
    }
    sim->role_upto = upto;
    sim->role_fit = fits;
    return err;
}
