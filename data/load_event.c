#include "data/load.h"

#include <math.h>

#include "data/refs.h"
#include "data/rows.h"

enum bw_err bw_load_event(struct bw_arena *arena, const struct bw_event_row *row,
                          struct bw_str employee, struct bw_event *out, struct bw_fail *fail)
{
    msgpack_unpacked unpacked;
    struct bw_slice bytes = {row->map.at, row->map.len};
    enum bw_err err = bw_unpack(bytes, &unpacked, fail);
    if (err)
        return err;
    const msgpack_object *map = &unpacked.data;
    struct bw_str by = bw_load_copy(arena, bw_field_get(map, "by"));
    *out = (struct bw_event){.type = (enum bw_event_type)row->type,
                             .course = BW_NONE,
                             .at = row->at,
                             .time = bw_load_copy(arena, bw_field_get(map, "at")),
                             .order = row->order,
                             .by_other = by.at && bw_str_compare(by, employee) != 0,
                             .position = bw_field_int(map, "position", -1),
                             .id = bw_load_copy(arena, bw_field_get(map, "id")),
                             .by = by,
                             .session = bw_load_copy(arena, bw_field_get(map, "session")),
                             .price_cents = bw_field_int(map, "price_cents", -1),
                             .value = bw_field_float(map, "value", NAN)};
    msgpack_unpacked_destroy(&unpacked);
    return BW_OK;
}
