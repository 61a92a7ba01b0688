#pragma once
/* What each record and each argument map may hold: one table per shape, one checker for all. Owns
 * field names, types, ranges and the canonical form (documented key order, levels and hours as
 * float64, nulls dropped). Knows nothing of what is stored: references are checked by `apply`. Any
 * thread. */
#include <msgpack.h>
#include <stdbool.h>
#include <string.h>

#include "data/kind.h"
#include "model/base/day.h"
#include "model/base/err.h"

enum bw_field_type {
    BW_T_STR,   /* any UTF-8 text up to `max` bytes (0: 65536) */
    BW_T_ID,    /* 1..128 bytes, no control characters */
    BW_T_REF,   /* an id of kind `ref` */
    BW_T_INT,   /* min..max */
    BW_T_FLOAT, /* min..max, packed as float64 */
    BW_T_BOOL,
    BW_T_DATE, /* "YYYY-MM-DD" */
    BW_T_TIME, /* RFC 3339; packed as UTC "YYYY-MM-DDTHH:MM:SSZ" */
    BW_T_TEXT, /* str or {"nl", "en"} */
    BW_T_ENUM, /* one of `names`, NULL-terminated */
    BW_T_MAP,  /* of `shape` */
    BW_T_LIST, /* of `item` */
    BW_T_DICT, /* str keys of any name, values of `item`; key kind `ref` when set */
    BW_T_BIN,  /* min..max bytes */
    BW_T_FREE, /* anything that answers may hold: finite numbers, text, lists, maps with str keys */
    BW_T_ANY   /* checked by whoever uses it */
};

struct bw_shape;

struct bw_field {
    const char *name;
    enum bw_field_type type;
    bool required;
    double min, max;              /* numbers; length of lists; bytes; max 0: the type's own */
    const char *const *names;     /* BW_T_ENUM */
    enum bw_kind ref;             /* BW_T_REF, BW_T_DICT */
    const struct bw_shape *shape; /* BW_T_MAP */
    const struct bw_field *item;  /* BW_T_LIST, BW_T_DICT; its name is not used */
};

/* With a last field "*" of type BW_T_FREE fields of any other name may be there; they are packed
 * behind the others. */
struct bw_shape {
    const char *name; /* in error texts: "course" */
    const struct bw_field *fields;
    size_t n_fields;
    /* Checks across fields (to above from, end after start); NULL when there are none. */
    enum bw_err (*check)(const msgpack_object *map, const char *path, struct bw_fail *fail);
};

/* The shape of a record (or of an evidence or event item). */
const struct bw_shape *bw_schema_of(enum bw_kind kind);

/* A change that nobody stores: it need not have an id. */
extern const struct bw_shape bw_schema_change_sketch;

/* One of what a course teaches: {competency, from?, to}. */
extern const struct bw_shape bw_schema_teach;

/* Checks `map` against `shape`. Errors (bad_request) name the field by path ("teaches[2].to"), what
 * was found and what would be right; unknown fields, duplicate keys, NaN and infinities are errors.
 * An empty list stands for an empty map, and is packed as one.
 * `path` is put before each field's name ("items[3]", "" for none). */
enum bw_err bw_schema_check(const struct bw_shape *shape, const msgpack_object *map,
                            const char *path, struct bw_fail *fail);

/* Packs a checked map in its canonical form. */
void bw_schema_pack(const struct bw_shape *shape, const msgpack_object *map, msgpack_packer *out);

/* Is a str or bin exactly these bytes? An empty one may have no address. */
static inline bool bw_value_is(const msgpack_object *value, const char *at, size_t len)
{
    return value->via.str.size == len && (len == 0 || memcmp(value->via.str.ptr, at, len) == 0);
}

/* Numbers of any width; integral floats and integers stand for each other. */
bool bw_value_number(const msgpack_object *value, double *out);
bool bw_value_int(const msgpack_object *value, int64_t *out);

/* The value of field `name` of a checked map; NULL when absent or null. */
const msgpack_object *bw_field_get(const msgpack_object *map, const char *name);
/* Readers for checked maps: `otherwise` when absent. Integral floats and integers stand for each
 * other; a str or bin is borrowed, not terminated. */
int64_t bw_field_int(const msgpack_object *map, const char *name, int64_t otherwise);
double bw_field_float(const msgpack_object *map, const char *name, double otherwise);
bool bw_field_bool(const msgpack_object *map, const char *name, bool otherwise);
bw_day bw_field_day(const msgpack_object *map, const char *name, bw_day otherwise);
bool bw_field_str(const msgpack_object *map, const char *name, const char **at, size_t *len);

/* May there be fields beyond those of the shape? */
static inline bool bw_shape_is_open(const struct bw_shape *shape)
{
    return shape->n_fields > 0 && strcmp(shape->fields[shape->n_fields - 1].name, "*") == 0;
}
