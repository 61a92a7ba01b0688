#include "tools/evaluate/worlds_play.h"

#include <string.h>

#include "model/base/day.h"

#define BAND .5          /* a level is met from half a level below it */
#define FROM_A_LIST .5   /* initiative */
#define TOUCHED_MOST 128 /* by one course, kin included */

/* Levels before a course that is tried out. */
struct before {
    uint32_t competency;
    double level;
    bool lapsed;
};

struct trial {
    const struct bw_play *play;
    double *level;
    bool *lapsed;
    struct before touched[TOUCHED_MOST];
    uint32_t n_touched;
};

static bool is_valid_still(const struct bw_play *play, const struct bw_truth_done *done,
                           bw_day today)
{
    const struct bw_course *course = &play->cat->courses[done->course];
    return !course->certificate || bw_day_add_months(done->at, course->valid_months) >= today;
}

static void settle_open(struct bw_play *play, uint32_t org, bw_day today)
{
    for (uint32_t k = 0; k < play->cat->n_courses; k++) {
        const struct bw_course *course = &play->cat->courses[k];
        play->open[k] = !course->retired && bw_catalogue_sees(play->cat, org, course->org) &&
                        (course->n_sessions == 0 || bw_course_next_session(course, today));
    }
    for (size_t i = 0; i < play->person->n_done; i++)
        if (is_valid_still(play, &play->person->done[i], today))
            play->open[play->person->done[i].course] = false;
}

void bw_play_settle(struct bw_play *play, bw_day today)
{
    const struct bw_catalogue *cat = play->cat;
    const struct bw_sim_nature *nature = &play->truth->nature;
    uint32_t role =
        bw_str_find(&cat->roles->id, cat->n_roles, sizeof *cat->roles, play->person->role);
    const struct bw_role_version *version =
        role == BW_NONE ? NULL : bw_role_at(&cat->roles[role], today);
    memset(play->weight, 0, sizeof play->weight);
    memset(play->lapsed, 0, sizeof play->lapsed);
    for (size_t i = 0; version && i < version->all.n; i++) {
        const struct bw_ask *ask = &version->all.at[i];
        play->bar[ask->competency] = ask->level - BAND;
        play->need[ask->competency] = ask->level;
        play->said_weight[ask->competency] = ask->weight;
        play->mandatory[ask->competency] = ask->mandatory;
        play->weight[ask->competency] =
            ask->mandatory ? nature->mandatory * (ask->weight > 1 ? ask->weight : 1) : ask->weight;
    }
    settle_open(play, 0, today); /* everyone is of the first organisation */
}

/* Of one competency at a level. */
static double gap_of(const struct bw_play *play, uint32_t competency, double level, bool lapsed)
{
    double lack = play->bar[competency] - level;
    double least = lapsed ? play->truth->nature.lapse : 0;
    return play->weight[competency] * (lack > least ? lack : least);
}

double bw_play_gap(const struct bw_play *play)
{
    double sum = 0;
    for (uint32_t c = 0; c < play->truth->n_competencies; c++)
        sum += play->weight[c] > 0 ? gap_of(play, c, play->person->levels[c], play->lapsed[c]) : 0;
    return sum;
}

static double chance_at(const struct bw_play *play, uint32_t course, const double *level)
{
    const struct bw_truth_course *at = &play->truth->courses[course];
    const struct bw_course *said = &play->cat->courses[course];
    struct bw_sim_try try = {.drive = play->person->drive,
                             .difficulty = at->difficulty,
                             .hours = said->hours,
                             .weeks = said->hours / play->person->hours_per_week,
                             .initiative = FROM_A_LIST};
    for (size_t i = 0; i < at->n_teaches; i++) {
        double way = at->teaches[i].to - level[at->teaches[i].competency];
        try.climb = way > try.climb ? way : try.climb;
    }
    for (size_t i = 0; i < said->n_requires; i++) {
        double lack = said->requires[i].level - level[said->requires[i].competency];
        try.lack = lack > try.lack ? lack : try.lack;
    }
    return bw_sim_nature_chance(&play->truth->nature, &try);
}

double bw_play_chance(const struct bw_play *play, uint32_t course)
{
    return chance_at(play, course, play->person->levels);
}

/* Moves one competency; the weighted gap that this closes. */
static double touch(struct trial *trial, uint32_t competency, double gain, bool renews)
{
    const struct bw_play *play = trial->play;
    bool lapsed = trial->lapsed[competency];
    double level = trial->level[competency], reached = level + gain < 5 ? level + gain : 5;
    if (trial->n_touched == TOUCHED_MOST || (gain <= 0 && !(renews && lapsed)))
        return 0;
    trial->touched[trial->n_touched++] = (struct before){competency, level, lapsed};
    trial->level[competency] = reached;
    trial->lapsed[competency] = lapsed && !renews;
    if (play->weight[competency] <= 0)
        return 0;
    return gap_of(play, competency, level, lapsed) -
           gap_of(play, competency, reached, lapsed && !renews);
}

/* What goes over to the kin of what was learnt. */
static double touch_kin(struct trial *trial, const struct bw_teach *teach, double gain)
{
    const struct bw_truth *truth = trial->play->truth;
    double closed = 0;
    for (uint32_t i = 0; i < truth->n_kin; i++) {
        int64_t kin = truth->kin[teach->competency * truth->n_kin + i];
        if (kin < 0)
            continue;
        double room = teach->to - trial->level[kin], over = truth->nature.spill * gain;
        closed += touch(trial, (uint32_t)kin, over < room ? over : room, false);
    }
    return closed;
}

/* A certificate is a paper: what counts is what the catalogue says that it proves. */
static double touch_papers(struct trial *trial, uint32_t course)
{
    const struct bw_course *said = &trial->play->cat->courses[course];
    double closed = 0;
    for (size_t i = 0; said->certificate && i < said->n_teaches; i++)
        if (said->teaches[i].to >= trial->play->bar[said->teaches[i].competency])
            closed += touch(trial, said->teaches[i].competency, 0, true);
    return closed;
}

/* Completes it: the weighted gap that this closes. */
static double complete(struct trial *trial, uint32_t course)
{
    const struct bw_truth_course *at = &trial->play->truth->courses[course];
    double closed = 0;
    for (size_t i = 0; i < at->n_teaches; i++) {
        const struct bw_teach *teach = &at->teaches[i];
        double gain = bw_sim_nature_gain(&trial->play->truth->nature, at->effect, teach->from,
                                         teach->to, trial->level[teach->competency]);
        closed += touch(trial, teach->competency, gain, false);
        closed += touch_kin(trial, teach, gain);
    }
    return closed + touch_papers(trial, course);
}

static void undo(struct trial *trial)
{
    while (trial->n_touched > 0) {
        const struct before *before = &trial->touched[--trial->n_touched];
        trial->level[before->competency] = before->level;
        trial->lapsed[before->competency] = before->lapsed;
    }
}

void bw_play_begin(const struct bw_play *play, struct bw_play_states *states)
{
    size_t n = play->truth->n_competencies;
    states->n = 1;
    states->chance[0] = 1;
    memcpy(states->level[0], play->person->levels, n * sizeof *states->level[0]);
    memcpy(states->lapsed[0], play->lapsed, n * sizeof *states->lapsed[0]);
}

void bw_play_copy(const struct bw_play *play, const struct bw_play_states *from,
                  struct bw_play_states *to)
{
    size_t n = play->truth->n_competencies;
    to->n = from->n;
    memcpy(to->chance, from->chance, from->n * sizeof *from->chance);
    for (uint32_t s = 0; s < from->n; s++) {
        memcpy(to->level[s], from->level[s], n * sizeof *from->level[s]);
        memcpy(to->lapsed[s], from->lapsed[s], n * sizeof *from->lapsed[s]);
    }
}

double bw_play_gain(const struct bw_play *play, struct bw_play_states *states, uint32_t course)
{
    double sum = 0;
    for (uint32_t s = 0; s < states->n; s++) {
        struct trial trial = {.play = play, .level = states->level[s], .lapsed = states->lapsed[s]};
        double chance = chance_at(play, course, trial.level);
        sum += states->chance[s] * chance * complete(&trial, course);
        undo(&trial);
    }
    return sum;
}

void bw_play_take(const struct bw_play *play, struct bw_play_states *states, uint32_t course)
{
    size_t n_competencies = play->truth->n_competencies;
    uint32_t n = states->n;
    for (uint32_t s = 0; s < n && states->n < BW_PLAY_STATES; s++) {
        uint32_t well = states->n++;
        double chance = chance_at(play, course, states->level[s]);
        memcpy(states->level[well], states->level[s], n_competencies * sizeof **states->level);
        memcpy(states->lapsed[well], states->lapsed[s], n_competencies * sizeof **states->lapsed);
        states->chance[well] = states->chance[s] * chance;
        states->chance[s] *= 1 - chance;
        struct trial trial = {
            .play = play, .level = states->level[well], .lapsed = states->lapsed[well]};
        complete(&trial, course);
    }
}

void bw_play_way_begin(const struct bw_play *play, struct bw_play_way *way)
{
    size_t n = play->truth->n_competencies;
    memcpy(way->level, play->person->levels, n * sizeof *way->level);
    memcpy(way->lapsed, play->lapsed, n * sizeof *way->lapsed);
}

double bw_play_way_chance(const struct bw_play *play, const struct bw_play_way *way,
                          uint32_t course)
{
    return chance_at(play, course, way->level);
}

double bw_play_way_complete(const struct bw_play *play, struct bw_play_way *way, uint32_t course)
{
    struct trial trial = {.play = play, .level = way->level, .lapsed = way->lapsed};
    return complete(&trial, course);
}

double bw_play_value(const struct bw_play *play, const uint32_t *courses, uint32_t n)
{
    struct bw_play_states states;
    double sum = 0;
    bw_play_begin(play, &states);
    for (uint32_t i = 0; i < n && i < BW_PLAY_COURSES_MOST; i++) {
        sum += bw_play_gain(play, &states, courses[i]);
        bw_play_take(play, &states, courses[i]);
    }
    return sum;
}

uint32_t bw_play_choose(const struct bw_play *play, const struct bw_play_budget *budget,
                        const uint32_t *list, uint32_t n, uint32_t taken[BW_PLAY_COURSES_MOST])
{
    int64_t cents = budget->cents;
    double hours = budget->hours;
    uint32_t chosen = 0;
    for (uint32_t i = 0; i < n && chosen < budget->courses; i++) {
        const struct bw_course *course = &play->cat->courses[list[i]];
        if (!play->open[list[i]] || course->price_cents > cents || course->hours > hours)
            continue;
        cents -= course->price_cents;
        hours -= course->hours;
        taken[chosen++] = list[i];
    }
    return chosen;
}
