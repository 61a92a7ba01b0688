#pragma once
/* A store that a measuring program looks at, and its records one by one. One thread. */
#include <msgpack.h>

#include "data/store.h"

struct stored {
    struct bw_store *store;
    struct bw_reader *reader; /* begun */
};

enum bw_err stored_open(const char *dir, struct stored *out, struct bw_fail *fail);
void stored_close(struct stored *stored);

/* Calls `take` with each record of a kind, in byte order of the ids; what it is given is borrowed
 * for the call. False from it ends the walk. */
enum bw_err stored_each(struct bw_reader *reader, enum bw_kind kind,
                        bool (*take)(void *context, struct bw_str id, const msgpack_object *map),
                        void *context, struct bw_fail *fail);

/* Of a clock that only goes forward. */
double stored_seconds(void);
