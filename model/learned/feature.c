#include "model/learned/feature.h"

#include "model/base/log.h"
#include "model/success.h"

static const char *const names[BW_FEATURE_COUNT] = {
    [BW_FEATURE_READY_MEAN] = "ready_mean",
    [BW_FEATURE_READY_LEAST] = "ready_least",
    [BW_FEATURE_CLIMB_MOST] = "climb_most",
    [BW_FEATURE_CLIMB_MEAN] = "climb_mean",
    [BW_FEATURE_HOURS_LOG] = "hours_log",
    [BW_FEATURE_LOAD] = "load",
    [BW_FEATURE_FORMAT_MATCH] = "format_match",
    [BW_FEATURE_LANGUAGE_MATCH] = "language_match",
    [BW_FEATURE_ROLE_LIKENESS] = "role_likeness",
    [BW_FEATURE_PROVIDER_RATE] = "provider_rate",
    [BW_FEATURE_COURSE_RATE] = "course_rate",
    [BW_FEATURE_CO_ENROLMENT] = "co_enrolment",
    [BW_FEATURE_EVIDENCE_VARIANCE] = "evidence_variance",
    [BW_FEATURE_SELF_INITIATED] = "self_initiated",
};

const char *bw_feature_name(enum bw_feature feature)
{
    return names[feature];
}

/* The vector of the own role, as a block of one row; none when it has none. */
static struct bw_rows role_vector(const struct bw_vectors *vectors, uint32_t role)
{
    const float *row = bw_vectors_row(vectors->roles, role);
    return (struct bw_rows){row, row ? 1 : 0, vectors->stride};
}

struct bw_learner bw_learner_make(const struct bw_mind *mind, const struct bw_vectors *vectors,
                                  bw_day from, struct bw_arena *arena)
{
    const struct bw_person *person = mind->person;
    struct bw_learner out = {.mind = mind,
                             .liking = bw_liking_make(&person->preferences, arena),
                             .from = from,
                             .contract_hours = person->hours_per_week > 0
                                                   ? person->hours_per_week
                                                   : BW_FEATURE_CONTRACT_HOURS};
    if (person->role == BW_NONE)
        return out;
    const struct bw_role_version *version =
        bw_role_at(&mind->cat->roles[person->role], mind->as_of);
    if (version)
        out.asked = version->all;
    if (vectors) {
        out.courses = vectors->courses;
        out.role = role_vector(vectors, person->role);
    }
    return out;
}

static void add_readiness(const struct bw_learner *learner, uint32_t course, double row[])
{
    double sum = 0, least = 1;
    row[BW_FEATURE_READY_MEAN] = row[BW_FEATURE_READY_LEAST] = 1;
    if (!learner->mind->cat->cards[course].has_requires)
        return;
    const struct bw_course *asks = &learner->mind->cat->courses[course];
    for (size_t i = 0; i < asks->n_requires; i++) {
        double ready = bw_success_entry(learner->mind, &asks->requires[i]);
        sum += ready;
        least = ready < least ? ready : least;
    }
    row[BW_FEATURE_READY_MEAN] = sum / (double)asks->n_requires;
    row[BW_FEATURE_READY_LEAST] = least;
}

static bool is_asked(const struct bw_learner *learner, uint32_t competency)
{
    struct bw_ixs same = learner->mind->cat->competencies[competency].same;
    bool asked = bw_asks_find(learner->asked, competency) != NULL;
    for (size_t i = 0; i < same.n && !asked; i++)
        asked = bw_asks_find(learner->asked, same.at[i]) != NULL;
    return asked;
}

/* The share of what is taught that the own role asks. */
static double share_asked(const struct bw_learner *learner, const struct bw_taught *taught,
                          uint32_t n)
{
    uint32_t asked = 0;
    for (uint32_t t = 0; t < n; t++)
        asked += is_asked(learner, taught[t].competency);
    return n ? (double)asked / n : 0;
}

static double likeness(const struct bw_learner *learner, uint32_t course,
                       const struct bw_taught *taught, uint32_t n)
{
    const float *row = learner->role.at ? bw_vectors_row(learner->courses, course) : NULL;
    if (!row)
        return share_asked(learner, taught, n);
    return (double)bw_dot_f32(row, learner->role.at, learner->role.stride);
}

/* All that depends on what is taught. */
static void add_taught(const struct bw_learner *learner, uint32_t course, double row[])
{
    const struct bw_offers *offers = &learner->mind->cat->offers;
    const struct bw_taught *taught = offers->taught + offers->taught_at[course];
    uint32_t n = offers->taught_at[course + 1] - offers->taught_at[course];
    double most = 0, sum = 0, variance = 0;
    for (uint32_t t = 0; t < n; t++) {
        struct bw_belief x = bw_mind_belief(learner->mind, taught[t].competency);
        double climb = offers->levels[offers->steps[taught[t].step].to] - x.mean;
        climb = climb > 0 ? climb : 0;
        most = climb > most ? climb : most;
        sum += climb;
        variance += x.sd * x.sd;
    }
    row[BW_FEATURE_CLIMB_MOST] = most;
    row[BW_FEATURE_CLIMB_MEAN] = n ? sum / n : 0;
    row[BW_FEATURE_EVIDENCE_VARIANCE] = n ? variance / n : 0;
    row[BW_FEATURE_ROLE_LIKENESS] = likeness(learner, course, taught, n);
}

/* Over how many weeks its hours are spread. */
static double weeks_of(const struct bw_learner *learner, uint32_t course)
{
    if (!learner->mind->cat->cards[course].has_sessions)
        return BW_FEATURE_WEEKS;
    const struct bw_course *taken = &learner->mind->cat->courses[course];
    double weeks = bw_course_weeks(taken, learner->from);
    if (weeks > 0)
        return weeks;
    return bw_course_next_session(taken, learner->from) ? 1 : BW_FEATURE_WEEKS;
}

/* 1, .5 or 0. */
static double match(enum bw_fit fit)
{
    return (double)fit / 2;
}

void bw_feature_row(const struct bw_learner *learner, uint32_t course,
                    const struct bw_feature_tables *tables, double row[])
{
    const struct bw_catalogue *cat = learner->mind->cat;
    const struct bw_course_card *card = &cat->cards[course];
    add_readiness(learner, course, row);
    add_taught(learner, course, row);
    row[BW_FEATURE_HOURS_LOG] = bw_log(1 + card->hours);
    row[BW_FEATURE_LOAD] = card->hours / weeks_of(learner, course) / learner->contract_hours;
    row[BW_FEATURE_FORMAT_MATCH] = match(bw_liking_format(&learner->liking, card));
    row[BW_FEATURE_LANGUAGE_MATCH] = match(bw_liking_language(&learner->liking, cat, course));
    row[BW_FEATURE_PROVIDER_RATE] = tables->provider_rate;
    row[BW_FEATURE_COURSE_RATE] = tables->course_rate;
    row[BW_FEATURE_CO_ENROLMENT] = tables->co_enrolment;
    row[BW_FEATURE_SELF_INITIATED] = tables->self_initiated;
}
