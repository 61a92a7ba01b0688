#include "model/report/remedy.h"

#include "model/listing.h"
#include "model/success.h"

static bool is_better(const struct bw_catalogue *cat, const struct bw_remedy *a,
                      const struct bw_remedy *b)
{
    const struct bw_course_card *x = &cat->cards[a->course], *y = &cat->cards[b->course];
    if (a->closes > b->closes || a->closes < b->closes)
        return a->closes > b->closes;
    if (a->waits != b->waits)
        return b->waits;
    if (x->price_cents != y->price_cents)
        return x->price_cents < y->price_cents;
    if (x->hours > y->hours || x->hours < y->hours)
        return x->hours < y->hours;
    return a->course < b->course;
}

/* The place of a course that is kept already; n when it is not. */
static size_t place_of(const struct bw_remedies *kept, uint32_t course)
{
    size_t i = 0;
    while (i < kept->n && kept->at[i].course != course)
        i++;
    return i;
}

/* Is there room for it, or a worse one? */
static bool is_wanted(const struct bw_catalogue *cat, const struct bw_remedies *kept,
                      const struct bw_remedy *remedy)
{
    size_t same = place_of(kept, remedy->course);
    if (same < kept->n)
        return is_better(cat, remedy, &kept->at[same]);
    return kept->n < BW_REMEDIES_MOST || is_better(cat, remedy, &kept->at[kept->n - 1]);
}

/* Of a course that teaches in more than one way the best way stays. */
static void keep(const struct bw_catalogue *cat, struct bw_remedies *kept,
                 const struct bw_remedy *remedy)
{
    size_t at = place_of(kept, remedy->course);
    if (at == kept->n && kept->n < BW_REMEDIES_MOST)
        kept->n++;
    if (at == kept->n)
        at--;
    for (; at > 0 && is_better(cat, remedy, &kept->at[at - 1]); at--)
        kept->at[at] = kept->at[at - 1];
    kept->at[at] = *remedy;
}

/* Is there none with room, that is over by `until` unless that is BW_DAY_NONE? */
static bool waits(const struct bw_course *course, bw_day from, bw_day until)
{
    for (size_t i = 0; i < course->n_sessions; i++) {
        const struct bw_session *session = &course->sessions[i];
        bw_day end = session->end == BW_DAY_NONE ? session->start : session->end;
        if (session->start >= from && session->seats != 0 && (until == BW_DAY_NONE || end <= until))
            return false;
    }
    return course->n_sessions > 0;
}

static bool is_listed(const struct bw_candidates_found *offered, uint32_t course)
{
    const struct bw_catalogue *cat = offered->gap->mind.cat;
    struct bw_candidate_course candidate = {
        .index = course, .course = &cat->courses[course], .card = &cat->cards[course]};
    return bw_listing_allows(offered->gap, offered->question, &candidate);
}

/* What closes less than this is not wanted any more. */
static double least_wanted(const struct bw_remedies *kept)
{
    return kept->n < BW_REMEDIES_MOST ? 0 : kept->at[kept->n - 1].closes;
}

/* The courses of one path; no step takes more than `most` off its need. */
static void look_along(struct bw_candidates_found *offered, const struct bw_path *path, double most,
                       struct bw_remedies *kept)
{
    const struct bw_catalogue *cat = offered->gap->mind.cat;
    const struct bw_need *need = offered->pool.open[path->need];
    uint32_t end = cat->teaching_at[path->competency + 1];
    if (path->credit * most / need->shortfall < least_wanted(kept))
        return;
    for (uint32_t i = cat->teaching_at[path->competency]; i < end; i++) {
        const struct bw_teaching *teaching = &cat->teaching[i];
        double d = bw_pool_effect(&offered->pool, path, teaching->step);
        struct bw_remedy remedy = {.course = teaching->course, .closes = d / need->shortfall};
        if (!(d > 0) || remedy.closes < least_wanted(kept) ||
            (need->standing == BW_LAPSED && !cat->cards[teaching->course].certificate))
            continue;
        remedy.waits =
            waits(&cat->courses[teaching->course], offered->question->as_of, BW_DAY_NONE);
        if (is_wanted(cat, kept, &remedy) && is_listed(offered, teaching->course))
            keep(cat, kept, &remedy);
    }
}

struct bw_remedies bw_remedies_close(struct bw_candidates_found *offered, uint32_t need)
{
    struct bw_remedies kept = {.n = 0};
    double most = bw_pool_most(&offered->pool, need);
    for (size_t p = 0; p < offered->pool.n_paths; p++)
        if (offered->pool.paths[p].need == need)
            look_along(offered, &offered->pool.paths[p], most, &kept);
    return kept;
}

static bool may_be_taken(const struct bw_gap *gap, uint32_t course)
{
    const struct bw_catalogue *cat = gap->mind.cat;
    struct bw_question question = bw_question_on(gap->as_of);
    double ready;
    if (!bw_listing_open(cat, gap->mind.person->org, course, &question))
        return false;
    return bw_success_ready(&gap->mind, &cat->courses[course], &ready) && ready >= BW_READY_LEAST;
}

static void renew_by(const struct bw_gap *gap, const struct bw_need *need, uint32_t competency,
                     struct bw_remedies *kept)
{
    const struct bw_catalogue *cat = gap->mind.cat;
    bw_day until = bw_mind_certificates(&gap->mind, need->ask.competency, need->edge).valid_until;
    for (uint32_t i = cat->teaching_at[competency]; i < cat->teaching_at[competency + 1]; i++) {
        const struct bw_teaching *teaching = &cat->teaching[i];
        double to = cat->offers.levels[cat->offers.steps[teaching->step].to];
        struct bw_remedy remedy = {.course = teaching->course, .closes = 1};
        if (!cat->cards[teaching->course].certificate || to < need->edge)
            continue;
        remedy.waits = waits(&cat->courses[teaching->course], gap->as_of, until);
        if (is_wanted(cat, kept, &remedy) && may_be_taken(gap, teaching->course))
            keep(cat, kept, &remedy);
    }
}

struct bw_remedies bw_remedies_renew(const struct bw_gap *gap, const struct bw_need *need)
{
    struct bw_ixs same = gap->mind.cat->competencies[need->ask.competency].same;
    struct bw_remedies kept = {.n = 0};
    renew_by(gap, need, need->ask.competency, &kept);
    for (size_t i = 0; i < same.n; i++)
        renew_by(gap, need, same.at[i], &kept);
    return kept;
}
