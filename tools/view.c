#include "tools/view.h"

#include <stdio.h>
#include <string.h>

#include "data/schema.h"
#include "tools/text.h"

const msgpack_object *bw_view(const msgpack_object *map, const char *name)
{
    return map && map->type == MSGPACK_OBJECT_MAP ? bw_field_get(map, name) : NULL;
}

double bw_view_figure(const msgpack_object *value, double otherwise)
{
    double number;
    return value && bw_value_number(value, &number) ? number : otherwise;
}

double bw_view_number(const msgpack_object *map, const char *name, double otherwise)
{
    return bw_view_figure(bw_view(map, name), otherwise);
}

int64_t bw_view_int(const msgpack_object *map, const char *name, int64_t otherwise)
{
    const msgpack_object *value = bw_view(map, name);
    int64_t number;
    return value && bw_value_int(value, &number) ? number : otherwise;
}

bool bw_view_true(const msgpack_object *map, const char *name)
{
    const msgpack_object *value = bw_view(map, name);
    return value && value->type == MSGPACK_OBJECT_BOOLEAN && value->via.boolean;
}

char *bw_view_value(char *buf, const msgpack_object *value)
{
    *buf = 0;
    if (value && value->type == MSGPACK_OBJECT_STR) {
        size_t len = value->via.str.size;
        if (len > BW_VIEW_LEN - 1) {
            len = BW_VIEW_LEN - 1;
            while (len > 0 && ((unsigned char)value->via.str.ptr[len] & 0xc0) == 0x80)
                len--;
        }
        memcpy(buf, value->via.str.ptr, len);
        buf[len] = 0;
        bw_text_clean(buf);
    }
    return buf;
}

char *bw_view_text(char *buf, const msgpack_object *map, const char *name)
{
    return bw_view_value(buf, bw_view(map, name));
}

const msgpack_object *bw_view_list(const msgpack_object *map, const char *name, size_t *n)
{
    const msgpack_object *value = bw_view(map, name);
    *n = 0;
    if (!value || value->type != MSGPACK_OBJECT_ARRAY)
        return NULL;
    *n = value->via.array.size;
    return value->via.array.ptr;
}
