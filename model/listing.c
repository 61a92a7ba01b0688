#include "model/listing.h"

#include "model/success.h"

static bool one_of(struct bw_strs list, struct bw_str text)
{
    for (size_t i = 0; i < list.n; i++)
        if (text.at && bw_str_compare(list.at[i], text) == 0)
            return true;
    return list.n == 0;
}

static bool is_excluded(struct bw_ixs exclude, uint32_t course)
{
    for (size_t i = 0; i < exclude.n; i++)
        if (exclude.at[i] == course)
            return true;
    return false;
}

/* Completed and still valid: for the months of its certificate, without one for ever. */
static bool is_completed(const struct bw_mind *mind, uint32_t index)
{
    const struct bw_course *course = &mind->cat->courses[index];
    for (size_t i = 0; i < mind->person->n_completions; i++) {
        const struct bw_completion *done = &mind->person->completions[i];
        if (done->course != index || done->at > mind->as_of)
            continue;
        if (!course->certificate ||
            bw_day_add_months(done->at, course->valid_months) >= mind->as_of)
            return true;
    }
    return false;
}

/* One session from the question's day on must pass all that is asked of sessions. */
static bool has_fitting_session(const struct bw_course *course, const struct bw_filters *filters,
                                bw_day as_of)
{
    if (course->n_sessions == 0)
        return true;
    for (size_t i = 0; i < course->n_sessions; i++) {
        const struct bw_session *session = &course->sessions[i];
        bool fits = session->start >= as_of;
        fits &= filters->start_after == BW_DAY_NONE || session->start >= filters->start_after;
        fits &= filters->start_before == BW_DAY_NONE || session->start <= filters->start_before;
        fits &= !filters->has_seats || session->seats != 0;
        if (fits)
            return true;
    }
    return false;
}

static bool passes_filters(const struct bw_course *course, const struct bw_question *question)
{
    const struct bw_filters *filters = &question->filters;
    if (!one_of(filters->languages, course->language))
        return false;
    if (!one_of(filters->providers, course->provider))
        return false;
    if (filters->formats != 0 && !(filters->formats & 1u << course->format))
        return false;
    if (filters->max_price_cents >= 0 && course->price_cents > filters->max_price_cents)
        return false;
    if (filters->max_hours >= 0 && course->hours > filters->max_hours)
        return false;
    return has_fitting_session(course, filters, question->as_of);
}

static bool asks_for_something(const struct bw_filters *filters)
{
    return filters->languages.n || filters->providers.n || filters->formats ||
           filters->max_price_cents >= 0 || filters->max_hours >= 0 ||
           filters->start_after != BW_DAY_NONE || filters->start_before != BW_DAY_NONE ||
           filters->has_seats;
}

static bool is_over(const struct bw_course_card *card, bw_day as_of)
{
    return card->retired || (card->has_sessions && card->last_start < as_of);
}

bool bw_listing_open(const struct bw_catalogue *cat, uint32_t org, uint32_t course,
                     const struct bw_question *question)
{
    const struct bw_course_card *card = &cat->cards[course];
    if (is_over(card, question->as_of))
        return false;
    if (org != BW_NONE && !bw_catalogue_sees(cat, org, card->org))
        return false;
    return !asks_for_something(&question->filters) ||
           passes_filters(&cat->courses[course], question);
}

static bool teaches(const struct bw_course *course, uint32_t competency)
{
    for (size_t t = 0; t < course->n_teaches; t++)
        if (course->teaches[t].competency == competency)
            return true;
    return false;
}

bool bw_listing_teaches(const struct bw_catalogue *cat, uint32_t course, struct bw_ixs wanted)
{
    for (size_t i = 0; i < wanted.n; i++) {
        struct bw_ixs same = cat->competencies[wanted.at[i]].same;
        if (teaches(&cat->courses[course], wanted.at[i]))
            return true;
        for (size_t s = 0; s < same.n; s++)
            if (teaches(&cat->courses[course], same.at[s]))
                return true;
    }
    return wanted.n == 0;
}

bool bw_listing_offers(const struct bw_gap *gap, const struct bw_question *question,
                       uint32_t course)
{
    const struct bw_course_card *card = &gap->mind.cat->cards[course];
    if (is_over(card, question->as_of))
        return false;
    if (!bw_catalogue_sees(gap->mind.cat, gap->mind.person->org, card->org))
        return false;
    if (is_excluded(question->exclude, course) || is_completed(&gap->mind, course))
        return false;
    return !asks_for_something(&question->filters) ||
           passes_filters(&gap->mind.cat->courses[course], question);
}

bool bw_listing_allows(const struct bw_gap *gap, const struct bw_question *question,
                       struct bw_candidate_course *candidate)
{
    if (!bw_listing_offers(gap, question, candidate->index))
        return false;
    candidate->ready = 1;
    if (!candidate->card->has_requires)
        return true;
    return bw_success_ready(&gap->mind, candidate->course, &candidate->ready) &&
           candidate->ready >= BW_READY_LEAST;
}
