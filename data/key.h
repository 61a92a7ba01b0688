#pragma once
/* Keys of the tables: one encode and one decode each, numbers big-endian so that byte order is
 * number order. Any thread. */
#include <string.h>

#include "data/db.h"
#include "data/kind.h"
#include "model/catalogue.h"

#define BW_KEY_MOST 160
#define BW_KEY_ID_MOST 128 /* bytes of an id in one */

/* A key under construction, or one for a lookup. */
struct bw_key {
    unsigned char bytes[BW_KEY_MOST];
    size_t len;
};

static inline struct bw_slice bw_key_slice(const struct bw_key *key)
{
    return (struct bw_slice){key->bytes, key->len};
}

/* meta: a name. */
struct bw_key bw_key_meta(const char *name);
/* id, xid: kind, id (at most 128 bytes). */
struct bw_key bw_key_id(enum bw_kind kind, struct bw_str id);
bool bw_key_id_read(struct bw_slice key, enum bw_kind *kind, struct bw_str *id);
/* name: kind, number. */
struct bw_key bw_key_name(enum bw_kind kind, uint32_t number);
bool bw_key_name_read(struct bw_slice key, enum bw_kind *kind, uint32_t *number);
/* record: kind, org, number. */
struct bw_key bw_key_record(enum bw_kind kind, uint32_t org, uint32_t number);
bool bw_key_record_read(struct bw_slice key, enum bw_kind *kind, uint32_t *org, uint32_t *number);
/* ref: target kind and number, referrer kind and number; the target alone is the prefix. */
struct bw_key bw_key_ref(enum bw_kind kind, uint32_t number, enum bw_kind by_kind, uint32_t by);
struct bw_key bw_key_ref_prefix(enum bw_kind kind, uint32_t number);
bool bw_key_ref_read(struct bw_slice key, enum bw_kind *kind, uint32_t *number,
                     enum bw_kind *by_kind, uint32_t *by);
/* evidence, event: org, employee. */
struct bw_key bw_key_person(uint32_t org, uint32_t employee);
bool bw_key_person_read(struct bw_slice key, uint32_t *org, uint32_t *employee);
/* touched, keys: employee. */
struct bw_key bw_key_employee(uint32_t employee);
bool bw_key_employee_read(struct bw_slice key, uint32_t *employee);
/* log: revision, position. */
struct bw_key bw_key_log(uint64_t revision, uint32_t position);
bool bw_key_log_read(struct bw_slice key, uint64_t *revision, uint32_t *position);
/* space, vector: everything of a generation has this in front. */
struct bw_key bw_key_generation(uint32_t generation);
bool bw_key_generation_read(struct bw_slice key, uint32_t *generation);
/* space: generation, block. */
struct bw_key bw_key_space(uint32_t generation, uint32_t block);
bool bw_key_space_read(struct bw_slice key, uint32_t *generation, uint32_t *block);
/* vector: generation, kind, number. */
struct bw_key bw_key_vector(uint32_t generation, enum bw_kind kind, uint32_t number);
bool bw_key_vector_read(struct bw_slice key, uint32_t *generation, enum bw_kind *kind,
                        uint32_t *number);
/* model: version. */
struct bw_key bw_key_model(uint32_t version);
bool bw_key_model_read(struct bw_slice key, uint32_t *version);
/* promotion: number. */
struct bw_key bw_key_promotion(uint64_t number);
