#pragma once
/* The competencies, roles and courses of a store, as a model sees them. Owns copies of their ids
 * and texts. Filled once, then read by any thread. */
#include "data/kind.h"
#include "model/space/space.h"
#include "tools/app.h"

#define BW_EMBED_KINDS 3
extern const enum bw_kind bw_embed_kinds[BW_EMBED_KINDS]; /* competency, role, course */

struct bw_embed_record {
    enum bw_kind kind;
    struct bw_str id;
};

struct bw_embed_records {
    struct bw_arena *arena;
    struct bw_embed_record *at; /* kind after kind, each in byte order of the ids */
    struct bw_said *said;       /* what each says; NULL when only ids were asked for */
    size_t n;
    size_t first[BW_EMBED_KINDS + 1]; /* of each kind */
};

/* Lists them all; `step` (or NULL) is told how many there are so far, of how many. An exit code; to
 * be cleared whatever comes back. */
int bw_embed_records_list(struct bw_app *app, bool texts,
                          void (*step)(void *context, size_t n, size_t all), void *context,
                          struct bw_embed_records *out);
void bw_embed_records_clear(struct bw_embed_records *records);

/* Place of a record of kind bw_embed_kinds[k]; SIZE_MAX when there is none. */
size_t bw_embed_records_find(const struct bw_embed_records *records, int k, struct bw_str id);
