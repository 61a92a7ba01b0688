#include "tests/model/plan/instance.h"

#include "model/base/sort.h"

#include <stdio.h>
#include <string.h>

#define TODAY 20780
#define YEAR 365
/* Competencies that belong together. */
#define FAMILY 3

struct drawing {
    struct instance *out;
    const struct instance_shape *shape;
    struct bw_arena *arena;
};

/* splitmix64 */
double instance_uniform(struct instance *instance)
{
    uint64_t z = (instance->state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (double)((z ^ (z >> 31)) >> 11) / 9007199254740992.0;
}

static bool happens(struct drawing *drawing, double chance)
{
    return instance_uniform(drawing->out) < chance;
}

static uint32_t below(struct drawing *drawing, uint32_t n)
{
    return (uint32_t)(instance_uniform(drawing->out) * n);
}

static struct bw_str name(struct drawing *drawing, char kind, uint32_t i)
{
    char *text = bw_arena_take(drawing->arena, 12);
    int len = snprintf(text, 12, "%c%05u", kind, i);
    return (struct bw_str){text, (uint32_t)len};
}

static void draw_competencies(struct drawing *drawing)
{
    uint32_t n = drawing->shape->n_competencies;
    struct bw_competency *all = BW_ARENA_NEW(drawing->arena, struct bw_competency, n);
    for (uint32_t c = 0; c < n; c++) {
        struct bw_near *near = BW_ARENA_NEW(drawing->arena, struct bw_near, 1);
        *near = (struct bw_near){(c + 1) % n, .6 + .3 * instance_uniform(drawing->out)};
        all[c] = (struct bw_competency){.id = name(drawing, 'c', c),
                                        .org = BW_NONE,
                                        .near = near,
                                        .n_near = n > 1 && happens(drawing, .4)};
    }
    if (n > 3) {
        uint32_t *same = BW_ARENA_NEW(drawing->arena, uint32_t, 2);
        same[0] = n - 1;
        same[1] = n - 2;
        all[n - 2].same = (struct bw_ixs){&same[0], 1};
        all[n - 1].same = (struct bw_ixs){&same[1], 1};
        all[n - 2].n_near = all[n - 1].n_near = 0;
    }
    drawing->out->cat.competencies = all;
    drawing->out->cat.n_competencies = n;
}

static void draw_role(struct drawing *drawing)
{
    uint32_t n = drawing->shape->n_asks, n_competencies = drawing->shape->n_competencies;
    struct bw_ask *asks = BW_ARENA_NEW(drawing->arena, struct bw_ask, n);
    for (uint32_t i = 0; i < n; i++)
        asks[i] = (struct bw_ask){.competency = below(drawing, n_competencies),
                                  .mandatory = happens(drawing, .2),
                                  .level = 2 + below(drawing, drawing->shape->rich ? 3 : 2),
                                  .weight = .3 + .7 * instance_uniform(drawing->out)};
    struct bw_role_version *version = BW_ARENA_NEW(drawing->arena, struct bw_role_version, 1);
    version->own = version->all = bw_asks_merge(asks, n);
    struct bw_role *role = BW_ARENA_NEW(drawing->arena, struct bw_role, 1);
    *role = (struct bw_role){.org = BW_NONE, .versions = version, .n_versions = 1};
    drawing->out->cat.roles = role;
    drawing->out->cat.n_roles = 1;
}

static int by_competency(const void *a, const void *b)
{
    const struct bw_teach *x = a, *y = b;
    return (x->competency > y->competency) - (x->competency < y->competency);
}

static void draw_teaches(struct drawing *drawing, struct bw_course *course)
{
    uint32_t n = drawing->shape->rich ? 1 + below(drawing, 2) : 1 + below(drawing, 3), count = 0;
    struct bw_teach *teaches = BW_ARENA_NEW(drawing->arena, struct bw_teach, n);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t c = below(drawing, drawing->shape->n_competencies);
        bool taught = false;
        for (uint32_t k = 0; k < count; k++)
            taught |= teaches[k].competency == c;
        if (taught)
            continue;
        double from = drawing->shape->rich ? below(drawing, 4) : below(drawing, 2);
        double step =
            drawing->shape->rich ? 1 + (happens(drawing, .2) ? 1 : 0) : 1 + below(drawing, 3);
        teaches[count++] = (struct bw_teach){c, false, from, from + step};
    }
    bw_sort(teaches, count, sizeof *teaches, by_competency);
    course->teaches = teaches;
    course->n_teaches = count;
}

/* What is asked at the door: in small towns anything, circles included; in large ones what a course
 * of the same family teaches, at the level where this one begins or one under it. */
static struct bw_entry draw_entry(struct drawing *drawing, const struct bw_course *course)
{
    const struct bw_teach *teach = &course->teaches[below(drawing, (uint32_t)course->n_teaches)];
    struct bw_entry entry = {below(drawing, drawing->shape->n_competencies), 1 + below(drawing, 3),
                             happens(drawing, .25)};
    if (drawing->shape->n_competencies < 6)
        return entry;
    uint32_t family = teach->competency / FAMILY * FAMILY;
    entry.competency = family + below(drawing, FAMILY);
    if (entry.competency >= drawing->shape->n_competencies)
        entry.competency = teach->competency;
    double level = teach->from - (happens(drawing, .5) ? 1 : 0);
    entry.level = level < 1 ? 1 : level;
    return entry;
}

static void draw_requires(struct drawing *drawing, struct bw_course *course)
{
    double often = drawing->shape->rich ? .6 : .05;
    uint32_t n = happens(drawing, often) ? 1 + happens(drawing, .25) : 0;
    struct bw_entry *entries = BW_ARENA_NEW(drawing->arena, struct bw_entry, n);
    for (uint32_t i = 0; i < n; i++)
        entries[i] = draw_entry(drawing, course);
    course->requires = entries;
    course->n_requires = n;
}

static void draw_sessions(struct drawing *drawing, struct bw_course *course, uint32_t i)
{
    uint32_t n = happens(drawing, drawing->shape->dated)
                     ? 1 + below(drawing, drawing->shape->n_sessions)
                     : 0;
    struct bw_session *sessions = BW_ARENA_NEW(drawing->arena, struct bw_session, n);
    bw_day day = TODAY - 20;
    for (uint32_t s = 0; s < n; s++) {
        day += 15 + (bw_day)below(drawing, 2 * YEAR / (n + 1));
        sessions[s] = (struct bw_session){
            .id = name(drawing, 's', 10 * i + s),
            .start = day,
            .end = happens(drawing, .6) ? day + (bw_day)below(drawing, 40) : BW_DAY_NONE,
            .seats = happens(drawing, .4) ? (int64_t)below(drawing, 8) : -1};
    }
    course->sessions = sessions;
    course->n_sessions = n;
}

static void draw_courses(struct drawing *drawing)
{
    uint32_t n = drawing->shape->n_courses;
    struct bw_course *courses = BW_ARENA_NEW(drawing->arena, struct bw_course, n);
    struct bw_course_card *cards = BW_ARENA_NEW(drawing->arena, struct bw_course_card, n);
    for (uint32_t i = 0; i < n; i++) {
        struct bw_course *course = &courses[i];
        *course = (struct bw_course){
            .id = name(drawing, 'k', i),
            .org = BW_NONE,
            .language = {"nl", 2},
            .format = BW_FORMAT_CLASSROOM,
            .hours = 2 + below(drawing, 40),
            .price_cents = happens(drawing, .1) ? 0 : 5000 * (int64_t)(1 + below(drawing, 30)),
            .group_price_cents = -1,
            .group_max = -1,
            .certificate = happens(drawing, .3),
            .legal_basis = happens(drawing, .1),
            .valid_months = 24};
        if (happens(drawing, drawing->shape->groups)) {
            course->group_price_cents = course->price_cents * (2 + below(drawing, 3)) + 1;
            course->group_max = happens(drawing, .8) ? 2 + (int64_t)below(drawing, 10) : -1;
        }
        draw_teaches(drawing, course);
        draw_requires(drawing, course);
        draw_sessions(drawing, course, i);
        cards[i] = bw_course_card_of(course);
    }
    drawing->out->cat.courses = courses;
    drawing->out->cat.cards = cards;
    drawing->out->cat.n_courses = n;
}

static void draw_person(struct drawing *drawing, struct bw_person *person, uint32_t p)
{
    uint32_t n = drawing->shape->n_competencies;
    struct bw_item *items = BW_ARENA_NEW(drawing->arena, struct bw_item, n);
    size_t count = 0;
    for (uint32_t c = 0; c < n; c++) {
        if (!happens(drawing, .7))
            continue;
        bool certificate = happens(drawing, .1);
        items[count++] = (struct bw_item){
            .competency = c,
            .source = certificate ? BW_SOURCE_CERTIFICATE
                                  : (happens(drawing, .5) ? BW_SOURCE_MANAGER : BW_SOURCE_TEST),
            .level = certificate ? 3 : below(drawing, drawing->shape->rich ? 3 : 4),
            .at = TODAY - 30 - (bw_day)below(drawing, 600),
            .valid_until = certificate ? TODAY - 200 + (bw_day)below(drawing, 400) : BW_DAY_NONE,
            .course = BW_NONE,
            .order = c};
    }
    *person =
        (struct bw_person){.id = name(drawing, 'p', p),
                           .number = p,
                           .target_role = BW_NONE,
                           .leaves_on = BW_DAY_NONE,
                           .hours_per_week = happens(drawing, .3) ? 8 + below(drawing, 30) : 0,
                           .items = items,
                           .n_items = count};
    if (happens(drawing, .3))
        person->preferences.max_hours_week = 2 + below(drawing, 6);
}

static void draw_people(struct drawing *drawing)
{
    uint32_t n = drawing->shape->n_people;
    struct bw_person *people = BW_ARENA_NEW(drawing->arena, struct bw_person, n);
    for (uint32_t p = 0; p < n; p++)
        draw_person(drawing, &people[p], p);
    drawing->out->task.people = (struct bw_people){people, n};
}

static void draw_limits(struct drawing *drawing)
{
    const struct instance_shape *shape = drawing->shape;
    struct bw_plan_limits *limits = &drawing->out->task.limits;
    *limits = bw_plan_limits_within(TODAY, TODAY + 60 + (bw_day)below(drawing, YEAR));
    if (happens(drawing, .8))
        limits->budget_cents =
            (int64_t)(shape->n_people * (20000 + 200000 * instance_uniform(drawing->out)));
    if (happens(drawing, shape->tight))
        limits->hours = 20 + below(drawing, 80);
    if (happens(drawing, shape->tight))
        limits->max_courses = 1 + below(drawing, 4);
    if (happens(drawing, shape->tight * .6) && shape->n_people > 1)
        limits->max_away_share = .4 * instance_uniform(drawing->out);
    if (happens(drawing, shape->tight * .3))
        limits->min_closure = .5 * instance_uniform(drawing->out);
}

struct instance_shape instance_small(bool rich, uint32_t n_people)
{
    return (struct instance_shape){.rich = rich,
                                   .n_people = n_people,
                                   .n_courses = n_people > 2 ? 4 : 7 - n_people,
                                   .n_competencies = 3,
                                   .n_asks = 3,
                                   .dated = .5,
                                   .n_sessions = 2,
                                   .groups = .4,
                                   .tight = .4};
}

struct instance_shape instance_large(bool rich, uint32_t n_people, uint32_t n_courses)
{
    return (struct instance_shape){.rich = rich,
                                   .n_people = n_people,
                                   .n_courses = n_courses,
                                   .n_competencies = 12 + n_courses / 10,
                                   .n_asks = 12,
                                   .dated = .6,
                                   .n_sessions = 8,
                                   .groups = .3,
                                   .tight = .4};
}

void instance_draw(struct instance *instance, const struct instance_shape *shape, uint64_t seed,
                   struct bw_arena *arena)
{
    memset(instance, 0, sizeof *instance);
    instance->state = seed * 2 + shape->rich;
    struct drawing drawing = {instance, shape, arena};
    struct bw_org *org = BW_ARENA_NEW(arena, struct bw_org, 1);
    *org = (struct bw_org){.parent = BW_NONE, .personal_share = .2};
    instance->cat.orgs = org;
    instance->cat.n_orgs = 1;
    instance->cat.mandatory_factor = BW_MANDATORY_FACTOR;
    memcpy(instance->cat.trust, bw_trust_default, sizeof instance->cat.trust);
    draw_competencies(&drawing);
    draw_role(&drawing);
    draw_courses(&drawing);
    draw_people(&drawing);
    bw_offers_pack(&instance->cat, arena);
    bw_reach_pack(&instance->cat, arena);
    instance->question = bw_question_on(TODAY);
    instance->task.cat = &instance->cat;
    instance->task.question = &instance->question;
    draw_limits(&drawing);
}
