#pragma once
/* Small words for packing answers: named fields in the order of the contract. Any thread. */
#include <string.h>

#include "daemon/request.h"

static inline void bw_put_key(msgpack_packer *out, const char *key)
{
    msgpack_pack_str_with_body(out, key, strlen(key));
}

static inline void bw_put_str(msgpack_packer *out, const char *key, struct bw_str value)
{
    bw_put_key(out, key);
    msgpack_pack_str_with_body(out, value.at ? value.at : "", value.len);
}

static inline void bw_put_text(msgpack_packer *out, const char *key, const char *value)
{
    bw_put_str(out, key, (struct bw_str){value, (uint32_t)strlen(value)});
}

static inline void bw_put_float(msgpack_packer *out, const char *key, double value)
{
    bw_put_key(out, key);
    msgpack_pack_double(out, value + 0.0);
}

static inline void bw_put_int(msgpack_packer *out, const char *key, int64_t value)
{
    bw_put_key(out, key);
    msgpack_pack_int64(out, value);
}

static inline void bw_put_count(msgpack_packer *out, const char *key, uint64_t value)
{
    bw_put_int(out, key, (int64_t)value);
}

static inline void bw_put_bool(msgpack_packer *out, const char *key, bool value)
{
    bw_put_key(out, key);
    if (value)
        msgpack_pack_true(out);
    else
        msgpack_pack_false(out);
}

static inline void bw_put_day(msgpack_packer *out, const char *key, bw_day day)
{
    char text[BW_DAY_TEXT_LEN + 1];
    bw_day_format(day, text);
    bw_put_text(out, key, text);
}

static inline void bw_put_list(msgpack_packer *out, const char *key, size_t n)
{
    bw_put_key(out, key);
    msgpack_pack_array(out, n);
}

/* A level as shown: within 0..5. */
static inline double bw_shown(double level)
{
    return level < 0 ? 0 : level > 5 ? 5 : level;
}

/* Competencies by id. */
static inline void bw_put_competency_ids(msgpack_packer *out, const char *key,
                                         const struct bw_catalogue *cat, const uint32_t *at,
                                         size_t n)
{
    bw_put_list(out, key, n);
    for (size_t i = 0; i < n; i++) {
        struct bw_str id = cat->competencies[at[i]].id;
        msgpack_pack_str_with_body(out, id.at, id.len);
    }
}

/* competency and label, the first two fields of many things. */
static inline void bw_put_competency(msgpack_packer *out, const struct bw_catalogue *cat,
                                     uint32_t competency, enum bw_lang lang)
{
    bw_put_str(out, "competency", cat->competencies[competency].id);
    bw_put_str(out, "label", bw_text_pick(cat->competencies[competency].label, lang));
}

/* "need" and how sure it is: its doubt when one is stated, and whether nobody stated the level. */
static inline void bw_put_need(msgpack_packer *out, const struct bw_ask *ask)
{
    bw_put_float(out, "need", ask->level);
    if (ask->level_sd > 0)
        bw_put_float(out, "need_sd", ask->level_sd);
    if (ask->level_assumed)
        bw_put_bool(out, "need_assumed", true);
}

/* Fields that bw_put_need packs. */
static inline size_t bw_need_fields(const struct bw_ask *ask)
{
    return 1 + (size_t)(ask->level_sd > 0) + (size_t)ask->level_assumed;
}

static inline void bw_put_session_as(msgpack_packer *out, const char *key,
                                     const struct bw_session *session)
{
    bw_put_key(out, key);
    msgpack_pack_map(out, 2 + (size_t)(session->place.at != NULL) + (size_t)(session->seats >= 0));
    bw_put_str(out, "id", session->id);
    bw_put_day(out, "start", session->start);
    if (session->place.at)
        bw_put_str(out, "place", session->place);
    if (session->seats >= 0)
        bw_put_int(out, "seats", session->seats);
}

/* The session that comes next. */
static inline void bw_put_session(msgpack_packer *out, const struct bw_session *session)
{
    bw_put_session_as(out, "next_session", session);
}

/* What every ranked answer ends with; `model`: what it was made by. */
static inline void bw_put_end_of(msgpack_packer *out, const struct bw_request *request,
                                 struct bw_str model, uint64_t revision)
{
    bw_put_str(out, "model", model);
    bw_put_count(out, "revision", revision);
    bw_put_text(out, "snapshot", request->snapshot->name);
}

static inline void bw_put_end(msgpack_packer *out, const struct bw_request *request,
                              uint64_t revision)
{
    const char *model = request->snapshot->model;
    bw_put_end_of(out, request, (struct bw_str){model, (uint32_t)strlen(model)}, revision);
}
