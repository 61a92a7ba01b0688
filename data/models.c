#include "data/models.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "data/registry.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

#define MORE                                                                                       \
    {                                                                                              \
        .name = "*", .type = BW_T_FREE                                                             \
    }

static const struct bw_field anything = {.type = BW_T_FREE};

static const struct bw_field data_fields[] = {
    {.name = "outcomes", .type = BW_T_INT, .min = 0, .max = 9e15, .required = true},
    {.name = "people", .type = BW_T_INT, .min = 0, .max = 9e15, .required = true},
    {.name = "courses", .type = BW_T_INT, .min = 0, .max = 9e15, .required = true},
    {.name = "fingerprint", .type = BW_T_STR, .max = 128, .required = true},
    MORE};
static const struct bw_shape data_shape = {"a card's data", data_fields, COUNT(data_fields), NULL};

static const struct bw_field feature_fields[] = {
    {.name = "name", .type = BW_T_STR, .max = 128, .required = true},
    {.name = "weight", .type = BW_T_FLOAT, .min = -1e300, .max = 1e300, .required = true},
    MORE};
static const struct bw_shape feature_shape = {"a card's feature", feature_fields,
                                              COUNT(feature_fields), NULL};
static const struct bw_field any_feature = {.type = BW_T_MAP, .shape = &feature_shape};

static const struct bw_field card_fields[] = {
    {.name = "trained_at", .type = BW_T_TIME, .required = true},
    {.name = "until", .type = BW_T_DATE, .required = true},
    {.name = "seed", .type = BW_T_INT, .min = -9e15, .max = 9e15, .required = true},
    {.name = "data", .type = BW_T_MAP, .shape = &data_shape, .required = true},
    {.name = "parts", .type = BW_T_DICT, .item = &anything, .required = true},
    {.name = "features", .type = BW_T_LIST, .item = &any_feature, .max = 1000, .required = true},
    MORE};
const struct bw_shape bw_schema_card = {"a card", card_fields, COUNT(card_fields), NULL};

const char *const bw_model_part_names[] = {"success", "co_enrolment", "preference", NULL};

void bw_model_name(uint32_t version, char out[BW_MODEL_NAME_LEN])
{
    snprintf(out, BW_MODEL_NAME_LEN, version ? "m%" PRIu32 : BW_CLOSED_FORM, version);
}

bool bw_model_parse(struct bw_str name, uint32_t *version)
{
    char text[BW_MODEL_NAME_LEN] = "", again[BW_MODEL_NAME_LEN];
    if (name.len >= sizeof text)
        return false;
    memcpy(text, name.at ? name.at : "", name.len);
    unsigned long long number = text[0] == 'm' ? strtoull(text + 1, NULL, 10) : 0;
    if (number > UINT32_MAX)
        return false;
    bw_model_name((uint32_t)number, again);
    if (strcmp(text, again) != 0) /* "m01", "m1x" */
        return false;
    *version = (uint32_t)number;
    return true;
}

unsigned bw_model_parts_of(const msgpack_object *names)
{
    unsigned parts = 0;
    for (uint32_t i = 0; i < names->via.array.size; i++)
        for (unsigned part = 0; bw_model_part_names[part]; part++)
            if (bw_value_is(&names->via.array.ptr[i], bw_model_part_names[part],
                            strlen(bw_model_part_names[part])))
                parts |= 1u << part;
    return parts;
}

void bw_model_parts_pack(msgpack_packer *out, unsigned parts)
{
    size_t n = 0;
    for (unsigned part = 0; bw_model_part_names[part]; part++)
        n += parts >> part & 1;
    msgpack_pack_array(out, n);
    for (unsigned part = 0; bw_model_part_names[part]; part++)
        if (parts >> part & 1)
            msgpack_pack_str_with_body(out, bw_model_part_names[part],
                                       strlen(bw_model_part_names[part]));
}

enum bw_err bw_model_parts_offered(unsigned parts, unsigned offered, uint32_t version,
                                   struct bw_fail *fail)
{
    char name[BW_MODEL_NAME_LEN];
    bw_model_name(version, name);
    for (unsigned part = 0; bw_model_part_names[part]; part++)
        if (parts & ~offered & 1u << part)
            return bw_fail_set(fail, BW_BAD_REQUEST, "parts: %s has no part \"%s\"", name,
                               bw_model_part_names[part]);
    return BW_OK;
}

enum bw_err bw_models_serving(struct bw_reader *reader, struct bw_serving *out,
                              struct bw_fail *fail)
{
    struct bw_registry registry;
    enum bw_err err = bw_registry_state(reader->txn, &registry, fail);
    if (!err)
        *out = registry.serving;
    return err;
}

static enum bw_err get(struct bw_reader *reader, uint32_t version, struct bw_version *out,
                       struct bw_fail *fail)
{
    char name[BW_MODEL_NAME_LEN];
    bool found = false;
    enum bw_err err = version ? bw_registry_get(reader->txn, version, out, &found, fail) : BW_OK;
    if (err || found)
        return err;
    bw_model_name(version, name);
    return version
               ? bw_fail_set(fail, BW_NOT_FOUND, "version: there is no model \"%s\"", name)
               : bw_fail_set(fail, BW_NOT_FOUND,
                             "version: \"%s\" is no trained model; nothing is kept of it", name);
}

enum bw_err bw_models_get(struct bw_reader *reader, uint32_t version, struct bw_model *out,
                          struct bw_fail *fail)
{
    struct bw_version found;
    enum bw_err err = get(reader, version, &found, fail);
    if (!err)
        *out = found.model;
    return err;
}

enum bw_err bw_models_list(struct bw_reader *reader, struct bw_model *out, size_t *n,
                           struct bw_fail *fail)
{
    struct bw_walk *walk = bw_walk_open(reader->txn, BW_DB_MODEL);
    if (!walk)
        return bw_txn_trouble(reader->txn, fail);
    *n = 0;
    for (uint32_t version = 1; *n < BW_MODELS_MOST && bw_registry_next(walk, version, &version);
         version++) {
        struct bw_version entry;
        struct bw_fail why;
        bool found;
        if (bw_registry_get(reader->txn, version, &entry, &found, &why) != BW_OK)
            entry.model = (struct bw_model){.version = version, .damaged = true};
        out[(*n)++] = entry.model;
    }
    bw_walk_close(walk);
    return bw_txn_trouble(reader->txn, fail);
}

enum bw_err bw_models_history(struct bw_reader *reader, struct bw_promotion *out, size_t most,
                              size_t *n, struct bw_fail *fail)
{
    struct bw_registry registry;
    enum bw_err err = bw_registry_state(reader->txn, &registry, fail);
    uint64_t number = err ? 0 : registry.serving.promotion;
    *n = 0;
    for (; !err && number > 0 && *n < most; number--)
        err = bw_registry_promotion(reader->txn, number, &out[(*n)++], fail);
    return err;
}

struct bw_loaded {
    atomic_uint holders;
    struct bw_pages pages;
    struct bw_learned learned;
};

enum bw_err bw_loaded_read(struct bw_reader *reader, uint32_t version, struct bw_loaded **out,
                           struct bw_fail *fail)
{
    struct bw_version entry;
    struct bw_loaded *loaded = calloc(1, sizeof *loaded);
    if (!loaded)
        return bw_fail_set(fail, BW_BUSY, "out of memory for a learned model");
    atomic_init(&loaded->holders, 1);
    enum bw_err err = get(reader, version, &entry, fail);
    if (!err)
        err = bw_registry_read(reader->txn, &entry, &loaded->pages, &loaded->learned, fail);
    if (err) {
        bw_loaded_drop(loaded);
        return err;
    }
    *out = loaded;
    return BW_OK;
}

struct bw_loaded *bw_loaded_acquire(struct bw_loaded *loaded)
{
    if (loaded)
        atomic_fetch_add_explicit(&loaded->holders, 1, memory_order_relaxed);
    return loaded;
}

void bw_loaded_drop(struct bw_loaded *loaded)
{
    if (!loaded || atomic_fetch_sub_explicit(&loaded->holders, 1, memory_order_acq_rel) != 1)
        return;
    bw_pages_free(&loaded->pages);
    free(loaded);
}

const struct bw_learned *bw_loaded_learned(const struct bw_loaded *loaded)
{
    return &loaded->learned;
}
