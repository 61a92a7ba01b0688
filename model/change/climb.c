#include "model/change/climb.h"

#include <math.h>
#include <string.h>

#include "model/listing.h"
#include "model/success.h"

/* What a course may do for a need. */
struct lift {
    uint32_t need, next; /* next: 1 + the next of the same course */
    double entry, to;    /* entry: of the band */
};

/* A course that teaches some of it. */
struct offer {
    uint32_t index;
    uint32_t lifts; /* 1 + the first */
    bool weighed;   /* closure and score are of now */
    bool known;     /* whether it may be taken: */
    bool allowed, taken;
    double ready, foretold; /* q; p when it is learned, else under 0 */
    double closure, score;
};

struct climber {
    const struct bw_catalogue *cat;
    const struct bw_question *question;
    struct bw_arena *arena;
    struct bw_gap seen; /* the gap with the mind of who has learnt from the courses taken */
    struct bw_forecast forecast;
    struct bw_climbing out;
    struct bw_climb_course *courses;
    struct lift *lifts;
    size_t n_lifts;
    struct offer *offers;
    size_t n_offers, n_left;
    struct bw_known *known; /* of the mind: room for all that courses may teach */
    size_t taught_most;     /* by one of the offers */
};

/* Everything that teaches a need or the same as it. */
static size_t count_lines(const struct climber *climber)
{
    const struct bw_catalogue *cat = climber->cat;
    size_t n = 0;
    for (size_t i = 0; i < climber->out.n_needs; i++) {
        uint32_t c = climber->out.needs[i].need->ask.competency;
        struct bw_ixs same = cat->competencies[c].same;
        n += cat->teaching_at[c + 1] - cat->teaching_at[c];
        for (size_t s = 0; s < same.n; s++)
            n += cat->teaching_at[same.at[s] + 1] - cat->teaching_at[same.at[s]];
    }
    return n;
}

static void gather_lines(struct climber *climber, uint32_t need, uint32_t competency,
                         uint32_t *offer_of)
{
    const struct bw_catalogue *cat = climber->cat;
    const struct bw_offers *offers = &cat->offers;
    const struct bw_climb *climb = &climber->out.needs[need];
    /* What leads no higher never lifts. */
    double least = climb->need->standing == BW_LAPSED ? climb->need->edge : climb->level;
    for (uint32_t i = cat->teaching_at[competency]; i < cat->teaching_at[competency + 1]; i++) {
        const struct bw_teaching *line = &cat->teaching[i];
        const struct bw_step *step = &offers->steps[line->step];
        if (offers->levels[step->to] < least)
            continue;
        if (offer_of[line->course] == 0) {
            size_t taught = offers->taught_at[line->course + 1] - offers->taught_at[line->course];
            climber->taught_most = taught > climber->taught_most ? taught : climber->taught_most;
            climber->offers[climber->n_offers++] =
                (struct offer){.index = line->course, .foretold = -1};
            offer_of[line->course] = (uint32_t)climber->n_offers;
        }
        struct offer *offer = &climber->offers[offer_of[line->course] - 1];
        climber->lifts[climber->n_lifts++] = (struct lift){
            need, offer->lifts, offers->levels[step->entry], offers->levels[step->to]};
        offer->lifts = (uint32_t)climber->n_lifts;
    }
}

static void gather_offers(struct climber *climber)
{
    const struct bw_catalogue *cat = climber->cat;
    size_t n = count_lines(climber);
    uint32_t *offer_of = BW_ARENA_NEW(climber->arena, uint32_t, n ? cat->n_courses : 0);
    climber->lifts = bw_arena_take(climber->arena, n * sizeof *climber->lifts);
    climber->offers = bw_arena_take(climber->arena, n * sizeof *climber->offers);
    for (uint32_t i = 0; i < climber->out.n_needs; i++) {
        uint32_t c = climber->out.needs[i].need->ask.competency;
        struct bw_ixs same = cat->competencies[c].same;
        gather_lines(climber, i, c, offer_of);
        for (size_t s = 0; s < same.n; s++)
            gather_lines(climber, i, same.at[s], offer_of);
    }
}

/* May it be taken now, and with which chance to get in? */
static void ask_whether(struct climber *climber, struct offer *offer)
{
    struct bw_candidate_course course = {.index = offer->index,
                                         .course = &climber->cat->courses[offer->index],
                                         .card = &climber->cat->cards[offer->index]};
    offer->known = true;
    offer->allowed = bw_listing_allows(&climber->seen, climber->question, &course);
    offer->ready = course.ready;
    if (offer->allowed && climber->forecast.learned_chance && offer->foretold < 0)
        bw_forecast_chances(&climber->forecast, &offer->index, 1, &offer->foretold);
}

/* What a need is like after a lift; *closed: expected, in levels. */
static bool lift(const struct bw_climb *climb, const struct lift *lift, bool certifies,
                 double *closed)
{
    const struct bw_need *need = climb->need;
    if (need->standing == BW_LAPSED) {
        *closed = need->shortfall;
        return certifies && lift->to >= need->edge;
    }
    if (lift->entry > climb->level || lift->to <= climb->level)
        return false;
    double from = climb->by && climb->entry < lift->entry ? climb->entry : lift->entry;
    struct bw_under entry = bw_under_level(need->x, from);
    struct bw_under reach = lift->to < need->edge ? bw_under_level(need->x, lift->to) : climb->edge;
    *closed = bw_effect_between(&entry, &reach);
    return true;
}

/* The best lift of a course for one need, the lists' next one that is of another need in *next. */
static const struct lift *best_lift(const struct climber *climber, const struct offer *offer,
                                    uint32_t first, uint32_t *next, double *gain)
{
    const struct lift *best = NULL;
    uint32_t need = climber->lifts[first - 1].need, at = first;
    const struct bw_climb *climb = &climber->out.needs[need];
    bool certifies = climber->cat->cards[offer->index].certificate;
    *gain = 0;
    for (; at && climber->lifts[at - 1].need == need; at = climber->lifts[at - 1].next) {
        const struct lift *this = &climber->lifts[at - 1];
        double closed;
        if (climb->reached || !lift(climb, this, certifies, &closed))
            continue;
        bool higher = !best || this->to > best->to;
        if (!best || closed - climb->closed > *gain ||
            (closed - climb->closed >= *gain && higher)) {
            best = this;
            *gain = closed - climb->closed;
        }
    }
    *next = at;
    return best;
}

static void weigh(struct climber *climber, struct offer *offer)
{
    double sum = 0, farthest = 0;
    bool lifts = false;
    offer->weighed = true;
    offer->score = offer->closure = 0;
    for (uint32_t at = offer->lifts, next; at; at = next) {
        double gain;
        const struct lift *best = best_lift(climber, offer, at, &next, &gain);
        if (!best)
            continue;
        const struct bw_climb *climb = &climber->out.needs[best->need];
        double top = best->to < climb->need->edge ? best->to : climb->need->edge;
        farthest = top - climb->level > farthest ? top - climb->level : farthest;
        sum += climb->need->w * gain;
        lifts = true;
    }
    if (lifts && !offer->known)
        ask_whether(climber, offer);
    if (!lifts || !offer->allowed)
        return;
    double chance = offer->foretold >= 0 ? offer->foretold : bw_success_chance(farthest);
    offer->closure = chance * offer->ready * sum;
    offer->score = bw_offer_scale(&climber->cat->cards[offer->index], BW_BALANCED) * offer->closure;
}

static bool is_stale(const struct climber *climber, const struct offer *offer)
{
    for (uint32_t at = offer->lifts; at; at = climber->lifts[at - 1].next)
        if (climber->out.needs[climber->lifts[at - 1].need].stale)
            return true;
    return !offer->weighed;
}

/* The offer with the highest score; NULL when none lifts anything. */
static struct offer *best_offer(struct climber *climber)
{
    struct offer *best = NULL;
    for (size_t i = 0; i < climber->n_offers; i++) {
        struct offer *offer = &climber->offers[i];
        if (offer->taken)
            continue;
        if (is_stale(climber, offer))
            weigh(climber, offer);
        if (offer->score > 0 && (!best || offer->score > best->score ||
                                 (offer->score >= best->score && offer->index < best->index)))
            best = offer;
    }
    for (size_t i = 0; i < climber->out.n_needs; i++)
        climber->out.needs[i].stale = false;
    return best;
}

/* Where it is to be in what is known; a new place is made when it is not there. */
static struct bw_known *place_of(struct climber *climber, uint32_t competency)
{
    struct bw_mind *mind = &climber->seen.mind;
    struct bw_known *known = climber->known;
    size_t at = 0;
    while (at < mind->n_known && known[at].competency < competency)
        at++;
    if (at < mind->n_known && known[at].competency == competency)
        return &known[at];
    struct bw_known made = {.competency = competency, .prior = bw_mind_belief(mind, competency)};
    made.belief = made.prior;
    memmove(known + at + 1, known + at, (mind->n_known - at) * sizeof *known);
    known[at] = made;
    mind->n_known++;
    return &known[at];
}

static bool teaches(const struct bw_course *course, uint32_t competency)
{
    for (size_t t = 0; t < course->n_teaches; t++)
        if (course->teaches[t].competency == competency)
            return true;
    return false;
}

/* Does it teach something that the other one demands at its door? */
static bool opens(const struct bw_course *course, const struct bw_course *other)
{
    for (size_t r = 0; r < other->n_requires; r++)
        if (teaches(course, other->requires[r].competency))
            return true;
    return false;
}

/* Who followed a course can do what it teaches, if they stood in its band of entry; that is as sure
 * as a completed course makes it. */
static void learn(struct climber *climber, const struct bw_course *course)
{
    double sd = sqrt(climber->cat->trust[BW_SOURCE_COURSE].variance);
    for (size_t t = 0; t < course->n_teaches; t++) {
        const struct bw_teach *teach = &course->teaches[t];
        struct bw_belief x = bw_mind_belief(&climber->seen.mind, teach->competency);
        if (teach->from - BW_BAND > x.mean || teach->to <= x.mean)
            continue;
        place_of(climber, teach->competency)->belief =
            (struct bw_belief){teach->to, x.sd < sd ? x.sd : sd};
    }
    for (size_t i = 0; i < climber->n_offers; i++) {
        struct offer *offer = &climber->offers[i];
        if (offer->known && climber->cat->cards[offer->index].has_requires &&
            opens(course, &climber->cat->courses[offer->index]))
            offer->known = offer->weighed = false;
    }
}

/* The courses taken that teach what this one demands at its door. */
static uint32_t door_openers(const struct climber *climber, const struct bw_course *course)
{
    uint32_t set = 0;
    for (size_t i = 0; i < climber->out.n_courses; i++)
        if (opens(&climber->cat->courses[climber->courses[i].course], course))
            set |= 1u << i;
    return set;
}

static void apply(struct climber *climber, const struct lift *best, double gain,
                  struct bw_climb_course *made)
{
    struct bw_climb *climb = &climber->out.needs[best->need];
    bool lapsed = climb->need->standing == BW_LAPSED;
    if (climb->by && best->entry > climb->need->x.mean && !lapsed)
        made->after |= 1u << (climb->by - 1);
    climb->entry = climb->by && climb->entry < best->entry ? climb->entry : best->entry;
    climb->closed += gain;
    climb->level = best->to > climb->level ? best->to : climb->level;
    climb->reached = lapsed || climb->level >= climb->need->edge;
    climb->by = (uint32_t)climber->out.n_courses + 1;
    climb->stale = climb->closable = true;
    climber->n_left -= climb->reached;
    made->mandatory |= climb->need->ask.mandatory;
}

static void take(struct climber *climber, struct offer *offer)
{
    const struct bw_course *course = &climber->cat->courses[offer->index];
    struct bw_climb_course *made = &climber->courses[climber->out.n_courses];
    *made = (struct bw_climb_course){.course = offer->index, .closure = offer->closure};
    made->after = door_openers(climber, course);
    offer->taken = true;
    for (uint32_t at = offer->lifts, next; at; at = next) {
        double gain;
        const struct lift *best = best_lift(climber, offer, at, &next, &gain);
        if (best)
            apply(climber, best, gain, made);
    }
    climber->out.n_courses++;
    learn(climber, course);
}

/* Does a course that may be listed take something off the need, which no course lifts? */
static bool closes(struct climber *climber, const struct bw_need *need, uint32_t competency)
{
    const struct bw_catalogue *cat = climber->cat;
    const struct bw_offers *offers = &cat->offers;
    for (uint32_t i = cat->teaching_at[competency]; i < cat->teaching_at[competency + 1]; i++) {
        const struct bw_step *step = &offers->steps[cat->teaching[i].step];
        struct offer offer = {.index = cat->teaching[i].course, .foretold = 1};
        bool some = bw_course_effect(need->x, need->edge, offers->levels[step->entry] + BW_BAND,
                                     offers->levels[step->to]) > 0;
        if (need->standing == BW_LAPSED)
            some = cat->cards[offer.index].certificate && offers->levels[step->to] >= need->edge;
        if (some)
            ask_whether(climber, &offer);
        if (some && offer.allowed)
            return true;
    }
    return false;
}

static bool is_closable(struct climber *climber, const struct bw_need *need)
{
    const struct bw_competency *asked = &climber->cat->competencies[need->ask.competency];
    bool found = closes(climber, need, need->ask.competency);
    for (size_t i = 0; !found && i < asked->same.n; i++)
        found = closes(climber, need, asked->same.at[i]);
    for (size_t i = 0; !found && !need->ask.mandatory && i < asked->n_near; i++)
        found = closes(climber, need, asked->near[i].competency);
    return found;
}

/* What a mandatory need takes, takes what it builds on. */
static void spread_mandatory(struct climber *climber)
{
    for (size_t i = climber->out.n_courses; i-- > 0;)
        for (size_t b = 0; climber->courses[i].mandatory && b < i; b++)
            climber->courses[b].mandatory |= (climber->courses[i].after >> b & 1) != 0;
}

static void begin(struct climber *climber, const struct bw_gap *gap)
{
    struct bw_climb *needs = BW_ARENA_NEW(climber->arena, struct bw_climb, gap->n_needs);
    for (size_t i = 0; i < gap->n_needs; i++)
        needs[i] = (struct bw_climb){.need = &gap->needs[i],
                                     .level = gap->needs[i].x.mean,
                                     .edge = bw_under_level(gap->needs[i].x, gap->needs[i].edge)};
    climber->out.needs = needs;
    climber->out.n_needs = climber->n_left = gap->n_needs;
    gather_offers(climber);
    size_t most = gap->mind.n_known;
    most += climber->taught_most *
            (climber->n_offers < BW_CLIMB_MOST ? climber->n_offers : BW_CLIMB_MOST);
    climber->known = bw_arena_take(climber->arena, most * sizeof *climber->known);
    if (gap->mind.n_known)
        memcpy(climber->known, gap->mind.known, gap->mind.n_known * sizeof *climber->known);
    climber->seen = *gap;
    climber->seen.mind.known = climber->known;
    climber->courses = bw_arena_take(climber->arena, BW_CLIMB_MOST * sizeof *climber->courses);
}

struct bw_climbing bw_climb(const struct bw_gap *gap, const struct bw_question *question,
                            struct bw_arena *arena)
{
    struct climber climber = {.cat = gap->mind.cat, .question = question, .arena = arena};
    begin(&climber, gap);
    climber.forecast = bw_forecast_make(&gap->mind, question->as_of, arena);
    while (climber.n_left > 0 && climber.out.n_courses < BW_CLIMB_MOST) {
        struct offer *best = best_offer(&climber);
        if (!best)
            break;
        take(&climber, best);
    }
    climber.seen.mind = gap->mind;
    for (size_t i = 0; i < climber.out.n_needs; i++)
        if (!climber.out.needs[i].closable)
            climber.out.needs[i].closable = is_closable(&climber, climber.out.needs[i].need);
    spread_mandatory(&climber);
    climber.out.courses = climber.courses;
    return climber.out;
}
