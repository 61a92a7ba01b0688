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
        done[best] = true;
        out->taken[out->n++] =
            (struct bw_plan_taken){.choice = wanted[best], .option = options[best]};
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
            for (uint32_t o = bw_plan_first_option(problem, choice); o != BW_NONE;
                 o = bw_plan_next_option(problem, choice, o)) {
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
