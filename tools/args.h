#pragma once
/* The map of named arguments of one call, packed as it is filled. Owns its buffer. One thread. */
#include <msgpack.h>
#include <stdint.h>

#include "model/base/err.h"

struct bw_args {
    msgpack_sbuffer body; /* keys and values */
    msgpack_packer packer;
    size_t n;
};

void bw_args_init(struct bw_args *args);
void bw_args_clear(struct bw_args *args);
/* Starts an argument; its value is packed by the caller into args->packer. */
void bw_args_key(struct bw_args *args, const char *name);
void bw_args_str(struct bw_args *args, const char *name, const char *value);
void bw_args_int(struct bw_args *args, const char *name, int64_t value);
void bw_args_float(struct bw_args *args, const char *name, double value);
void bw_args_bool(struct bw_args *args, const char *name, bool value);
/* A value given as JSON; bad_request when it is none (then nothing is added). */
enum bw_err bw_args_json(struct bw_args *args, const char *name, const char *json,
                         struct bw_fail *fail);
/* All entries of a map. */
void bw_args_merge(struct bw_args *args, const msgpack_object *map);

/* All of another one. */
void bw_args_append(struct bw_args *args, const struct bw_args *other);
/* The whole as one map. */
void bw_args_pack(const struct bw_args *args, msgpack_packer *out);

/* A str, terminated by its length. */
void bw_pack_str(msgpack_packer *out, const char *text);
