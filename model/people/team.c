#include "model/people/team.h"
#include "model/base/sort.h"

#define COURSES_MOST 10
#define TALENTS_MOST 10

/* The report in the making. */
struct tally {
    const struct bw_catalogue *cat;
    const struct bw_peers *peers;
    struct bw_people people;
    const struct bw_question *question;
    struct bw_arena *arena;
    struct bw_gap *gaps; /* one a person */
    uint32_t *row;       /* per competency of the catalogue: its line, or BW_NONE */
    struct bw_team_competency *lines;
    double *lowest; /* per line: the lowest level asked of anyone */
    size_t n_lines;
};

static struct bw_team_competency *line_of(struct tally *tally, uint32_t competency)
{
    if (tally->row[competency] == BW_NONE) {
        tally->row[competency] = (uint32_t)tally->n_lines++;
        tally->lines[tally->row[competency]].competency = competency;
    }
    return &tally->lines[tally->row[competency]];
}

static void judge_people(struct tally *tally)
{
    size_t asked = 0;
    for (size_t i = 0; i < tally->people.n; i++) {
        tally->gaps[i] = bw_gap_make(tally->cat, tally->peers, &tally->people.at[i],
                                     tally->question, tally->arena);
        asked += tally->gaps[i].n_needs;
    }
    size_t most = asked < tally->cat->n_competencies ? asked : tally->cat->n_competencies;
    tally->lines = BW_ARENA_NEW(tally->arena, struct bw_team_competency, most);
    tally->lowest = BW_ARENA_NEW(tally->arena, double, most);
}

static void add_needs(struct tally *tally, size_t *askers)
{
    for (size_t i = 0; i < tally->people.n; i++) {
        for (size_t n = 0; n < tally->gaps[i].n_needs; n++) {
            const struct bw_need *need = &tally->gaps[i].needs[n];
            struct bw_team_competency *line = line_of(tally, need->ask.competency);
            uint32_t row = tally->row[need->ask.competency];
            if (askers[row] == 0 || need->ask.level < tally->lowest[row])
                tally->lowest[row] = need->ask.level;
            askers[row]++;
            line->need_mean += need->ask.level;
            line->have_mean += need->x.mean;
            line->gap_total += need->gap;
            line->people_short += need->standing != BW_MET;
        }
    }
    for (size_t row = 0; row < tally->n_lines; row++) {
        tally->lines[row].need_mean /= (double)askers[row];
        tally->lines[row].have_mean /= (double)askers[row];
    }
}

static bool leaves(const struct tally *tally, size_t person)
{
    bw_day day = tally->people.at[person].leaves_on;
    return day != BW_DAY_NONE && day >= tally->gaps[person].as_of;
}

/* Who reaches what, per line. */
struct holders {
    size_t *n;
    size_t *last; /* person */
};

static void add_holder(struct tally *tally, struct holders *holders, size_t person, uint32_t row)
{
    holders->n[row]++;
    holders->last[row] = person;
    tally->lines[row].leavers_with_it += leaves(tally, person);
}

/* What a person reaches: what is asked of themselves and met, and of the rest what they are known
 * for at the lowest level that is asked of anyone. */
static void add_holdings(struct tally *tally, struct holders *holders, size_t person)
{
    const struct bw_gap *gap = &tally->gaps[person];
    size_t n = 0;
    for (size_t k = 0; k < gap->mind.n_known; k++) {
        const struct bw_known *known = &gap->mind.known[k];
        uint32_t row = tally->row[known->competency];
        while (n < gap->n_needs && gap->needs[n].ask.competency < known->competency)
            n++;
        bool asked = n < gap->n_needs && gap->needs[n].ask.competency == known->competency;
        if (!asked && row != BW_NONE && known->belief.mean >= tally->lowest[row] - BW_BAND)
            add_holder(tally, holders, person, row);
    }
    for (n = 0; n < gap->n_needs; n++)
        if (gap->needs[n].standing == BW_MET)
            add_holder(tally, holders, person, tally->row[gap->needs[n].ask.competency]);
}

static void find_sole_holders(struct tally *tally, struct bw_team_member *members)
{
    struct holders holders = {BW_ARENA_NEW(tally->arena, size_t, tally->n_lines),
                              BW_ARENA_NEW(tally->arena, size_t, tally->n_lines)};
    for (size_t i = 0; i < tally->people.n; i++)
        add_holdings(tally, &holders, i);
    for (size_t row = 0; row < tally->n_lines; row++) {
        struct bw_team_member *last = &members[holders.last[row]];
        tally->lines[row].only_one_has = holders.n[row] == 1;
        if (holders.n[row] == 1 && leaves(tally, holders.last[row]))
            last->sole[last->n_sole++] = tally->lines[row].competency;
    }
}

static int largest_gap(const void *a, const void *b)
{
    const struct bw_team_competency *x = a, *y = b;
    if (x->gap_total > y->gap_total || x->gap_total < y->gap_total)
        return x->gap_total > y->gap_total ? -1 : 1;
    return (x->competency > y->competency) - (x->competency < y->competency);
}

static struct bw_team_member *list_members(struct tally *tally)
{
    struct bw_team_member *members =
        BW_ARENA_NEW(tally->arena, struct bw_team_member, tally->people.n);
    for (size_t i = 0; i < tally->people.n; i++) {
        members[i] = (struct bw_team_member){
            .person = &tally->people.at[i],
            .role = tally->people.at[i].role,
            .gap_total = tally->gaps[i].total,
            .sole = leaves(tally, i) ? BW_ARENA_NEW(tally->arena, uint32_t, tally->n_lines) : NULL};
    }
    return members;
}

static int by_line(const void *a, const void *b)
{
    const struct bw_team_cell *x = a, *y = b;
    return (x->line > y->line) - (x->line < y->line);
}

/* After the competencies have their order. */
static void fill_cells(struct tally *tally, struct bw_team_member *members)
{
    for (size_t row = 0; row < tally->n_lines; row++)
        tally->row[tally->lines[row].competency] = (uint32_t)row;
    for (size_t i = 0; i < tally->people.n; i++) {
        const struct bw_gap *gap = &tally->gaps[i];
        struct bw_team_cell *cells = BW_ARENA_NEW(tally->arena, struct bw_team_cell, gap->n_needs);
        for (size_t n = 0; n < gap->n_needs; n++)
            cells[n] =
                (struct bw_team_cell){tally->row[gap->needs[n].ask.competency], gap->needs[n].gap};
        bw_sort(cells, gap->n_needs, sizeof *cells, by_line);
        members[i].cells = cells;
        members[i].n_cells = gap->n_needs;
    }
}

static void list_mandatory(struct tally *tally, struct bw_team_report *report)
{
    size_t n = 0;
    for (size_t i = 0; i < tally->people.n; i++)
        n += bw_match_mandatory_open(&tally->gaps[i]);
    struct bw_team_mandatory *open = BW_ARENA_NEW(tally->arena, struct bw_team_mandatory, n);
    for (size_t i = 0; i < tally->people.n; i++) {
        for (size_t k = 0; k < tally->gaps[i].n_needs; k++) {
            const struct bw_need *need = &tally->gaps[i].needs[k];
            if (need->ask.mandatory && need->standing != BW_MET)
                open[report->n_mandatory_open++] = (struct bw_team_mandatory){
                    &tally->people.at[i], need->ask.competency, need->ask.law};
        }
    }
    report->mandatory_open = open;
}

static int largest_closure(const void *a, const void *b)
{
    const struct bw_team_course *x = a, *y = b;
    if (x->closure > y->closure || x->closure < y->closure)
        return x->closure > y->closure ? -1 : 1;
    return (x->course > y->course) - (x->course < y->course);
}

/* One by one, or in groups where that is cheaper. */
static int64_t cost_for(const struct bw_course *course, size_t people)
{
    int64_t single = course->price_cents * (int64_t)people;
    if (course->group_price_cents < 0)
        return single;
    int64_t size = course->group_max > 0 ? course->group_max : (int64_t)people;
    int64_t groups = ((int64_t)people + size - 1) / size;
    int64_t grouped = groups * course->group_price_cents;
    return grouped < single ? grouped : single;
}

/* What is on the lists of the people, added up. */
static void list_courses(struct tally *tally, struct bw_team_report *report)
{
    const struct bw_catalogue *cat = tally->cat;
    struct bw_team_course *all = BW_ARENA_NEW(tally->arena, struct bw_team_course, cat->n_courses);
    for (uint32_t c = 0; c < cat->n_courses; c++)
        all[c].course = c;
    for (size_t i = 0; i < tally->people.n; i++) {
        size_t mark = bw_arena_mark(tally->arena);
        struct bw_advice advice =
            bw_recommend(cat, tally->peers, &tally->people.at[i], tally->question, tally->arena);
        for (size_t n = 0; n < advice.n_items; n++) {
            all[advice.items[n].course].people++;
            all[advice.items[n].course].closure += advice.items[n].closure;
        }
        bw_arena_rewind(tally->arena, mark);
    }
    size_t listed = 0;
    for (uint32_t c = 0; c < cat->n_courses; c++)
        if (all[c].people > 0)
            all[listed++] = all[c];
    bw_sort(all, listed, sizeof *all, largest_closure);
    for (size_t n = 0; n < listed && n < COURSES_MOST; n++) {
        all[n].cost_cents = cost_for(&cat->courses[all[n].course], all[n].people);
        report->n_courses++;
    }
    report->courses = all;
}

static void list_talents(struct tally *tally, struct bw_team_report *report)
{
    const struct bw_mind **minds =
        BW_ARENA_NEW(tally->arena, const struct bw_mind *, tally->people.n);
    for (size_t i = 0; i < tally->people.n; i++)
        minds[i] = &tally->gaps[i].mind;
    struct bw_minds all = {minds, tally->people.n};
    report->talents = bw_talents(tally->cat, all, TALENTS_MOST, tally->arena, &report->n_talents);
}

struct bw_team_report bw_team_make(const struct bw_catalogue *cat, const struct bw_peers *peers,
                                   struct bw_people people, const struct bw_question *question,
                                   struct bw_arena *arena)
{
    struct tally tally = {
        .cat = cat, .peers = peers, .people = people, .question = question, .arena = arena};
    tally.gaps = BW_ARENA_NEW(arena, struct bw_gap, people.n);
    tally.row = bw_arena_take(arena, cat->n_competencies * sizeof *tally.row);
    for (uint32_t c = 0; c < cat->n_competencies; c++)
        tally.row[c] = BW_NONE;
    judge_people(&tally);
    add_needs(&tally, BW_ARENA_NEW(arena, size_t, cat->n_competencies));
    struct bw_team_member *members = list_members(&tally);
    find_sole_holders(&tally, members);
    bw_sort(tally.lines, tally.n_lines, sizeof *tally.lines, largest_gap);
    fill_cells(&tally, members);
    struct bw_team_report report = {.competencies = tally.lines,
                                    .n_competencies = tally.n_lines,
                                    .members = members,
                                    .n_members = people.n};
    for (size_t i = 0; i < people.n; i++)
        report.gap_total += tally.gaps[i].total;
    list_mandatory(&tally, &report);
    list_courses(&tally, &report);
    list_talents(&tally, &report);
    return report;
}
