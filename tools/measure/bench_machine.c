#include "tools/measure/bench_machine.h"

#include <math.h>
#include <stdlib.h>

#include "model/learned/feature.h"

#define COURSES_EACH 10
#define GAMMA (1.0 / BW_FEATURE_COUNT)
/* Decisions differ by about half, so that chances lie about .6 to .85. */
#define WEIGHT .1
#define OFFSET 1

/* What the model is made of. */
struct parts {
    double rows[BW_MACHINE_VECTORS][BW_FEATURE_COUNT];
    double weight[BW_MACHINE_VECTORS];
    double mean[BW_FEATURE_COUNT], scale[BW_FEATURE_COUNT];
    uint64_t lot;
};

static uint32_t draw(struct parts *parts, uint32_t below)
{
    return (uint32_t)(bw_names_draw(&parts->lot) % below);
}

/* One person before some courses, as the rows from `first` on. */
static void fill_rows(const struct bw_snapshot *snapshot, const struct bw_person *person,
                      struct bw_arena *arena, struct parts *parts, size_t first)
{
    const struct bw_feature_tables tables = {.provider_rate = BW_FEATURE_RATE_UNKNOWN,
                                             .course_rate = BW_FEATURE_RATE_UNKNOWN,
                                             .self_initiated = true};
    struct bw_mind mind = bw_mind_make(&snapshot->cat, NULL, person, snapshot->date, arena);
    struct bw_learner learner = bw_learner_make(&mind, snapshot->vectors, snapshot->date, arena);
    for (size_t i = first; i < first + COURSES_EACH; i++) {
        bw_feature_row(&learner, draw(parts, snapshot->cat.n_courses), &tables, parts->rows[i]);
        parts->weight[i] = draw(parts, 2) ? WEIGHT : -WEIGHT;
    }
}

/* Rows become z-values; a feature that is the same in all is left as it is. */
static void standardise(struct parts *parts)
{
    for (size_t f = 0; f < BW_FEATURE_COUNT; f++) {
        double sum = 0, squares = 0;
        for (size_t i = 0; i < BW_MACHINE_VECTORS; i++)
            sum += parts->rows[i][f];
        parts->mean[f] = sum / BW_MACHINE_VECTORS;
        for (size_t i = 0; i < BW_MACHINE_VECTORS; i++)
            squares += pow(parts->rows[i][f] - parts->mean[f], 2);
        parts->scale[f] = sqrt(squares / BW_MACHINE_VECTORS);
        if (parts->scale[f] < 1e-6)
            parts->scale[f] = 1;
        for (size_t i = 0; i < BW_MACHINE_VECTORS; i++)
            parts->rows[i][f] =
                bw_chance_standard(parts->rows[i][f], parts->mean[f], parts->scale[f]);
    }
}

static enum bw_err open_model(const struct parts *parts, const struct bw_snapshot *snapshot,
                              struct bw_machine *out, struct bw_fail *fail)
{
    struct bw_chance_parts section = {.kind = BW_CHANCE_RBF,
                                      .n_features = BW_FEATURE_COUNT,
                                      .n_vectors = BW_MACHINE_VECTORS,
                                      .mean = parts->mean,
                                      .scale = parts->scale,
                                      .weight = parts->weight,
                                      .vectors = parts->rows[0],
                                      .gamma = GAMMA,
                                      .slope = 1,
                                      .offset = OFFSET};
    size_t n;
    enum bw_err err = bw_chance_pack(&section, &out->bytes, &n, fail);
    if (err)
        return err;
    struct bw_learned learned = {.sections = {[BW_SECTION_CHANCE] = {out->bytes, n}}};
    err = bw_learning_open(&learned, BW_PART_ALL, &out->learning, fail);
    out->learning.vectors = snapshot->vectors;
    if (!err && !bw_learning_look_up(&out->learning, &snapshot->cat, snapshot->vectors,
                                     &out->learning.lore))
        err = bw_fail_set(fail, BW_INTERNAL, "out of memory");
    return err;
}

enum bw_err bw_machine_make(struct bw_reader *reader, const struct bw_snapshot *snapshot,
                            const struct bw_names *employees, struct bw_arena *arena,
                            struct bw_machine *out, struct bw_fail *fail)
{
    struct parts *parts = calloc(1, sizeof *parts);
    enum bw_err err = BW_OK;
    if (!parts)
        return bw_fail_set(fail, BW_INTERNAL, "out of memory");
    for (size_t i = 0; !err && i < BW_MACHINE_VECTORS; i += COURSES_EACH) {
        struct bw_person person;
        uint64_t revision;
        size_t mark = bw_arena_mark(arena);
        struct bw_str id = employees->at[i / COURSES_EACH % employees->n];
        err = bw_person_load(reader, snapshot, id, arena, &person, &revision, fail);
        if (!err)
            fill_rows(snapshot, &person, arena, parts, i);
        bw_arena_rewind(arena, mark);
    }
    if (!err) {
        standardise(parts);
        err = open_model(parts, snapshot, out, fail);
    }
    free(parts);
    return err;
}

void bw_machine_release(struct bw_machine *machine)
{
    bw_lore_free(&machine->learning.lore);
    free(machine->bytes);
}
