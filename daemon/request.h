#pragma once
/* One request while it is answered: who asks what, with which snapshot, memory and reader. Lives on
 * the worker's stack; one thread. */
#include "daemon/config.h"
#include "data/schema.h"
#include "data/snapshot.h"
#include "data/write.h"

struct bw_conn;
struct bw_import;
struct bw_pack;
struct bw_pending;

struct bw_request {
    const struct bw_config *config;
    const struct bw_snapshot *snapshot;
    struct bw_reader *reader; /* begun */
    struct bw_arena *arena;
    bw_day today;
    msgpack_object args;        /* a checked map */
    struct bw_conn *conn;       /* NULL on the thread for long questions, */
    struct bw_pending *pending; /* which knows the question by this; NULL on a worker */
    struct bw_server *server;
};

/* Packs the result; what was packed is thrown away on failure. */
typedef enum bw_err (*bw_read_handler)(struct bw_request *request, struct bw_pack *out,
                                       struct bw_fail *fail);

/* Fills what is to be written from the arguments. */
typedef enum bw_err (*bw_write_handler)(struct bw_pending *pending, const msgpack_object *args,
                                        struct bw_fail *fail);
typedef void (*bw_write_answer)(const struct bw_pending *pending, struct bw_pack *out);

/* A method of the contract: `read`, or `write` with `answer`. */
struct bw_method {
    const char *name;
    const struct bw_shape *args;
    bw_read_handler read;
    bw_write_handler write;
    bw_write_answer answer;
    enum bw_kind kind; /* of X.put and the like */
    bool bulk;
    bool admin;              /* for whoever runs the daemon: over its UNIX socket alone */
    bool errand;             /* `read` takes seconds: not on a worker */
    const char *errand_with; /* an argument with which it does */
};

/* NULL when there is none; *planned: it is in the contract but not in this version. */
const struct bw_method *bw_method_find(struct bw_str name, bool *planned);
size_t bw_method_count(void);
const struct bw_method *bw_method_at(size_t i);
size_t bw_method_index(const struct bw_method *method);
