#include "model/plan/plan_value.h"

#include "model/listing.h"

/* A taken course's step on the track at hand. */
struct line {
    uint32_t entry, top;
    bw_day start, end;
    double kappa;
    bool certifies, lifts;
};

struct lines {
    const struct bw_plan_track *track;
    struct line at[2 * BW_PLAN_CHOICES_MOST];
    uint32_t n, lowest, highest;
};

static void gather(const struct bw_plan_problem *problem, const struct bw_plan_taken taken[],
                   size_t n, uint32_t track, struct lines *out)
{
    out->n = 0;
    out->lowest = BW_NONE;
    out->highest = 0;
    for (size_t i = 0; i < n; i++) {
        const struct bw_plan_choice *choice = &problem->choices[taken[i].choice];
        for (uint32_t s = 0; s < choice->n_steps; s++) {
            const struct bw_plan_step *step = &choice->steps[s];
            if (step->track != track || out->n == 2 * BW_PLAN_CHOICES_MOST)
                continue;
            out->at[out->n++] =
                (struct line){.entry = step->entry,
                              .top = step->top,
                              .start = taken[i].start,
                              .end = taken[i].end,
                              .kappa = taken[i].kappa,
                              .certifies = problem->courses[choice->course].course->certificate};
            out->lowest = step->entry < out->lowest ? step->entry : out->lowest;
            out->highest = step->top > out->highest ? step->top : out->highest;
        }
    }
}

/* Where who is of `class` ends when the courses of at least this kappa succeed. */
static uint32_t lifted(struct lines *lines, double least, uint32_t class)
{
    uint32_t final = class;
    for (uint32_t j = 0; j < lines->n; j++) {
        struct line *line = &lines->at[j];
        uint32_t level = class;
        for (uint32_t i = 0; i < j; i++)
            if (lines->at[i].lifts && lines->at[i].end < line->start && lines->at[i].top > level)
                level = lines->at[i].top;
        line->lifts = line->kappa >= least && line->entry <= level;
        if (line->lifts && line->top > final)
            final = line->top;
    }
    return final;
}

static double class_closes(const struct bw_plan_track *track, uint32_t class, uint32_t to)
{
    return to <= class ? 0
                       : track->lift[class] +
                             track->mass[class] * (track->level[to] - track->level[class + 1]);
}

double bw_plan_track_closes(const struct bw_plan_track *track, const uint32_t lifts[])
{
    double sum = 0;
    for (uint32_t i = 0; i + 1 < track->n_levels; i++)
        sum += class_closes(track, i, lifts[i]);
    return sum < BW_EFFECT_LEAST ? 0 : sum;
}

/* Levels closed when the courses of at least this kappa succeed. */
static double closes(struct lines *lines, double least)
{
    double sum = 0;
    for (uint32_t i = lines->lowest; i < lines->highest && i + 1 < lines->track->n_levels; i++)
        sum += class_closes(lines->track, i, lifted(lines, least, i));
    return sum < BW_EFFECT_LEAST ? 0 : sum;
}

/* The largest kappa under `over`; 0 when there is none. */
static double next_kappa(const struct lines *lines, double over)
{
    double next = 0;
    for (uint32_t i = 0; i < lines->n; i++)
        if (lines->at[i].kappa < over && lines->at[i].kappa > next)
            next = lines->at[i].kappa;
    return next;
}

static double chain_value(struct lines *lines)
{
    double value = 0;
    for (double kappa = next_kappa(lines, 2), under; kappa > 0; kappa = under) {
        under = next_kappa(lines, kappa);
        value += (kappa - under) * closes(lines, kappa);
    }
    return value;
}

double bw_plan_value_need(const struct bw_plan_problem *problem, uint32_t person, uint32_t need,
                          const struct bw_plan_taken taken[], size_t n)
{
    const struct bw_plan_chooser *chooser = &problem->people[person];
    struct lines lines = {.track = &chooser->tracks[need]};
    gather(problem, taken, n, need, &lines);
    double value = lines.n ? chain_value(&lines) : 0;
    for (size_t i = 0; i < n; i++) {
        const struct bw_plan_choice *choice = &problem->choices[taken[i].choice];
        for (uint32_t s = 0; s < choice->n_sides; s++)
            if (choice->sides[s].need == need && choice->sides[s].d * taken[i].kappa > value)
                value = choice->sides[s].d * taken[i].kappa;
    }
    return chooser->open[need]->w * value;
}

/* The factor of a demand when what comes before it, of at least this kappa, succeeds; under 0 when
 * the law keeps the course closed. */
static double factor(struct lines *lines, const struct bw_plan_demand *demand, double least)
{
    const struct bw_plan_track *track = lines->track;
    double best = demand->today, after = track->x.mean;
    bool held = !demand->by_law || demand->held;
    for (uint32_t j = 0; j < lines->n; j++) {
        const struct line *line = &lines->at[j];
        held |= line->kappa >= least && line->certifies && line->top >= demand->edge;
    }
    for (uint32_t i = lines->lowest; i + 1 < track->n_levels && i < lines->highest; i++) {
        uint32_t to = lifted(lines, least, i);
        after += class_closes(track, i, to);
        if (i < demand->edge && to >= demand->edge && track->ready[i] > best)
            best = track->ready[i];
    }
    held |= after >= track->level[demand->edge];
    return held ? best : -1;
}

/* What a demand is held against: the courses that end before `before`, in order of start. */
static size_t ended(const struct bw_plan_taken taken[], size_t n, bw_day before,
                    struct bw_plan_taken out[])
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        if (taken[i].end < before)
            out[count++] = taken[i];
    return count;
}

/* Chance when the courses before it of at least this kappa succeed; 0 when it may not be taken. */
static double chance_with(const struct bw_plan_choice *choice, struct lines lines[], double least)
{
    double ready = 1;
    for (uint32_t d = 0; d < choice->n_demands; d++) {
        double one = factor(&lines[d], &choice->demands[d], least);
        if (one < 0)
            return 0;
        ready *= one;
    }
    return choice->sure * ready < BW_READY_LEAST ? 0 : choice->chance * ready;
}

#define DEMANDS_AT_ONCE 8

/* kappa of a course with entry demands, of what ended before it; 0 when it may not be taken. */
static double lean(const struct bw_plan_problem *problem, const struct bw_plan_choice *choice,
                   const struct bw_plan_taken before[], size_t n)
{
    struct lines lines[DEMANDS_AT_ONCE];
    for (uint32_t d = 0; d < choice->n_demands; d++) {
        uint32_t track = choice->demands[d].track;
        lines[d].track = &problem->people[choice->person].tracks[track];
        gather(problem, before, n, track, &lines[d]);
    }
    double best = chance_with(choice, lines, 2);
    for (double least = 2;;) {
        double next = 0;
        for (uint32_t d = 0; d < choice->n_demands; d++) {
            double here = next_kappa(&lines[d], least);
            next = here > next ? here : next;
        }
        if (next <= best)
            return best;
        double with = chance_with(choice, lines, next);
        with = with < next ? with : next;
        best = with > best ? with : best;
        least = next;
    }
}

bool bw_plan_value_kappas(const struct bw_plan_problem *problem, struct bw_plan_taken taken[],
                          size_t n)
{
    struct bw_plan_taken before[BW_PLAN_CHOICES_MOST];
    for (size_t j = 0; j < n; j++) {
        const struct bw_plan_choice *choice = &problem->choices[taken[j].choice];
        taken[j].kappa = choice->sure < BW_READY_LEAST ? 0 : choice->chance;
        if (choice->n_demands > 0) {
            size_t n_before = ended(taken, j, taken[j].start, before);
            taken[j].kappa = lean(problem, choice, before, n_before);
        }
        if (taken[j].kappa <= 0)
            return false;
    }
    return true;
}

bool bw_plan_value(const struct bw_plan_problem *problem, uint32_t person,
                   struct bw_plan_taken taken[], size_t n, double *closure)
{
    if (!bw_plan_value_kappas(problem, taken, n))
        return false;
    *closure = 0;
    for (uint32_t need = 0; need < problem->people[person].n_open; need++)
        *closure += bw_plan_value_need(problem, person, need, taken, n);
    return true;
}
