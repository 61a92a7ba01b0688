#pragma once
/* Reading answers: fields of maps that may be absent or of another type than expected, without
 * ever failing. Texts come out terminated and clean. Any thread. */
#include <msgpack.h>
#include <stdbool.h>

#define BW_VIEW_LEN 512

/* NULL when `map` is none or has no such field. */
const msgpack_object *bw_view(const msgpack_object *map, const char *name);
/* Number of the field; `otherwise` when it is none. */
double bw_view_number(const msgpack_object *map, const char *name, double otherwise);
/* The same of a value. */
double bw_view_figure(const msgpack_object *value, double otherwise);
int64_t bw_view_int(const msgpack_object *map, const char *name, int64_t otherwise);
bool bw_view_true(const msgpack_object *map, const char *name);
/* Text of the field in buf of BW_VIEW_LEN; "" when it is none. Returns buf. */
char *bw_view_text(char *buf, const msgpack_object *map, const char *name);
/* The same of a value. */
char *bw_view_value(char *buf, const msgpack_object *value);
/* The list in the field: *n of them; NULL and 0 when it is none. */
const msgpack_object *bw_view_list(const msgpack_object *map, const char *name, size_t *n);
