#include "model/report/knowledge.h"

#include <string.h>

#include "model/base/sort.h"

/* One alone is no group. */
#define TOGETHER_LEAST 2

/* What the group asks of one competency, and who has it. */
struct line {
    size_t asked, people_short;
    double lowest, gap, have;
    size_t holders, staying; /* who reach it; of these who do not leave */
    const struct bw_person *who[2];
    struct bw_keepers able, stay; /* of the org; of these who do not leave */
};

/* The report in the making. */
struct making {
    const struct bw_ground *ground;
    uint32_t team;
    bw_day until;
    struct line *lines; /* one a competency */
    struct bw_joint_person *people;
    struct bw_leaver *leavers;
    struct bw_knowledge report;
};

static bool is_member(const struct making *making, const struct bw_person *person)
{
    return making->team == BW_NONE || person->team == making->team;
}

static bool leaves(const struct making *making, const struct bw_person *person)
{
    return person->leaves_on != BW_DAY_NONE && person->leaves_on >= making->ground->as_of &&
           person->leaves_on <= making->until;
}

static void ask_of(struct making *making, const struct bw_person *person)
{
    const struct bw_role_version *version =
        bw_role_at(&making->ground->cat->roles[person->role], making->ground->as_of);
    for (size_t i = 0; version && i < version->all.n; i++) {
        const struct bw_ask *ask = &version->all.at[i];
        struct line *line = &making->lines[ask->competency];
        if (line->asked == 0 || ask->level < line->lowest)
            line->lowest = ask->level;
        line->asked++;
    }
}

/* Keeps the most able; people come in the order of their ids. */
static void keep(struct bw_keepers *keepers, const struct bw_keeper *keeper)
{
    size_t at = keepers->n < BW_KEEPERS_MOST ? keepers->n++ : BW_KEEPERS_MOST;
    for (; at > 0 && keepers->at[at - 1].have.mean < keeper->have.mean; at--)
        if (at < BW_KEEPERS_MOST)
            keepers->at[at] = keepers->at[at - 1];
    if (at < BW_KEEPERS_MOST)
        keepers->at[at] = *keeper;
}

/* Who of the org knows what the group asks. */
static void note_ability(struct making *making, const struct bw_mind *mind)
{
    if (mind->person->objects_to_profiling)
        return;
    for (size_t k = 0; k < mind->n_known; k++) {
        struct line *line = &making->lines[mind->known[k].competency];
        struct bw_keeper keeper = {mind->person, mind->known[k].belief};
        if (line->asked == 0)
            continue;
        keep(&line->able, &keeper);
        if (!leaves(making, mind->person))
            keep(&line->stay, &keeper);
    }
}

/* The competencies that one person reaches, with the beliefs of them. */
struct reached {
    struct bw_leaving *at;
    size_t n;
};

static void reach(struct making *making, const struct bw_person *person, struct reached *reached,
                  uint32_t competency, double have)
{
    struct line *line = &making->lines[competency];
    if (line->holders < 2)
        line->who[line->holders] = person;
    line->holders++;
    line->staying += !leaves(making, person);
    reached->at[reached->n++] = (struct bw_leaving){.competency = competency, .have = have};
}

static struct reached note_reached(struct making *making, const struct bw_gap *gap)
{
    const struct bw_mind *mind = &gap->mind;
    struct reached out = {
        BW_ARENA_NEW(making->ground->arena, struct bw_leaving, mind->n_known + gap->n_needs), 0};
    size_t n = 0;
    for (size_t k = 0; k < mind->n_known; k++) {
        const struct bw_known *known = &mind->known[k];
        const struct line *line = &making->lines[known->competency];
        while (n < gap->n_needs && gap->needs[n].ask.competency < known->competency)
            n++;
        bool own = n < gap->n_needs && gap->needs[n].ask.competency == known->competency;
        if (!own && line->asked > 0 && known->belief.mean >= line->lowest - BW_BAND)
            reach(making, mind->person, &out, known->competency, known->belief.mean);
    }
    for (n = 0; n < gap->n_needs; n++)
        if (gap->needs[n].standing == BW_MET)
            reach(making, mind->person, &out, gap->needs[n].ask.competency, gap->needs[n].x.mean);
    return out;
}

static void note_needs(struct making *making, const struct bw_gap *gap)
{
    for (size_t i = 0; i < gap->n_needs; i++) {
        const struct bw_need *need = &gap->needs[i];
        struct line *line = &making->lines[need->ask.competency];
        line->people_short += need->standing != BW_MET;
        line->gap += need->gap;
        line->have += need->x.mean;
    }
}

/* `reached` and `hits` lie further on in memory that was given back, in this order: they come to
 * the front of it, where they stay. */
static void keep_leaver(struct making *making, const struct bw_person *person,
                        const struct reached *reached)
{
    size_t n = person->objects_to_profiling ? 0 : reached->n;
    struct bw_leaving *kept = bw_arena_take(making->ground->arena, n * sizeof *kept);
    memmove(kept, reached->at, n * sizeof *kept);
    making->leavers[making->report.n_leavers++] = (struct bw_leaver){person, kept, n};
}

static void add_member(struct making *making, const struct bw_person *person)
{
    const struct bw_ground *ground = making->ground;
    struct bw_question question = bw_question_on(ground->as_of);
    size_t mark = bw_arena_mark(ground->arena);
    struct bw_gap gap = bw_gap_make(ground->cat, ground->peers, person, &question, ground->arena);
    note_ability(making, &gap.mind);
    note_needs(making, &gap);
    struct reached reached = note_reached(making, &gap);
    struct bw_joint_person hits = bw_joint_person_of(&gap, ground->arena);
    bw_arena_rewind(ground->arena, mark);
    if (leaves(making, person))
        keep_leaver(making, person, &reached);
    bw_joint_keep(&hits, ground->arena);
    making->people[making->report.n_people++] = hits;
}

static void add_colleague(struct making *making, const struct bw_person *person)
{
    const struct bw_ground *ground = making->ground;
    size_t mark = bw_arena_mark(ground->arena);
    struct bw_mind mind =
        bw_mind_make(ground->cat, ground->peers, person, ground->as_of, ground->arena);
    note_ability(making, &mind);
    bw_arena_rewind(ground->arena, mark);
}

static int by_few(const void *a, const void *b)
{
    const struct bw_leaving *x = a, *y = b;
    if (x->left != y->left)
        return x->left < y->left ? -1 : 1;
    return (x->competency > y->competency) - (x->competency < y->competency);
}

static int by_leaving(const void *a, const void *b)
{
    const struct bw_leaver *x = a, *y = b;
    if (x->person->leaves_on != y->person->leaves_on)
        return x->person->leaves_on < y->person->leaves_on ? -1 : 1;
    return bw_str_compare(x->person->id, y->person->id);
}

/* Leavers do not stay: `staying` counts none of them. */
static void finish_leavers(struct making *making)
{
    for (size_t i = 0; i < making->report.n_leavers; i++) {
        struct bw_leaver *leaver = &making->leavers[i];
        struct bw_leaving *leavings = (struct bw_leaving *)leaver->leavings;
        for (size_t k = 0; k < leaver->n; k++) {
            leavings[k].left = making->lines[leavings[k].competency].staying;
            leavings[k].takers = making->lines[leavings[k].competency].stay;
        }
        bw_sort(leavings, leaver->n, sizeof *leavings, by_few);
    }
    bw_sort(making->leavers, making->report.n_leavers, sizeof *making->leavers, by_leaving);
    making->report.leavers = making->leavers;
}

/* The day on which the first of them leaves. */
static bw_day first_leaves(const struct bw_single *single)
{
    bw_day first = INT32_MAX;
    for (size_t i = 0; i < single->n; i++)
        if (single->who[i]->leaves_on != BW_DAY_NONE && single->who[i]->leaves_on < first)
            first = single->who[i]->leaves_on;
    return first;
}

static int by_risk(const void *a, const void *b)
{
    const struct bw_single *x = a, *y = b;
    if (x->n != y->n)
        return x->n < y->n ? -1 : 1;
    if (first_leaves(x) != first_leaves(y))
        return first_leaves(x) < first_leaves(y) ? -1 : 1;
    if (x->asked != y->asked)
        return x->asked > y->asked ? -1 : 1;
    return (x->competency > y->competency) - (x->competency < y->competency);
}

static void list_singles(struct making *making)
{
    struct bw_knowledge *report = &making->report;
    uint32_t n_competencies = making->ground->cat->n_competencies;
    size_t most = 0;
    for (uint32_t c = 0; c < n_competencies; c++) {
        const struct line *line = &making->lines[c];
        report->n_asked += line->asked > 0;
        report->n_nobody += line->asked > 0 && line->holders == 0;
        most += line->asked > 0 && line->holders > 0 && line->holders <= 2;
    }
    struct bw_single *at = BW_ARENA_NEW(making->ground->arena, struct bw_single, most);
    for (uint32_t c = 0; c < n_competencies; c++) {
        const struct line *line = &making->lines[c];
        if (line->asked == 0 || line->holders == 0 || line->holders > 2)
            continue;
        at[report->n_singles++] = (struct bw_single){
            c, line->asked, line->lowest, line->holders, {line->who[0], line->who[1]}};
    }
    bw_sort(at, report->n_singles, sizeof *at, by_risk);
    report->singles = at;
}

static int by_gap(const void *a, const void *b)
{
    const struct bw_short *x = a, *y = b;
    if (x->gap > y->gap || x->gap < y->gap)
        return x->gap > y->gap ? -1 : 1;
    return (x->competency > y->competency) - (x->competency < y->competency);
}

static struct bw_keepers mentors_of(const struct line *line, double mean)
{
    double least =
        mean + BW_MENTOR_ABOVE > BW_MENTOR_LEAST ? mean + BW_MENTOR_ABOVE : (double)BW_MENTOR_LEAST;
    struct bw_keepers out = line->able;
    while (out.n > 0 && out.at[out.n - 1].have.mean < least)
        out.n--;
    return out;
}

static void list_shorts(struct making *making)
{
    uint32_t n_competencies = making->ground->cat->n_competencies;
    size_t n = 0;
    for (uint32_t c = 0; c < n_competencies; c++)
        n += making->lines[c].people_short > 0;
    struct bw_short *at = BW_ARENA_NEW(making->ground->arena, struct bw_short, n);
    n = 0;
    for (uint32_t c = 0; c < n_competencies; c++) {
        const struct line *line = &making->lines[c];
        double mean = line->asked ? line->have / (double)line->asked : 0;
        if (line->people_short > 0)
            at[n++] =
                (struct bw_short){c, line->people_short, line->gap, mean, mentors_of(line, mean)};
    }
    bw_sort(at, n, sizeof *at, by_gap);
    making->report.shorts = at;
    making->report.n_shorts = n;
}

static int by_team(const void *a, const void *b)
{
    const struct bw_joint_person *x = a, *y = b;
    if (x->person->team != y->person->team)
        return x->person->team < y->person->team ? -1 : 1;
    return bw_str_compare(x->person->id, y->person->id);
}

/* The people from `from` on who are of one team. */
static size_t team_end(const struct making *making, size_t from)
{
    size_t end = from + 1;
    while (end < making->report.n_people &&
           making->people[end].person->team == making->people[from].person->team)
        end++;
    return end;
}

static void list_joints(struct making *making)
{
    struct bw_knowledge *report = &making->report;
    struct bw_knowledge_team *teams =
        BW_ARENA_NEW(making->ground->arena, struct bw_knowledge_team, report->n_people);
    bw_sort(making->people, report->n_people, sizeof *making->people, by_team);
    report->people = making->people;
    report->n_joints =
        bw_joint_best(making->ground, (struct bw_joint_people){making->people, report->n_people},
                      TOGETHER_LEAST, report->joints, BW_KEEPERS_MOST);
    for (size_t i = 0, end; i < report->n_people; i = end) {
        struct bw_knowledge_team *team = &teams[report->n_teams++];
        end = team_end(making, i);
        team->team = making->people[i].person->team;
        team->people = end - i;
        for (size_t k = i; k < end; k++)
            team->leavers += leaves(making, making->people[k].person);
        bw_joint_best(making->ground, (struct bw_joint_people){making->people + i, end - i},
                      TOGETHER_LEAST, &team->joint, 1);
    }
    report->teams = teams;
}

struct bw_knowledge bw_knowledge_make(const struct bw_ground *ground, uint32_t team, int months)
{
    struct making making = {
        .ground = ground,
        .team = team,
        .until = bw_day_add_months(ground->as_of, months),
        .lines = BW_ARENA_NEW(ground->arena, struct line, ground->cat->n_competencies),
        .people = BW_ARENA_NEW(ground->arena, struct bw_joint_person, ground->people.n),
        .leavers = BW_ARENA_NEW(ground->arena, struct bw_leaver, ground->people.n)};
    for (size_t i = 0; i < ground->people.n; i++)
        if (is_member(&making, &ground->people.at[i]))
            ask_of(&making, &ground->people.at[i]);
    for (size_t i = 0; i < ground->people.n && bw_ground_is_wanted(ground); i++) {
        if (is_member(&making, &ground->people.at[i]))
            add_member(&making, &ground->people.at[i]);
        else
            add_colleague(&making, &ground->people.at[i]);
    }
    finish_leavers(&making);
    list_singles(&making);
    list_shorts(&making);
    list_joints(&making);
    return making.report;
}
