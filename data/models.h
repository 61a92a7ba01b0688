#pragma once
/* The registry of learned models, as it is read: which versions there are, which one serves and how
 * that came about, and the bytes of one. Versions are numbered from 1 and called "m1", "m2", …; a
 * number is never given again. Owns their names and their card's form, and models in memory. A
 * reader's thread; a loaded model any. */
#include "data/schema.h"
#include "data/store.h"
#include "model/learned/learned.h"

#define BW_MODELS_MOST 32
#define BW_CARD_BYTES_MOST ((size_t)256 << 10)

/* The closed form is version 0, which is always there. */
#define BW_CLOSED_FORM "closed-form"
#define BW_MODEL_NAME_LEN 16

void bw_model_name(uint32_t version, char out[BW_MODEL_NAME_LEN]);
/* false when no version is called that. */
bool bw_model_parse(struct bw_str name, uint32_t *version);

/* Parts in the order of their bits: "success", "co_enrolment", "preference"; NULL-terminated. */
extern const char *const bw_model_part_names[];
/* The bits of a checked list of such names, and the list of some bits. */
unsigned bw_model_parts_of(const msgpack_object *names);
void bw_model_parts_pack(msgpack_packer *out, unsigned parts);
/* bad_request naming the first of the parts that the version does not offer. */
enum bw_err bw_model_parts_offered(unsigned parts, unsigned offered, uint32_t version,
                                   struct bw_fail *fail);

/* What a model says of itself: what was learned from, with which seed, what came of it. What it
 * says beyond the required fields is kept as it is. */
extern const struct bw_shape bw_schema_card;

/* One version. */
struct bw_model {
    uint32_t version;
    bool damaged;   /* what is known of it cannot be read: all else is 0 */
    unsigned parts; /* bits of enum bw_learned_part that it offers */
    int64_t at_s;   /* when it came in, seconds since 1970 */
    uint64_t id;    /* of its bytes */
    uint64_t bytes;
    struct bw_str card; /* a packed map as bw_schema_card has it, borrowed until the reader's end */
};

/* What serves. */
struct bw_serving {
    uint32_t version;
    unsigned parts;     /* 0 for the closed form */
    bool off;           /* by configuration: the closed form answers whatever this says */
    uint64_t promotion; /* number of the last one; 0: there was none */
    uint64_t revision;  /* that last changed any of it */
};

enum bw_promotion_kind { BW_PROMOTED, BW_ROLLED_BACK };

/* One step of the history. Texts are borrowed until the reader's end; at NULL: not given. */
struct bw_promotion {
    uint64_t number; /* from 1 */
    enum bw_promotion_kind kind;
    int64_t at_s;
    uint32_t version, before; /* that serves from then on; that served */
    unsigned parts;
    uint64_t back; /* the step that a rollback of this one takes up again; 0: before any */
    struct bw_str by, reason;
};

enum bw_err bw_models_serving(struct bw_reader *reader, struct bw_serving *out,
                              struct bw_fail *fail);
/* not_found when there is none; the closed form is none. */
enum bw_err bw_models_get(struct bw_reader *reader, uint32_t version, struct bw_model *out,
                          struct bw_fail *fail);
/* All, by version, into out[BW_MODELS_MOST]. */
enum bw_err bw_models_list(struct bw_reader *reader, struct bw_model *out, size_t *n,
                           struct bw_fail *fail);
/* The newest `most` steps of the history, newest first. */
enum bw_err bw_models_history(struct bw_reader *reader, struct bw_promotion *out, size_t most,
                              size_t *n, struct bw_fail *fail);

/* A model in memory, held by count. */
struct bw_loaded;
/* Reads and checks everything: not_found, or internal when the stored bytes are damaged. */
enum bw_err bw_loaded_read(struct bw_reader *reader, uint32_t version, struct bw_loaded **out,
                           struct bw_fail *fail);
struct bw_loaded *bw_loaded_acquire(struct bw_loaded *loaded);
void bw_loaded_drop(struct bw_loaded *loaded);
const struct bw_learned *bw_loaded_learned(const struct bw_loaded *loaded);
