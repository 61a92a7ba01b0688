/* Which records something of an org may refer to: shared ones, its own, those of its parents and of
 * the catalogues that it subscribes to. */
#include "data/applying.h"

/* Parents further up than this are a circle that the cycle check will name. */
#define PARENTS_MOST 64

static struct bw_str text_of(const msgpack_object *value)
{
    return (struct bw_str){value->via.str.ptr, value->via.str.size};
}

static enum bw_err number_of(struct bw_txn *txn, struct bw_str id, uint32_t *out,
                             struct bw_fail *fail)
{
    struct bw_place place;
    bool found;
    enum bw_err err = bw_place_get(txn, BW_KIND_ORG, id, &place, &found, fail);
    *out = found && !err ? place.number : 0;
    return err;
}

/* Does the org's own list of catalogues hold the target? *parent becomes its parent's number. */
static enum bw_err look_at(struct bw_txn *txn, uint32_t org, uint32_t target, bool *listed,
                           uint32_t *parent, struct bw_fail *fail)
{
    struct bw_place place = {0, org, 0};
    struct bw_key key = bw_key_record(BW_KIND_ORG, 0, place.number);
    struct bw_slice body;
    msgpack_unpacked map;
    bool found;
    *listed = false;
    *parent = 0;
    enum bw_err err = bw_value_get(txn, BW_DB_RECORD, bw_key_slice(&key), &body, &found, fail);
    if (err || !found)
        return err;
    err = bw_unpack(body, &map, fail);
    if (err)
        return err;
    const msgpack_object *up = bw_field_get(&map.data, "parent");
    const msgpack_object *catalogues = bw_field_get(&map.data, "catalogues");
    if (up)
        err = number_of(txn, text_of(up), parent, fail);
    for (uint32_t i = 0; !err && catalogues && i < catalogues->via.array.size; i++) {
        uint32_t number;
        err = number_of(txn, text_of(&catalogues->via.array.ptr[i]), &number, fail);
        *listed |= number == target;
    }
    msgpack_unpacked_destroy(&map);
    return err;
}

enum bw_err bw_sight_sees(struct bw_txn *txn, uint32_t org, uint32_t target_org, bool *sees,
                          struct bw_fail *fail)
{
    *sees = target_org == 0 || org == target_org;
    if (*sees || org == 0)
        return BW_OK;
    uint32_t at = org;
    for (int depth = 0; at != 0 && depth < PARENTS_MOST && !*sees; depth++) {
        bool listed;
        uint32_t parent;
        enum bw_err err = look_at(txn, at, target_org, &listed, &parent, fail);
        if (err)
            return err;
        *sees = (depth == 0 && listed) || parent == target_org;
        at = parent;
    }
    return BW_OK;
}
