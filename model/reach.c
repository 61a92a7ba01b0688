#include "model/reach.h"

#include "model/catalogue.h"

double bw_reach_credit(double sigma)
{
    double square = sigma * sigma;
    return square < .5 ? square : .5;
}

/* One line on its way into the index. */
struct line {
    uint32_t course, step;
    uint8_t credit;
};

struct packing {
    const struct bw_catalogue *cat;
    /* Of the part at hand: */
    struct line *part;
    uint32_t n;
    uint32_t *place; /* per course: 1 + its line in the part, 0 between parts */
    uint32_t *count; /* per step: its lines in the part, 0 between parts */
    uint32_t *steps; /* that have some, n_steps of them */
    uint32_t n_steps;
    /* Of all: */
    struct bw_reach_run *runs;
    uint32_t n_runs;
    uint32_t *courses;
    uint8_t *credits;
};

static bool is_within(const struct bw_step *a, const struct bw_step *b)
{
    return a->entry >= b->entry && a->to <= b->to;
}

/* Makes one line of two of a course: that of the step that always counts, if one does. A wider step
 * alone says little: who goes farther succeeds less often. */
static void join(const struct packing *packing, struct line *line, const struct line *other)
{
    const struct bw_step *steps = packing->cat->offers.steps;
    uint32_t any_step = packing->cat->offers.n_steps;
    bool told = line->step != any_step;
    if (told && line->credit >= other->credit && is_within(&steps[other->step], &steps[line->step]))
        return;
    if (told && other->credit >= line->credit &&
        is_within(&steps[line->step], &steps[other->step])) {
        *line = *other;
        return;
    }
    line->step = any_step;
    line->credit = line->credit > other->credit ? line->credit : other->credit;
}

/* All who teach `competency`. */
static void add(struct packing *packing, uint32_t competency, uint8_t credit)
{
    const struct bw_catalogue *cat = packing->cat;
    for (uint32_t i = cat->teaching_at[competency]; i < cat->teaching_at[competency + 1]; i++) {
        struct line line = {cat->teaching[i].course, cat->teaching[i].step, credit};
        uint32_t *place = &packing->place[line.course];
        if (cat->cards[line.course].retired)
            continue;
        if (*place) {
            join(packing, &packing->part[*place - 1], &line);
        } else {
            packing->part[packing->n++] = line;
            *place = packing->n;
        }
    }
}

static void count_steps(struct packing *packing)
{
    for (uint32_t i = 0; i < packing->n; i++) {
        uint32_t step = packing->part[i].step;
        if (packing->count[step]++ == 0)
            packing->steps[packing->n_steps++] = step;
    }
}

/* Puts the part into the index, one run a step. */
static void put_part(struct packing *packing)
{
    count_steps(packing);
    uint32_t end = packing->runs[packing->n_runs - 1].end;
    for (uint32_t s = 0; s < packing->n_steps; s++) {
        uint32_t step = packing->steps[s], n = packing->count[step];
        packing->count[step] = end; /* from now on where its next line goes */
        end += n;
        packing->runs[packing->n_runs++] = (struct bw_reach_run){step, end};
    }
    for (uint32_t i = 0; i < packing->n; i++) {
        const struct line *line = &packing->part[i];
        uint32_t at = packing->count[line->step]++;
        packing->courses[at] = line->course;
        packing->credits[at] = line->credit;
        packing->place[line->course] = 0;
    }
    for (uint32_t s = 0; s < packing->n_steps; s++)
        packing->count[packing->steps[s]] = 0;
    packing->n = packing->n_steps = 0;
}

/* No less than the credit that counts. */
static uint8_t credit_over(double sigma)
{
    return (uint8_t)(bw_reach_credit(sigma) * BW_REACH_CREDIT_FULL + 1);
}

static uint32_t lines_of(const struct bw_catalogue *cat, uint32_t competency)
{
    return cat->teaching_at[competency + 1] - cat->teaching_at[competency];
}

/* How many lines a competency has at most; *most: no one has more. */
static size_t count_lines(const struct bw_catalogue *cat, size_t *most)
{
    size_t all = 0;
    for (uint32_t c = 0; c < cat->n_competencies; c++) {
        const struct bw_competency *asked = &cat->competencies[c];
        size_t n = lines_of(cat, c);
        for (size_t i = 0; i < asked->same.n; i++)
            n += lines_of(cat, asked->same.at[i]);
        for (size_t i = 0; i < asked->n_near; i++)
            n += lines_of(cat, asked->near[i].competency);
        *most = n > *most ? n : *most;
        all += n;
    }
    return all;
}

static void make_room(struct packing *packing, struct bw_arena *arena)
{
    const struct bw_catalogue *cat = packing->cat;
    size_t most = 0, n = count_lines(cat, &most), n_steps = (size_t)cat->offers.n_steps + 1;
    packing->runs = bw_arena_take(arena, (n + 1) * sizeof *packing->runs);
    packing->courses = bw_arena_take(arena, n * sizeof *packing->courses);
    packing->credits = bw_arena_take(arena, n * sizeof *packing->credits);
    packing->part = bw_arena_take(arena, most * sizeof *packing->part);
    packing->place = BW_ARENA_NEW(arena, uint32_t, cat->n_courses);
    packing->count = BW_ARENA_NEW(arena, uint32_t, n_steps);
    packing->steps = bw_arena_take(arena, n_steps * sizeof *packing->steps);
}

void bw_reach_pack(struct bw_catalogue *cat, struct bw_arena *arena)
{
    uint32_t *at = BW_ARENA_NEW(arena, uint32_t, 2 * (size_t)cat->n_competencies + 1);
    struct packing packing = {.cat = cat};
    make_room(&packing, arena);
    packing.runs[packing.n_runs++] = (struct bw_reach_run){0, 0};
    for (uint32_t c = 0; c < cat->n_competencies; c++) {
        const struct bw_competency *asked = &cat->competencies[c];
        at[2 * (size_t)c] = packing.n_runs;
        add(&packing, c, BW_REACH_CREDIT_FULL);
        for (size_t i = 0; i < asked->same.n; i++)
            add(&packing, asked->same.at[i], BW_REACH_CREDIT_FULL);
        put_part(&packing);
        at[2 * (size_t)c + 1] = packing.n_runs;
        for (size_t i = 0; i < asked->n_near; i++)
            add(&packing, asked->near[i].competency, credit_over(asked->near[i].sigma));
        put_part(&packing);
    }
    at[2 * (size_t)cat->n_competencies] = packing.n_runs;
    cat->reach = (struct bw_reach){packing.runs, at, packing.courses, packing.credits};
}
