#include "tools/args.h"

#include <string.h>

#include "data/json.h"

void bw_pack_str(msgpack_packer *out, const char *text)
{
    msgpack_pack_str_with_body(out, text, strlen(text));
}

void bw_args_init(struct bw_args *args)
{
    args->n = 0;
    msgpack_sbuffer_init(&args->body);
    msgpack_packer_init(&args->packer, &args->body, msgpack_sbuffer_write);
}

void bw_args_clear(struct bw_args *args)
{
    msgpack_sbuffer_destroy(&args->body);
}

void bw_args_key(struct bw_args *args, const char *name)
{
    bw_pack_str(&args->packer, name);
    args->n++;
}

void bw_args_str(struct bw_args *args, const char *name, const char *value)
{
    bw_args_key(args, name);
    bw_pack_str(&args->packer, value);
}

void bw_args_int(struct bw_args *args, const char *name, int64_t value)
{
    bw_args_key(args, name);
    msgpack_pack_int64(&args->packer, value);
}

void bw_args_float(struct bw_args *args, const char *name, double value)
{
    bw_args_key(args, name);
    msgpack_pack_double(&args->packer, value);
}

void bw_args_bool(struct bw_args *args, const char *name, bool value)
{
    bw_args_key(args, name);
    if (value)
        msgpack_pack_true(&args->packer);
    else
        msgpack_pack_false(&args->packer);
}

enum bw_err bw_args_json(struct bw_args *args, const char *name, const char *json,
                         struct bw_fail *fail)
{
    msgpack_sbuffer value;
    msgpack_packer packer;
    msgpack_sbuffer_init(&value);
    msgpack_packer_init(&packer, &value, msgpack_sbuffer_write);
    enum bw_err err = bw_json_to_msgpack(json, strlen(json), &packer, fail);
    if (!err) {
        bw_args_key(args, name);
        msgpack_sbuffer_write(&args->body, value.data, value.size);
    }
    msgpack_sbuffer_destroy(&value);
    return err;
}

void bw_args_merge(struct bw_args *args, const msgpack_object *map)
{
    for (uint32_t i = 0; i < map->via.map.size; i++) {
        msgpack_pack_object(&args->packer, map->via.map.ptr[i].key);
        msgpack_pack_object(&args->packer, map->via.map.ptr[i].val);
        args->n++;
    }
}

void bw_args_append(struct bw_args *args, const struct bw_args *other)
{
    if (other->n == 0)
        return;
    msgpack_sbuffer_write(&args->body, other->body.data, other->body.size);
    args->n += other->n;
}

void bw_args_pack(const struct bw_args *args, msgpack_packer *out)
{
    msgpack_pack_map(out, args->n);
    if (args->n)
        msgpack_pack_str_body(out, args->body.data, args->body.size); /* packed already */
}
