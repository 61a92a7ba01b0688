#include "data/key.h"

static void add_number(struct bw_key *key, uint64_t value, size_t width)
{
    for (size_t i = width; i-- > 0; value >>= 8)
        key->bytes[key->len + i] = (unsigned char)value;
    key->len += width;
}

static void add_bytes(struct bw_key *key, const void *at, size_t len)
{
    if (len > BW_KEY_MOST - key->len)
        len = BW_KEY_MOST - key->len;
    memcpy(key->bytes + key->len, at, len);
    key->len += len;
}

static uint64_t number_at(struct bw_slice key, size_t at, size_t width)
{
    uint64_t value = 0;
    for (size_t i = 0; i < width; i++)
        value = value << 8 | ((const unsigned char *)key.at)[at + i];
    return value;
}

static bool kind_at(struct bw_slice key, size_t at, enum bw_kind *kind)
{
    unsigned char byte = ((const unsigned char *)key.at)[at];
    *kind = (enum bw_kind)byte;
    return byte >= BW_KIND_ORG && byte < BW_KIND_END;
}

struct bw_key bw_key_meta(const char *name)
{
    struct bw_key key = {.len = 0};
    add_bytes(&key, name, strlen(name));
    return key;
}

struct bw_key bw_key_id(enum bw_kind kind, struct bw_str id)
{
    struct bw_key key = {.len = 0};
    add_number(&key, kind, 1);
    if (id.len)
        add_bytes(&key, id.at, id.len);
    return key;
}

bool bw_key_id_read(struct bw_slice key, enum bw_kind *kind, struct bw_str *id)
{
    if (key.len < 2 || key.len > 1 + BW_KEY_ID_MOST || !kind_at(key, 0, kind))
        return false;
    *id = (struct bw_str){(const char *)key.at + 1, (uint32_t)key.len - 1};
    return true;
}

struct bw_key bw_key_name(enum bw_kind kind, uint32_t number)
{
    struct bw_key key = {.len = 0};
    add_number(&key, kind, 1);
    add_number(&key, number, 4);
    return key;
}

bool bw_key_name_read(struct bw_slice key, enum bw_kind *kind, uint32_t *number)
{
    if (key.len != 5 || !kind_at(key, 0, kind))
        return false;
    *number = (uint32_t)number_at(key, 1, 4);
    return true;
}

struct bw_key bw_key_record(enum bw_kind kind, uint32_t org, uint32_t number)
{
    struct bw_key key = {.len = 0};
    add_number(&key, kind, 1);
    add_number(&key, org, 4);
    add_number(&key, number, 4);
    return key;
}

bool bw_key_record_read(struct bw_slice key, enum bw_kind *kind, uint32_t *org, uint32_t *number)
{
    if (key.len != 9 || !kind_at(key, 0, kind))
        return false;
    *org = (uint32_t)number_at(key, 1, 4);
    *number = (uint32_t)number_at(key, 5, 4);
    return true;
}

struct bw_key bw_key_ref_prefix(enum bw_kind kind, uint32_t number)
{
    return bw_key_name(kind, number);
}

struct bw_key bw_key_ref(enum bw_kind kind, uint32_t number, enum bw_kind by_kind, uint32_t by)
{
    struct bw_key key = bw_key_name(kind, number);
    add_number(&key, by_kind, 1);
    add_number(&key, by, 4);
    return key;
}

bool bw_key_ref_read(struct bw_slice key, enum bw_kind *kind, uint32_t *number,
                     enum bw_kind *by_kind, uint32_t *by)
{
    if (key.len != 10 || !kind_at(key, 0, kind) || !kind_at(key, 5, by_kind))
        return false;
    *number = (uint32_t)number_at(key, 1, 4);
    *by = (uint32_t)number_at(key, 6, 4);
    return true;
}

struct bw_key bw_key_person(uint32_t org, uint32_t employee)
{
    struct bw_key key = {.len = 0};
    add_number(&key, org, 4);
    add_number(&key, employee, 4);
    return key;
}

bool bw_key_person_read(struct bw_slice key, uint32_t *org, uint32_t *employee)
{
    if (key.len != 8)
        return false;
    *org = (uint32_t)number_at(key, 0, 4);
    *employee = (uint32_t)number_at(key, 4, 4);
    return true;
}

struct bw_key bw_key_employee(uint32_t employee)
{
    struct bw_key key = {.len = 0};
    add_number(&key, employee, 4);
    return key;
}

bool bw_key_employee_read(struct bw_slice key, uint32_t *employee)
{
    if (key.len != 4)
        return false;
    *employee = (uint32_t)number_at(key, 0, 4);
    return true;
}

struct bw_key bw_key_log(uint64_t revision, uint32_t position)
{
    struct bw_key key = {.len = 0};
    add_number(&key, revision, 8);
    add_number(&key, position, 4);
    return key;
}

bool bw_key_log_read(struct bw_slice key, uint64_t *revision, uint32_t *position)
{
    if (key.len != 12)
        return false;
    *revision = number_at(key, 0, 8);
    *position = (uint32_t)number_at(key, 8, 4);
    return true;
}

struct bw_key bw_key_generation(uint32_t generation)
{
    return bw_key_employee(generation);
}

bool bw_key_generation_read(struct bw_slice key, uint32_t *generation)
{
    if (key.len < 4)
        return false;
    *generation = (uint32_t)number_at(key, 0, 4);
    return true;
}

struct bw_key bw_key_space(uint32_t generation, uint32_t block)
{
    return bw_key_person(generation, block);
}

bool bw_key_space_read(struct bw_slice key, uint32_t *generation, uint32_t *block)
{
    return bw_key_person_read(key, generation, block);
}

struct bw_key bw_key_vector(uint32_t generation, enum bw_kind kind, uint32_t number)
{
    struct bw_key key = bw_key_generation(generation);
    add_number(&key, kind, 1);
    add_number(&key, number, 4);
    return key;
}

bool bw_key_vector_read(struct bw_slice key, uint32_t *generation, enum bw_kind *kind,
                        uint32_t *number)
{
    if (key.len != 9 || !bw_key_generation_read(key, generation) || !kind_at(key, 4, kind))
        return false;
    *number = (uint32_t)number_at(key, 5, 4);
    return true;
}

struct bw_key bw_key_model(uint32_t version)
{
    return bw_key_employee(version);
}

bool bw_key_model_read(struct bw_slice key, uint32_t *version)
{
    return bw_key_employee_read(key, version);
}

struct bw_key bw_key_promotion(uint64_t number)
{
    struct bw_key key = {.len = 0};
    add_number(&key, number, 8);
    return key;
}
