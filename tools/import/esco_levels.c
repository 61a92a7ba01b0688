/* ESCO says which competencies an occupation asks, and whether essentially or optionally; it has no
 * levels. These are assumed, and every record says so (level_assumed). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/json.h"
#include "data/schema.h"
#include "tools/import/esco.h"

/* Essential is what nobody can do the job without: it is done by oneself, regularly, and so
 * practised (3). More is asked by jobs that are about it, and less is basic, which is help by
 * others. Knowledge likewise: to know of it (1) or its terms (2) is not to work with it. Optional
 * is what some do and others do not: basic (2), enough to step in. Transversal ones (languages,
 * working together, taking initiative) are asked as the others; they have a place of their own
 * because an organisation that has levels for them, has them across all its jobs. */
const struct bw_esco_levels bw_esco_levels_default = {
    .essential = {.skill = 3, .knowledge = 3, .transversal = 3, .weight = 1},
    .optional = {.skill = 2, .knowledge = 2, .transversal = 2, .weight = .3},
};

#define FILE_MOST 65536
#define LEVEL .type = BW_T_FLOAT, .min = 0, .max = 5

static const struct bw_field ask_fields[] = {
    {.name = "skill", LEVEL},
    {.name = "knowledge", LEVEL},
    {.name = "transversal", LEVEL},
    {.name = "weight", .type = BW_T_FLOAT, .min = 0, .max = 1},
};
static const struct bw_shape ask_shape = {"relation", ask_fields, 4, NULL};
static const struct bw_field levels_fields[] = {
    {.name = "essential", .type = BW_T_MAP, .shape = &ask_shape},
    {.name = "optional", .type = BW_T_MAP, .shape = &ask_shape},
};
static const struct bw_shape levels_shape = {"file of levels", levels_fields, 2, NULL};

/* A sort that is left out keeps its built-in value; without transversal these are asked as the
 * other skills. */
static void take_ask(const msgpack_object *map, const char *name, struct bw_esco_ask *out)
{
    const msgpack_object *ask = bw_field_get(map, name);
    if (!ask)
        return;
    out->skill = bw_field_float(ask, "skill", out->skill);
    out->knowledge = bw_field_float(ask, "knowledge", out->knowledge);
    out->transversal = bw_field_float(ask, "transversal", out->skill);
    out->weight = bw_field_float(ask, "weight", out->weight);
}

static enum bw_err take_levels(const char *text, size_t len, struct bw_esco_levels *out,
                               struct bw_fail *fail)
{
    struct bw_json_value value;
    const msgpack_object *map = &value.unpacked.data;
    enum bw_err err = bw_json_value_read(text, len, &value, fail);
    if (!err)
        err = bw_schema_check(&levels_shape, map, "", fail);
    if (!err) {
        take_ask(map, "essential", &out->essential);
        take_ask(map, "optional", &out->optional);
    }
    bw_json_value_clear(&value);
    return err;
}

enum bw_err bw_esco_levels_read(const char *path, struct bw_esco_levels *out, struct bw_fail *fail)
{
    struct bw_intake intake; /* for its file */
    struct bw_fail inner;
    bw_intake_init(&intake);
    enum bw_err err = bw_intake_open(&intake, path, fail);
    if (!err) {
        const struct bw_intake_source *source = &intake.sources[0];
        err = source->len > FILE_MOST ? bw_fail_set(&inner, BW_TOO_LARGE, "%zu bytes; at most %d",
                                                    source->len, FILE_MOST)
                                      : take_levels(source->bytes, source->len, out, &inner);
        if (err)
            bw_fail_set(fail, err, "%s: %s", path, inner.text);
    }
    bw_intake_clear(&intake);
    return err;
}
