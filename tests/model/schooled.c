#include "tests/model/schooled.h"

#include <stdlib.h>
#include <string.h>

#include "model/learned/feature.h"
#include "tests/model/check.h"

#define N_VECTORS 24
#define LINKS 6

static double between(struct town *town, double low, double high)
{
    return low + (high - low) * town_uniform(town);
}

static struct bw_section chance_section(struct town *town)
{
    static const enum bw_chance_kind kinds[] = {BW_CHANCE_PRIOR, BW_CHANCE_LOGISTIC, BW_CHANCE_RBF,
                                                BW_CHANCE_RBF};
    double mean[BW_FEATURE_COUNT], scale[BW_FEATURE_COUNT];
    double vectors[N_VECTORS * BW_FEATURE_COUNT], weight[N_VECTORS];
    struct bw_chance_parts parts = {.kind = kinds[(int)(4 * town_uniform(town))],
                                    .n_features = BW_FEATURE_COUNT,
                                    .n_vectors = N_VECTORS,
                                    .mean = mean,
                                    .scale = scale,
                                    .prior = between(town, .3, 1),
                                    .weight = weight,
                                    .vectors = vectors,
                                    .gamma = between(town, .02, .2),
                                    .slope = between(town, .5, 3),
                                    .offset = between(town, -1, 2)};
    struct bw_section out;
    struct bw_fail fail;
    for (int f = 0; f < BW_FEATURE_COUNT; f++) {
        mean[f] = between(town, 0, 1);
        scale[f] = between(town, .2, 1);
    }
    for (int i = 0; i < N_VECTORS * BW_FEATURE_COUNT; i++)
        vectors[i] = between(town, -2, 2);
    for (int v = 0; v < N_VECTORS; v++)
        weight[v] = between(town, -2, 2);
    void *bytes;
    assert_int_equal(bw_chance_pack(&parts, &bytes, &out.n, &fail), BW_OK);
    out.at = bytes;
    return out;
}

static struct bw_section rates_section(struct town *town)
{
    struct bw_rate courses[TOWN_COURSES], providers[] = {{{"a", 1}, between(town, .5, 1), 20}};
    struct bw_rates_parts parts = {courses, providers, 0, 1, between(town, .5, 1), 60};
    struct bw_section out;
    struct bw_fail fail;
    for (uint32_t j = 0; j < TOWN_COURSES; j++)
        if (town_uniform(town) < .6)
            courses[parts.n_courses++] =
                (struct bw_rate){town->courses[j].id, between(town, .3, 1), 5};
    void *bytes;
    assert_int_equal(bw_rates_pack(&parts, &bytes, &out.n, &fail), BW_OK);
    out.at = bytes;
    return out;
}

/* Rows of some ascending targets each. */
static void draw_rows(struct town *town, struct bw_coenrol_rows *rows, uint32_t n)
{
    uint32_t *at = calloc(n + 1, sizeof *at), *to = calloc(n * LINKS + 1, sizeof *to), k = 0;
    float *weight = calloc(n * LINKS + 1, sizeof *weight);
    assert_true(at && to && weight);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t from = k;
        for (uint32_t j = 0; j < n && k < from + LINKS; j++)
            if (j != i && town_uniform(town) < .15) {
                to[k] = j;
                weight[k++] = (float)between(town, .05, .8);
            }
        at[i + 1] = k;
    }
    *rows = (struct bw_coenrol_rows){at, to, weight};
}

static struct bw_section coenrol_section(struct town *town)
{
    char ids[TOWN_COURSES * 8];
    uint32_t id_at[TOWN_COURSES + 1] = {0};
    struct bw_coenrol parts = {.id_at = id_at,
                               .ids = ids,
                               .follow_share = between(town, 0, 1),
                               .follow_fade = between(town, 0, 1),
                               .together_full = 1,
                               .follow_full = 1};
    struct bw_fail fail;
    for (uint32_t j = 0; j < TOWN_COURSES; j++) {
        struct bw_str id = town->courses[j].id;
        if (j && town_uniform(town) < .3)
            continue;
        memcpy(ids + id_at[parts.n_courses], id.at, id.len);
        id_at[parts.n_courses + 1] = id_at[parts.n_courses] + id.len;
        parts.n_courses++;
    }
    draw_rows(town, &parts.together, parts.n_courses);
    draw_rows(town, &parts.follow, parts.n_courses);
    size_t n = bw_coenrol_bytes(&parts);
    void *bytes = malloc(n);
    assert_non_null(bytes);
    assert_int_equal(bw_coenrol_pack(&parts, bytes, &fail), BW_OK);
    for (int t = 0; t < 2; t++) {
        const struct bw_coenrol_rows *rows = t ? &parts.follow : &parts.together;
        free((uint32_t *)rows->at);
        free((uint32_t *)rows->to);
        free((float *)rows->weight);
    }
    return (struct bw_section){bytes, n};
}

static void draw_history(struct schooled *schooled, struct town *town)
{
    town->person.n_enrolments = (size_t)(4 * town_uniform(town));
    town->person.enrolments = schooled->taken;
    for (uint32_t i = 0; i < 4; i++)
        schooled->taken[i] =
            (struct bw_enrolment){(uint32_t)(TOWN_COURSES * town_uniform(town)),
                                  town->question.as_of - 30 + (bw_day)(40 * town_uniform(town)), i};
}

void schooled_draw(struct schooled *schooled, struct town *town, unsigned parts)
{
    double most = BW_PREFERENCE_MOST;
    struct bw_preference preference = {between(town, 0, most), between(town, 0, most),
                                       between(town, 0, most),
                                       between(town, .5, 1) * BW_CO_ENROLMENT_MOST};
    struct bw_section sections[BW_SECTION_KINDS] = {
        [BW_SECTION_CHANCE] = chance_section(town),
        [BW_SECTION_RATES] = rates_section(town),
        [BW_SECTION_COENROL] = coenrol_section(town),
        [BW_SECTION_PREFERENCE] = {&preference, sizeof preference},
    };
    struct bw_fail fail;
    schooled->n = bw_learned_bytes(sections);
    assert_int_equal(posix_memalign(&schooled->bytes, BW_BLOCK_ALIGN, schooled->n), 0);
    bw_learned_pack(sections, schooled->bytes);
    for (int kind = 0; kind < BW_SECTION_PREFERENCE; kind++)
        free((void *)sections[kind].at);
    assert_int_equal(bw_learned_open(schooled->bytes, schooled->n, &schooled->learned, &fail),
                     BW_OK);
    assert_int_equal(bw_learning_open(&schooled->learned, parts, &schooled->learning, &fail),
                     BW_OK);
    assert_true(
        bw_learning_look_up(&schooled->learning, &town->cat, NULL, &schooled->learning.lore));
    town->cat.learning = &schooled->learning;
    draw_history(schooled, town);
}

void schooled_release(struct schooled *schooled)
{
    bw_lore_free(&schooled->learning.lore);
    free(schooled->bytes);
}
