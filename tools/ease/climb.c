#include "tools/ease/climb.h"

#include <math.h>

/* Ridges are 10^(step / 4). */
#define STEPS 20
#define STEP_USUAL 10

struct climb {
    bw_climb_try *try;
    void *context;
    bool tried[STEPS + 1];
    int best;
    double worth;
    unsigned n_tried;
};

static double ridge_of(int step)
{
    return pow(10, step / 4.0);
}

/* *better: it was not tried before, and is better than all that were. */
static enum bw_err try_step(struct climb *climb, int step, bool *better, struct bw_fail *fail)
{
    double worth;
    *better = false;
    if (step < 0 || step > STEPS || climb->tried[step])
        return BW_OK;
    enum bw_err err = climb->try(climb->context, ridge_of(step), &worth, fail);
    if (err)
        return err;
    climb->tried[step] = true;
    *better = climb->n_tried == 0 || worth > climb->worth;
    climb->n_tried++;
    if (*better) {
        climb->best = step;
        climb->worth = worth;
    }
    return BW_OK;
}

static enum bw_err walk(struct climb *climb, int by, struct bw_fail *fail)
{
    bool better = true;
    enum bw_err err = BW_OK;
    while (!err && better)
        err = try_step(climb, climb->best + by, &better, fail);
    return err;
}

enum bw_err bw_ease_climb(bw_climb_try *try, void *context, struct bw_climbed *out,
                          struct bw_fail *fail)
{
    struct climb climb = {.try = try, .context = context};
    bool better;
    enum bw_err err = try_step(&climb, STEP_USUAL, &better, fail);
    for (int by = 2; !err && by >= 1; by--) {
        err = walk(&climb, by, fail);
        if (!err)
            err = walk(&climb, -by, fail);
    }
    if (!err)
        *out = (struct bw_climbed){ridge_of(climb.best), climb.worth, climb.n_tried};
    return err;
}
