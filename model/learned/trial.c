#include "model/learned/trial.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "model/base/log.h"

#define CHANCE_LEAST 1e-6

double bw_trial_loss(double chance, bool success)
{
    double p = success ? chance : 1 - chance;
    return bw_log(1 / (p > CHANCE_LEAST ? p : CHANCE_LEAST));
}

void bw_trial_add_outcome(struct bw_trial *trial, struct bw_trial_of of,
                          const struct bw_trial_chances *chances, bool success)
{
    double loss = bw_trial_loss(chances->model, success);
    double before = bw_trial_loss(chances->before, success);
    trial->n_outcomes++;
    trial->loss += loss;
    trial->loss_before += before;
    trial->loss_closed += bw_trial_loss(chances->closed, success);
    for (size_t i = 0; i < of.n; i++) {
        struct bw_trial_group *group = &trial->groups[of.groups[i]];
        group->n_outcomes++;
        group->loss += loss;
        group->loss_before += before;
        group->chances += chances->model;
        group->successes += success;
        group->spread += chances->model * (1 - chances->model);
    }
}

void bw_trial_add_lists(struct bw_trial *trial, struct bw_trial_of of, double overlap,
                        double closure, double closure_before)
{
    trial->n_people++;
    trial->overlap += overlap;
    for (size_t i = 0; i < of.n; i++) {
        struct bw_trial_group *group = &trial->groups[of.groups[i]];
        group->n_people++;
        group->closure += closure;
        group->closure_before += closure_before;
    }
}

/* Least over greatest; 1 when all are 0. */
static double share(double least, double greatest)
{
    return greatest > 0 ? least / greatest : 1;
}

struct bw_trial_ratio bw_trial_ratio(const struct bw_trial *trial)
{
    struct bw_trial_ratio out = {1, 1, NULL, NULL};
    double low = 0, high = 0, low_before = 0, high_before = 0;
    for (size_t i = 0; i < trial->n_groups; i++) {
        const struct bw_trial_group *group = &trial->groups[i];
        if (group->n_people < BW_TRIAL_GROUP_PEOPLE)
            continue;
        double n = (double)group->n_people;
        double mean = group->closure / n, before = group->closure_before / n;
        bool first = !out.least;
        if (first || mean < low) {
            low = mean;
            out.least = group;
        }
        if (first || mean > high) {
            high = mean;
            out.greatest = group;
        }
        low_before = first || before < low_before ? before : low_before;
        high_before = first || before > high_before ? before : high_before;
    }
    out.ratio = share(low, high);
    out.before = share(low_before, high_before);
    return out;
}

/* Who is told the reasons. */
struct judge {
    const struct bw_trial_names *names;
    void (*tell)(void *context, const char *reason);
    void *context;
    size_t n;
};

static void __attribute__((format(printf, 2, 3)))
object(struct judge *judge, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    judge->n++;
    judge->tell(judge->context, text);
}

static void judge_loss(struct judge *judge, const struct bw_trial *trial)
{
    const struct bw_trial_names *names = judge->names;
    double n = (double)trial->n_outcomes;
    if (trial->n_outcomes == 0) {
        object(judge, "no course that was begun ended after %s, by which %s could be judged",
               names->until, names->model);
        return;
    }
    if (trial->loss > trial->loss_closed)
        object(judge, "log loss %.4f on %zu outcomes after %s is worse than the closed form's %.4f",
               trial->loss / n, trial->n_outcomes, names->until, trial->loss_closed / n);
    if (trial->loss > trial->loss_before)
        object(judge, "log loss %.4f on %zu outcomes after %s is worse than the %.4f of %s",
               trial->loss / n, trial->n_outcomes, names->until, trial->loss_before / n,
               names->before);
}

/* Is what came further from what was foretold than chance brings it? */
static bool is_no_chance(const struct bw_trial_group *group)
{
    double off = group->chances - group->successes;
    return off * off > BW_TRIAL_GROUP_ERRORS * BW_TRIAL_GROUP_ERRORS * group->spread;
}

static void judge_group(struct judge *judge, const struct bw_trial_group *group)
{
    double n = (double)group->n_outcomes;
    if (group->n_outcomes < BW_TRIAL_GROUP_OUTCOMES)
        return;
    double gap = fabs(group->chances - group->successes) / n;
    if ((group->loss - group->loss_before) / n > BW_TRIAL_GROUP_LOSS_MOST &&
        gap > BW_TRIAL_GROUP_GAP_MOST && is_no_chance(group))
        object(judge,
               "group %.*s: log loss %.4f on %zu outcomes, by %s %.4f, and chances of %.2f where "
               "%.2f succeeded",
               (int)group->name.len, group->name.at, group->loss / n, group->n_outcomes,
               judge->names->before, group->loss_before / n, group->chances / n,
               group->successes / n);
}

static void judge_lists(struct judge *judge, const struct bw_trial *trial)
{
    struct bw_trial_ratio ratio = bw_trial_ratio(trial);
    double n = (double)trial->n_people;
    if (trial->n_people > 0 && trial->overlap / n < BW_TRIAL_OVERLAP_LEAST)
        object(judge,
               "lists of %zu people change too much: their overlap is %.2f in the mean, at least "
               "%.2f",
               trial->n_people, trial->overlap / n, BW_TRIAL_OVERLAP_LEAST);
    if (ratio.least && ratio.before - ratio.ratio > BW_TRIAL_RATIO_FALL_MOST)
        object(judge,
               "lists of group %.*s close %.2f of what those of group %.*s do, where by %s the "
               "least is %.2f of the greatest",
               (int)ratio.least->name.len, ratio.least->name.at, ratio.ratio,
               (int)ratio.greatest->name.len, ratio.greatest->name.at, judge->names->before,
               ratio.before);
}

size_t bw_trial_judge(const struct bw_trial *trial, const struct bw_trial_names *names,
                      void (*tell)(void *context, const char *reason), void *context)
{
    struct judge judge = {names, tell, context, 0};
    if (trial->judged_by_outcomes)
        judge_loss(&judge, trial);
    judge_lists(&judge, trial);
    for (size_t i = 0; trial->judged_by_outcomes && i < trial->n_groups; i++)
        judge_group(&judge, &trial->groups[i]);
    return judge.n;
}
