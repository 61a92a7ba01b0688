#include "model/plan/plan_realise.h"

#include "model/plan/plan_greedy.h"

#include <string.h>

struct realising {
    const struct bw_plan_programme *programme;
    const struct bw_plan_problem *problem;
    const double *point;
    struct bw_plan_draft draft;
    struct bw_plan_proposal *next, *tried;
};

/* How many the point still expects at an option beyond those who have come. */
static double expected(const struct realising *realising, uint32_t option)
{
    uint32_t column = realising->programme->come[option];
    return column == BW_NONE ? 0
                             : realising->point[column] - (double)realising->draft.heads[option];
}

/* The session for a course whose session the point does not tell: after what helps it, where people
 * are expected, the earliest. */
static uint32_t pick_option(const struct realising *realising, uint32_t choice, bw_day after)
{
    const struct bw_plan_problem *problem = realising->problem;
    const struct bw_plan_course *course = &problem->courses[problem->choices[choice].course];
    uint32_t best = course->option;
    int best_score = -1;
    for (uint32_t o = course->option; o < course->option + course->n_options; o++) {
        const struct bw_plan_option *option = &problem->options[o];
        int score = (realising->draft.heads[o] < option->seats ? 4 : 0) +
                    (option->start > after ? 2 : 0) + (expected(realising, o) > .5 ? 1 : 0);
        if (score <= best_score)
            continue;
        best_score = score;
        best = o;
    }
    return best;
}

static bool helps(const struct bw_plan_problem *problem, uint32_t one, uint32_t other)
{
    uint32_t first = problem->people[problem->choices[one].person].choice;
    return problem->choices[other].helped_by >> (one - first) & 1;
}

/* What the point has a person take, helpers before those whom they help. */
static void gather(struct realising *realising, uint32_t p)
{
    const struct bw_plan_problem *problem = realising->problem;
    const struct bw_plan_chooser *chooser = &problem->people[p];
    struct bw_plan_proposal *out = realising->next;
    uint32_t wanted[BW_PLAN_CHOICES_MOST], options[BW_PLAN_CHOICES_MOST], n = 0;
    bool done[BW_PLAN_CHOICES_MOST] = {false};
    for (uint32_t i = 0; i < chooser->n_choices; i++)
        if (bw_plan_programme_takes(realising->programme, realising->point, chooser->choice + i,
                                    &options[n]))
            wanted[n++] = chooser->choice + i;
    out->n = 0;
    while (out->n < n) {
        uint32_t best = BW_NONE, best_waits = BW_NONE;
        for (uint32_t i = 0; i < n; i++) {
            uint32_t waits = 0;
            for (uint32_t k = 0; k < n; k++)
                waits += k != i && !done[k] && helps(problem, wanted[k], wanted[i]);
            if (!done[i] && waits < best_waits) {
                best = i;
                best_waits = waits;
            }
        }
        bw_day after = problem->limits.from - 1;
        for (uint32_t t = 0; t < out->n; t++) {
            const struct bw_plan_option *option = &problem->options[out->taken[t].option];
            if (option->session && option->end > after &&
                helps(problem, out->taken[t].choice, wanted[best]))
                after = option->end;
        }
        done[best] = true;
        out->taken[out->n++] = (struct bw_plan_taken){
            .choice = wanted[best],
            .option = options[best] == BW_NONE ? pick_option(realising, wanted[best], after)
                                               : options[best]};
    }
}

/* Other sessions for what is taken, as long as that closes more. */
static void move_sessions(struct realising *realising)
{
    const struct bw_plan_problem *problem = realising->problem;
    struct bw_plan_proposal *next = realising->next, *tried = realising->tried;
    bool better = true;
    for (int round = 0; better && round < 4; round++) {
        better = false;
        for (uint32_t i = 0; i < next->n; i++) {
            uint32_t choice = next->taken[i].choice;
            const struct bw_plan_course *course =
                &problem->courses[problem->choices[choice].course];
            for (uint32_t o = course->option; o < course->option + course->n_options; o++) {
                memcpy(tried, next, sizeof *tried);
                for (uint32_t t = 0; t < tried->n; t++)
                    if (tried->taken[t].choice == choice)
                        tried->taken[t].option = o;
                bw_plan_draft_propose(&realising->draft, next->person, tried);
                if (!tried->fits || (next->fits && tried->gain <= next->gain + 1e-12))
                    continue;
                memcpy(next, tried, sizeof *next);
                better = true;
            }
        }
    }
}

/* Leaves out the course without which the rest closes most, until it fits. */
static void leave_out(struct realising *realising)
{
    struct bw_plan_proposal *next = realising->next, *tried = realising->tried;
    struct bw_plan_proposal *best =
        bw_arena_take(realising->problem->arena, sizeof(struct bw_plan_proposal));
    while (!next->fits && next->n > 0) {
        bool any = false;
        for (uint32_t i = 0; i < next->n; i++) {
            memcpy(tried, next, sizeof *tried);
            tried->taken[i] = tried->taken[--tried->n];
            bw_plan_draft_propose(&realising->draft, next->person, tried);
            if (!tried->fits || (any && tried->gain <= best->gain))
                continue;
            memcpy(best, tried, sizeof *best);
            any = true;
        }
        if (any)
            memcpy(next, best, sizeof *next);
        else
            next->n--;
    }
}

struct bw_plan_draft bw_plan_realise(const struct bw_plan_programme *programme,
                                     const double point[], double stake)
{
    const struct bw_plan_problem *problem = programme->problem;
    struct realising realising = {.programme = programme,
                                  .problem = problem,
                                  .point = point,
                                  .draft = bw_plan_draft_new(problem, stake),
                                  .next = BW_ARENA_NEW(problem->arena, struct bw_plan_proposal, 1),
                                  .tried =
                                      BW_ARENA_NEW(problem->arena, struct bw_plan_proposal, 1)};
    for (uint32_t p = 0; p < problem->n_people; p++) {
        double promised = bw_plan_programme_closes(programme, point, p);
        gather(&realising, p);
        if (realising.next->n == 0)
            continue;
        bw_plan_draft_propose_best(&realising.draft, p, realising.next);
        if (!realising.next->fits || realising.next->settled.closure < promised * (1 - 1e-6)) {
            move_sessions(&realising);
            leave_out(&realising);
        }
        if (realising.next->n > 0 && realising.next->fits)
            bw_plan_draft_accept(&realising.draft, realising.next);
    }
    return realising.draft;
}
