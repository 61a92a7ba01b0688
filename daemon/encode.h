#pragma once
/* Small words for packing answers: named fields in the order of the contract. Any thread. */
#include "daemon/pack.h"
#include "daemon/request.h"

/* Stores a key; gives where its value goes, with room for a number or what takes less. */
BW_PACK_INLINE unsigned char *bw_put_name(struct bw_pack *out, const char *key)
{
    size_t len = strlen(key);
    unsigned char *at = bw_pack_room(out, BW_PACK_HEAD_MOST + len + BW_PACK_NUMBER_MOST);
    return bw_pack_at_text(at, key, len);
}

BW_PACK_INLINE void bw_put_key(struct bw_pack *out, const char *key)
{
    bw_pack_text(out, key, strlen(key));
}

BW_PACK_INLINE void bw_put_str(struct bw_pack *out, const char *key, struct bw_str value)
{
    size_t len = strlen(key);
    unsigned char *at = bw_pack_room(out, BW_PACK_HEAD_MOST + len + BW_PACK_HEAD_MOST + value.len);
    at = bw_pack_at_text(at, key, len);
    out->at = bw_pack_at_text(at, value.at, value.len);
}

BW_PACK_INLINE void bw_put_text(struct bw_pack *out, const char *key, const char *value)
{
    bw_put_str(out, key, (struct bw_str){value, (uint32_t)strlen(value)});
}

BW_PACK_INLINE void bw_put_float(struct bw_pack *out, const char *key, double value)
{
    out->at = bw_pack_at_float(bw_put_name(out, key), value + 0.0); /* -0 becomes 0 */
}

BW_PACK_INLINE void bw_put_int(struct bw_pack *out, const char *key, int64_t value)
{
    out->at = bw_pack_at_int(bw_put_name(out, key), value);
}

BW_PACK_INLINE void bw_put_count(struct bw_pack *out, const char *key, uint64_t value)
{
    bw_put_int(out, key, (int64_t)value);
}

BW_PACK_INLINE void bw_put_bool(struct bw_pack *out, const char *key, bool value)
{
    out->at = bw_pack_at_bool(bw_put_name(out, key), value);
}

static inline void bw_put_day(struct bw_pack *out, const char *key, bw_day day)
{
    char text[BW_DAY_TEXT_LEN + 1];
    bw_day_format(day, text);
    bw_put_str(out, key, (struct bw_str){text, BW_DAY_TEXT_LEN});
}

BW_PACK_INLINE void bw_put_list(struct bw_pack *out, const char *key, size_t n)
{
    out->at = bw_pack_at_array(bw_put_name(out, key), n);
}

/* A level as shown: within 0..5. */
static inline double bw_shown(double level)
{
    return level < 0 ? 0 : level > 5 ? 5 : level;
}

/* Competencies by id. */
static inline void bw_put_competency_ids(struct bw_pack *out, const char *key,
                                         const struct bw_catalogue *cat, const uint32_t *at,
                                         size_t n)
{
    bw_put_list(out, key, n);
    for (size_t i = 0; i < n; i++)
        bw_pack_str(out, cat->competencies[at[i]].id);
}

/* competency and label, the first two fields of many things. */
static inline void bw_put_competency(struct bw_pack *out, const struct bw_catalogue *cat,
                                     uint32_t competency, enum bw_lang lang)
{
    bw_put_str(out, "competency", cat->competencies[competency].id);
    bw_put_str(out, "label", bw_text_pick(cat->competencies[competency].label, lang));
}

/* "need" and how sure it is: its doubt when one is stated, and whether nobody stated the level. */
static inline void bw_put_need(struct bw_pack *out, const struct bw_ask *ask)
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

static inline void bw_put_session_as(struct bw_pack *out, const char *key,
                                     const struct bw_session *session)
{
    bw_put_key(out, key);
    bw_pack_map(out, 2 + (size_t)(session->place.at != NULL) + (size_t)(session->seats >= 0));
    bw_put_str(out, "id", session->id);
    bw_put_day(out, "start", session->start);
    if (session->place.at)
        bw_put_str(out, "place", session->place);
    if (session->seats >= 0)
        bw_put_int(out, "seats", session->seats);
}

/* The session that comes next. */
static inline void bw_put_session(struct bw_pack *out, const struct bw_session *session)
{
    bw_put_session_as(out, "next_session", session);
}

/* What every ranked answer ends with; `model`: what it was made by. */
static inline void bw_put_end_of(struct bw_pack *out, const struct bw_request *request,
                                 struct bw_str model, uint64_t revision)
{
    bw_put_str(out, "model", model);
    bw_put_count(out, "revision", revision);
    bw_put_text(out, "snapshot", request->snapshot->name);
}

static inline void bw_put_end(struct bw_pack *out, const struct bw_request *request,
                              uint64_t revision)
{
    const char *model = request->snapshot->model;
    bw_put_end_of(out, request, (struct bw_str){model, (uint32_t)strlen(model)}, revision);
}
