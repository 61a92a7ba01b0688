#pragma once
/* Handing a text model over to the daemon, in messages that it takes. Nothing serves until the
 * commit; when we end before it, by whatever, the model before goes on. Owns the rows of the
 * message that is being put together. One thread. */
#include "tools/embed/embed_records.h"
#include "tools/upload.h"

struct bw_embed_model {
    const char *name; /* NULL: the daemon makes one */
    const char *near; /* "all", "taxonomy"; NULL: as it is now */
    uint32_t dim;
    const void *space; /* NULL: vectors from outside */
    size_t space_bytes;
    int64_t seed; /* with a space */
};

struct bw_embed_sending {
    struct bw_upload upload;
    uint32_t dim;
    struct bw_args items; /* packed rows that wait; n of them */
    uint64_t left_out;    /* of records that are gone by now */
};

/* All of them give an exit code; what went wrong stands on stderr. To be cleared whatever comes
 * back. */
int bw_embed_send_begin(struct bw_app *app, const struct bw_embed_model *model,
                        struct bw_embed_sending *sending);
/* The space, block by block. */
int bw_embed_send_space(struct bw_embed_sending *sending, const struct bw_embed_model *model);
/* A row; hash NULL: of the text as it is now. */
int bw_embed_send_row(struct bw_embed_sending *sending, const struct bw_embed_record *record,
                      const uint64_t *hash, const float *vector);
/* The rest of the rows, then the model serves; its name into name[size]. */
int bw_embed_send_commit(struct bw_embed_sending *sending, char *name, size_t size);
/* Gives what is not committed up. */
void bw_embed_send_clear(struct bw_embed_sending *sending);
