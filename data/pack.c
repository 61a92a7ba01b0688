/* The canonical form of checked maps: documented key order, floats as float64, nulls dropped. */
#include <string.h>

#include "data/schema.h"
#include "data/time.h"

static void pack_value(const struct bw_field *field, const msgpack_object *value,
                       msgpack_packer *out);

static void pack_text(const msgpack_object *value, msgpack_packer *out)
{
    static const struct bw_field fields[] = {{.name = "nl", .type = BW_T_STR},
                                             {.name = "en", .type = BW_T_STR}};
    static const struct bw_shape shape = {"text", fields, 2, NULL};
    if (value->type == MSGPACK_OBJECT_MAP)
        bw_schema_pack(&shape, value, out);
    else
        msgpack_pack_object(out, *value);
}

static void pack_time(const msgpack_object *value, msgpack_packer *out)
{
    char utc[BW_TIME_TEXT_LEN + 1] = "";
    bw_time_to_utc(value->via.str.ptr, value->via.str.size, utc);
    msgpack_pack_str_with_body(out, utc, strlen(utc));
}

static void pack_dict(const struct bw_field *field, const msgpack_object *value,
                      msgpack_packer *out)
{
    msgpack_pack_map(out, value->via.map.size);
    for (uint32_t i = 0; i < value->via.map.size; i++) {
        msgpack_pack_object(out, value->via.map.ptr[i].key);
        pack_value(field->item, &value->via.map.ptr[i].val, out);
    }
}

static const struct bw_field free_field = {.type = BW_T_FREE};

static bool is_known(const struct bw_shape *shape, const msgpack_object *key)
{
    for (size_t i = 0; i < shape->n_fields; i++)
        if (bw_value_is(key, shape->fields[i].name, strlen(shape->fields[i].name)))
            return true;
    return false;
}

/* The entries of a map that are no fields of `shape`, in the order in which they came: counted, or
 * packed when `out` is there. */
static size_t rest_of(const struct bw_shape *shape, const msgpack_object *map, msgpack_packer *out)
{
    size_t n = 0;
    for (uint32_t i = 0; i < map->via.map.size; i++) {
        const msgpack_object_kv *entry = &map->via.map.ptr[i];
        if (entry->val.type == MSGPACK_OBJECT_NIL || is_known(shape, &entry->key))
            continue;
        n++;
        if (!out)
            continue;
        msgpack_pack_object(out, entry->key);
        pack_value(&free_field, &entry->val, out);
    }
    return n;
}

static void pack_free(const msgpack_object *value, msgpack_packer *out)
{
    static const struct bw_field others = {.name = "*", .type = BW_T_FREE};
    static const struct bw_shape none = {"map", &others, 1, NULL};
    double real = 0;
    switch (value->type) {
    case MSGPACK_OBJECT_MAP:
        bw_schema_pack(&none, value, out);
        break;
    case MSGPACK_OBJECT_ARRAY:
        msgpack_pack_array(out, value->via.array.size);
        for (uint32_t i = 0; i < value->via.array.size; i++)
            pack_free(&value->via.array.ptr[i], out);
        break;
    case MSGPACK_OBJECT_FLOAT32:
    case MSGPACK_OBJECT_FLOAT64:
        bw_value_number(value, &real);
        msgpack_pack_double(out, real + 0.0);
        break;
    default:
        msgpack_pack_object(out, *value);
    }
}

static void pack_value(const struct bw_field *field, const msgpack_object *value,
                       msgpack_packer *out)
{
    int64_t number = 0;
    double real = 0;
    switch (field->type) {
    case BW_T_INT:
        bw_value_int(value, &number);
        msgpack_pack_int64(out, number);
        break;
    case BW_T_FLOAT:
        bw_value_number(value, &real);
        msgpack_pack_double(out, real + 0.0); /* -0 becomes 0 */
        break;
    case BW_T_TIME:
        pack_time(value, out);
        break;
    case BW_T_TEXT:
        pack_text(value, out);
        break;
    case BW_T_MAP:
        bw_schema_pack(field->shape, value, out);
        break;
    case BW_T_LIST:
        msgpack_pack_array(out, value->via.array.size);
        for (uint32_t i = 0; i < value->via.array.size; i++)
            pack_value(field->item, &value->via.array.ptr[i], out);
        break;
    case BW_T_DICT:
        pack_dict(field, value, out);
        break;
    case BW_T_FREE:
        pack_free(value, out);
        break;
    default:
        msgpack_pack_object(out, *value);
    }
}

void bw_schema_pack(const struct bw_shape *shape, const msgpack_object *map, msgpack_packer *out)
{
    size_t n = bw_shape_is_open(shape) ? rest_of(shape, map, NULL) : 0;
    for (size_t i = 0; i < shape->n_fields; i++)
        n += bw_field_get(map, shape->fields[i].name) != NULL;
    msgpack_pack_map(out, n);
    for (size_t i = 0; i < shape->n_fields; i++) {
        const msgpack_object *value = bw_field_get(map, shape->fields[i].name);
        if (!value)
            continue;
        msgpack_pack_str_with_body(out, shape->fields[i].name, strlen(shape->fields[i].name));
        pack_value(&shape->fields[i], value, out);
    }
    if (bw_shape_is_open(shape))
        rest_of(shape, map, out);
}
