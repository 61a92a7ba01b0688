#pragma once
/* JSON and MessagePack, each from the other. Owns the mapping (integers within int64, floats stay
 * floats, duplicate keys refused); the parsing itself is jansson's. Any thread. */
#include <msgpack.h>
#include <stdbool.h>
#include <stdio.h>

#include "model/base/err.h"

/* Packs one JSON text (any value, not only object or array); bad_request with line and column. */
enum bw_err bw_json_to_msgpack(const char *text, size_t len, msgpack_packer *out,
                               struct bw_fail *fail);

/* A JSON text as a value, with what it lives in. */
struct bw_json_value {
    msgpack_sbuffer bytes; /* that texts are borrowed from */
    msgpack_unpacked unpacked;
};
/* out->unpacked.data is the value; bad_request as above, too_large when it nests too deep. To be
 * cleared whatever comes back. */
enum bw_err bw_json_value_read(const char *text, size_t len, struct bw_json_value *out,
                               struct bw_fail *fail);
void bw_json_value_clear(struct bw_json_value *value);

/* Appends `value` as compact JSON (one line), or indented by 2 when `pretty`; floats with the
 * fewest digits that read back to the same (a float with an integral value keeps ".0"). */
void bw_json_from_msgpack(const msgpack_object *value, bool pretty, msgpack_sbuffer *out);

/* The same of a packed value that data/frame found whole; returns where it ends. Nests as deep as
 * the frame was allowed to. */
const unsigned char *bw_json_from_bytes(const unsigned char *at, bool pretty, msgpack_sbuffer *out);
