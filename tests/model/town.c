#include "tests/model/town.h"

#include <stdio.h>
#include <string.h>

#define TODAY 20780
#define ARENA_BYTES ((size_t)1 << 20)

/* splitmix64 */
double town_uniform(struct town *town)
{
    uint64_t z = (town->state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (double)((z ^ (z >> 31)) >> 11) / 9007199254740992.0;
}

static uint32_t below(struct town *town, uint32_t n)
{
    return (uint32_t)(town_uniform(town) * n);
}

static double half_level(struct town *town, uint32_t low, uint32_t high)
{
    return (low * 2 + below(town, 2 * (high - low) + 1)) / 2.0;
}

static void draw_competencies(struct town *town)
{
    for (uint32_t c = 0; c < TOWN_COMPETENCIES; c++) {
        town->competencies[c].org = BW_NONE;
        town->competencies[c].half_life_months = town_uniform(town) < .3 ? 36 : 0;
        town->near[c][0] =
            (struct bw_near){(c + 2) % TOWN_COMPETENCIES, .6 + .3 * town_uniform(town)};
        town->near[c][1] = (struct bw_near){(c + 5) % TOWN_COMPETENCIES, .56};
        town->competencies[c].near = town->near[c];
        town->competencies[c].n_near = below(town, 3);
    }
    town->same[0][0] = 1;
    town->same[1][0] = 0;
    for (uint32_t c = 0; c < 2; c++)
        town->competencies[c].same = (struct bw_ixs){town->same[c], 1};
}

static void draw_role(struct town *town)
{
    size_t n = 0;
    for (uint32_t c = 0; c < TOWN_COMPETENCIES; c++)
        if (town_uniform(town) < .7)
            town->asks[n++] = (struct bw_ask){.competency = c,
                                              .mandatory = town_uniform(town) < .25,
                                              .level = half_level(town, 1, 5),
                                              .weight = .2 + .8 * town_uniform(town)};
    town->version =
        (struct bw_role_version){.from = 0, .own = {town->asks, n}, .all = {town->asks, n}};
    town->role = (struct bw_role){.org = BW_NONE, .versions = &town->version, .n_versions = 1};
}

static void draw_course(struct town *town, uint32_t i)
{
    static const char *const providers[] = {"a", "b", NULL};
    snprintf(town->ids[i], sizeof town->ids[i], "k%03u", i);
    const char *provider = providers[below(town, 3)];
    size_t n = 0;
    for (uint32_t c = 0; c < TOWN_COMPETENCIES && n < 3; c++) {
        if (town_uniform(town) >= .12 && !(n == 0 && c + 1 == TOWN_COMPETENCIES))
            continue;
        double to = half_level(town, 2, 5), from = half_level(town, 0, 2) - .5;
        town->teaches[i][n++] =
            (struct bw_teach){c, town_uniform(town) < .2, from < 0 ? 0 : from, to};
    }
    town->requires[i][0] = (struct bw_entry){below(town, TOWN_COMPETENCIES), half_level(town, 1, 3),
                                             town_uniform(town) < .2};
    town->courses[i] = (struct bw_course){
        .id = {town->ids[i], (uint32_t)strlen(town->ids[i])},
        .org = BW_NONE,
        .language = {town_uniform(town) < .8 ? "nl" : "en", 2},
        .provider = {provider, provider ? 1 : 0},
        .format = (enum bw_format)below(town, 2),
        .hours = 1 + below(town, 80),
        .price_cents = (int64_t)below(town, 200) * 1000,
        .certificate = town_uniform(town) < .4,
        .valid_months = 24,
        .retired = town_uniform(town) < .05,
        .teaches = town->teaches[i],
        .n_teaches = n,
        .requires = town->requires[i],
        .n_requires = town_uniform(town) < .3,
    };
    town->cards[i] = bw_course_card_of(&town->courses[i]);
}

static void draw_person(struct town *town)
{
    static const char *const givers[] = {"p", "q", "r", NULL};
    for (uint32_t i = 0; i < TOWN_ITEMS; i++) {
        const char *by = givers[below(town, 4)];
        bw_day at = TODAY - (bw_day)below(town, 1500);
        town->items[i] = (struct bw_item){
            .competency = below(town, TOWN_COMPETENCIES),
            .source = (enum bw_source)below(town, BW_SOURCE_COUNT),
            .level = half_level(town, 0, 5),
            .at = at,
            .valid_until = town_uniform(town) < .5 ? BW_DAY_NONE : at + 700,
            .by = {by, by ? 1 : 0},
            .course = BW_NONE,
            .order = i,
        };
    }
    town->person = (struct bw_person){.id = {"e", 1},
                                      .target_role = BW_NONE,
                                      .leaves_on = BW_DAY_NONE,
                                      .items = town->items,
                                      .n_items = TOWN_ITEMS};
    town->person.preferences.formats = town_uniform(town) < .3 ? 1u : 0;
}

void town_draw(struct town *town, uint64_t seed)
{
    struct bw_arena *arena = town->arena ? town->arena : bw_arena_create(ARENA_BYTES);
    memset(town, 0, sizeof *town);
    town->arena = arena;
    bw_arena_reset(arena);
    town->state = seed;
    town->org = (struct bw_org){.parent = BW_NONE, .personal_share = .1};
    draw_competencies(town);
    draw_role(town);
    for (uint32_t i = 0; i < TOWN_COURSES; i++)
        draw_course(town, i);
    draw_person(town);
    town->cat = (struct bw_catalogue){
        .orgs = &town->org,
        .competencies = town->competencies,
        .roles = &town->role,
        .courses = town->courses,
        .cards = town->cards,
        .n_orgs = 1,
        .n_competencies = TOWN_COMPETENCIES,
        .n_roles = 1,
        .n_courses = TOWN_COURSES,
        .mandatory_factor = BW_MANDATORY_FACTOR,
    };
    bw_offers_pack(&town->cat, town->arena);
    bw_reach_pack(&town->cat, town->arena);
    memcpy(town->cat.trust, bw_trust_default, sizeof town->cat.trust);
    town->question = (struct bw_question){
        .as_of = TODAY,
        .filters = {.max_price_cents = -1,
                    .max_hours = -1,
                    .start_after = BW_DAY_NONE,
                    .start_before = BW_DAY_NONE},
        .k = 1 + below(town, 15),
        .diversity = town_uniform(town),
        .objective = (enum bw_objective)below(town, 4),
    };
}
