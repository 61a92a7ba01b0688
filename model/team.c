#include "model/team.h"
#include "model/sort.h"

#define COURSES_MOST 10
#define TALENTS_MOST 10
#define TALENT_FIT .8
#define NOT_ASKED (-1.0)

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

/* Does a person reach what is asked: of themselves, else the lowest that is asked of anyone? */
static bool reaches(const struct tally *tally, size_t person, size_t row)
{
    const struct bw_gap *gap = &tally->gaps[person];
    uint32_t competency = tally->lines[row].competency;
    for (size_t n = 0; n < gap->n_needs; n++)
        if (gap->needs[n].ask.competency == competency)
            return gap->needs[n].standing == BW_MET;
    const struct bw_known *known = bw_mind_known(&gap->mind, competency);
    return known && known->belief.mean >= tally->lowest[row] - BW_BAND;
}

static bool leaves(const struct tally *tally, size_t person)
{
    bw_day day = tally->people.at[person].leaves_on;
    return day != BW_DAY_NONE && day >= tally->gaps[person].as_of;
}

static void find_sole_holders(struct tally *tally, struct bw_team_member *members)
{
    for (size_t row = 0; row < tally->n_lines; row++) {
        size_t holders = 0, last = 0;
        for (size_t i = 0; i < tally->people.n; i++) {
            if (!reaches(tally, i, row))
                continue;
            holders++;
            last = i;
            tally->lines[row].leavers_with_it += leaves(tally, i);
        }
        tally->lines[row].only_one_has = holders == 1;
        if (holders == 1 && leaves(tally, last)) {
            uint32_t *sole = members[last].sole;
            sole[members[last].n_sole++] = tally->lines[row].competency;
        }
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

/* After the competencies have their order. */
static void fill_cells(struct tally *tally, struct bw_team_member *members)
{
    for (size_t row = 0; row < tally->n_lines; row++)
        tally->row[tally->lines[row].competency] = (uint32_t)row;
    for (size_t i = 0; i < tally->people.n; i++) {
        double *cells = bw_arena_take(tally->arena, tally->n_lines * sizeof *cells);
        for (size_t row = 0; row < tally->n_lines; row++)
            cells[row] = NOT_ASKED;
        for (size_t n = 0; n < tally->gaps[i].n_needs; n++)
            cells[tally->row[tally->gaps[i].needs[n].ask.competency]] = tally->gaps[i].needs[n].gap;
        members[i].cells = cells;
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
    bw_sort(all, cat->n_courses, sizeof *all, largest_closure);
    for (size_t n = 0; n < cat->n_courses && n < COURSES_MOST && all[n].people > 0; n++) {
        all[n].cost_cents = cost_for(&cat->courses[all[n].course], all[n].people);
        report->n_courses++;
    }
    report->courses = all;
}

static int best_talent(const void *a, const void *b)
{
    const struct bw_team_talent *x = a, *y = b;
    if (x->fit > y->fit || x->fit < y->fit)
        return x->fit > y->fit ? -1 : 1;
    return bw_str_compare(x->person->id, y->person->id);
}

/* Talent shows in evidence: less than half of the weight known is a guess, not a find. */
static bool rests_on_evidence(const struct bw_mind *mind, struct bw_asks asks)
{
    double known = 0, all = 0;
    for (size_t i = 0; i < asks.n; i++) {
        all += asks.at[i].weight;
        if (bw_mind_known(mind, asks.at[i].competency))
            known += asks.at[i].weight;
    }
    return all > 0 && 2 * known >= all;
}

/* The role other than their own that a person fits best. */
static struct bw_team_talent best_other_role(struct tally *tally, const struct bw_mind *mind)
{
    const struct bw_person *person = mind->person;
    struct bw_team_talent best = {person, BW_NONE, 0};
    for (uint32_t role = 0; role < tally->cat->n_roles; role++) {
        const struct bw_role_version *version = bw_role_at(&tally->cat->roles[role], mind->as_of);
        if (role == person->role || !version ||
            !bw_catalogue_sees(tally->cat, person->org, tally->cat->roles[role].org) ||
            !rests_on_evidence(mind, version->all))
            continue;
        size_t mark = bw_arena_mark(tally->arena);
        struct bw_gap gap = bw_gap_for_role(mind, role, tally->arena);
        double fit = bw_match_fit(&gap);
        bw_arena_rewind(tally->arena, mark);
        if (fit > best.fit) {
            best.role = role;
            best.fit = fit;
        }
    }
    return best;
}

static void list_talents(struct tally *tally, struct bw_team_report *report)
{
    struct bw_team_talent *all = BW_ARENA_NEW(tally->arena, struct bw_team_talent, tally->people.n);
    size_t n = 0;
    for (size_t i = 0; i < tally->people.n; i++) {
        if (tally->people.at[i].objects_to_profiling)
            continue;
        struct bw_team_talent best = best_other_role(tally, &tally->gaps[i].mind);
        if (best.fit >= TALENT_FIT)
            all[n++] = best;
    }
    bw_sort(all, n, sizeof *all, best_talent);
    report->talents = all;
    report->n_talents = n < TALENTS_MOST ? n : TALENTS_MOST;
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
