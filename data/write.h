#pragma once
/* Writing: a change record, the one function that applies it, and the one thread that does so in
 * groups. Whoever writes (a request, an import) hands over a `bw_write`; nothing else changes the
 * store. `bw_writer_submit` may be called from any thread. */
#include <msgpack.h>

#include "data/store.h"

enum bw_op { BW_OP_PUT, BW_OP_DELETE };

/* One part: items of one kind. PUT: maps, as in X.put, evidence.add and event.add. DELETE: ids. */
struct bw_part {
    enum bw_op op;
    enum bw_kind kind;
    const msgpack_object *items; /* n of them, borrowed until the answer */
    size_t n;
};

/* A record as whoever writes has read it. */
struct bw_unchanged {
    enum bw_kind kind;
    struct bw_str id;
    uint64_t revision; /* that last changed it */
};

/* A step of bringing in a model, of texts (EMBEDDING) or learned (MODEL). What is staged is
 * nobody's until it is committed, so that BEGIN, ADD and ABORT have no revision; what is left of a
 * model that is gone is swept away piece by piece. A text model serves once it is committed; a
 * learned one is one of the registry's versions, and serves when it is promoted. */
enum bw_model_step_op {
    BW_EMBEDDING_BEGIN, /* conflict while another upload of the kind is under way */
    BW_EMBEDDING_ADD,
    BW_EMBEDDING_COMMIT,
    BW_EMBEDDING_SET, /* what counts as near, of the one that serves */
    BW_EMBEDDING_ABORT,
    BW_EMBEDDING_DROP,
    BW_MODEL_BEGIN, /* likewise; conflict when there is no room for another version */
    BW_MODEL_ADD,
    BW_MODEL_COMMIT,
    BW_MODEL_ABORT,
    BW_MODEL_DROP,     /* conflict when it serves */
    BW_MODEL_PROMOTE,  /* whatever it is like: who may judge has judged */
    BW_MODEL_ROLLBACK, /* to what served before; conflict when nothing did */
    BW_MODEL_OFF,      /* `off`: no learned model answers, whichever is promoted */
    BW_UPLOAD_LOST,    /* gives up the upload of either kind; 0: whichever is under way */
    BW_SWEEP
};

struct bw_model_step {
    enum bw_model_step_op op;
    const msgpack_object *args; /* the method's, checked, borrowed until the answer; of BEGIN, ADD,
                                   EMBEDDING_SET, MODEL_DROP, _PROMOTE and _ROLLBACK */
    uint32_t upload;            /* ADD, COMMIT, ABORT, LOST: as BEGIN gave it */
    int64_t at_s;               /* MODEL_COMMIT, _PROMOTE, _ROLLBACK: now, seconds since 1970 */
    bool off;                   /* MODEL_OFF */
    bool judged;                /* MODEL_PROMOTE: against what serves by promotion `judged_by`; */
    uint64_t judged_by;         /* conflict when something else serves by now */
};

/* A step on the way of bookings (model/report/booking): courses asked for, granted or refused. It
 * is checked against what is stored at the moment of the write, and written as events with ids that
 * follow from the booking, so that the same again changes nothing. */
enum bw_booking_op { BW_BOOK_REQUEST, BW_BOOK_APPROVE, BW_BOOK_DECLINE };

struct bw_booking_step {
    enum bw_booking_op op;
    const msgpack_object *args; /* the method's, checked, borrowed until the answer */
    bw_day today;
    int64_t at_s; /* now, seconds since 1970 */
};

struct bw_replay; /* data/replay_apply.h */

/* All parts or nothing; references are checked against the state after all of them. */
struct bw_write {
    const struct bw_part *parts;
    size_t n_parts;
    const struct bw_unchanged *unchanged; /* conflict when one of these was written since */
    size_t n_unchanged;
    const struct bw_model_step *step;      /* or NULL; then the only thing of the write */
    const struct bw_booking_step *booking; /* likewise */
    struct bw_replay *replay; /* or NULL: the parts are what the log of another store says */
    bw_day today;             /* not 0: a new day is a change by itself: what is valid may lapse */
    bool dry_run;             /* checked in full, nothing kept, revision as it was */
    bool report_all; /* an import: every bad item goes to `bad`, instead of the first to `fail` */
    bool skip_bad;   /* with report_all: bad items are left out (and what then is bad through
                        them, too), the rest is written */
};

/* A bad item: parts[part].items[item], and why. */
struct bw_bad {
    uint32_t part, item;
    char *text; /* malloc'd */
};

struct bw_written {
    enum bw_err err;     /* BW_OK, or what `fail` says; then nothing is written */
    struct bw_fail fail; /* with report_all and bad items but without skip_bad: bad_request */
    uint64_t revision;   /* of the store after it; unchanged when the write changed nothing */
    uint64_t written, deleted,
        duplicates; /* items; evidence and events already there are duplicates
                       (and written, for records: n of the call) */
    bool catalogue; /* it changed what snapshots are built from */
    bool model;     /* it changed which learned model answers */
    struct {
        uint32_t upload;         /* BEGIN */
        uint64_t rows, left_out; /* EMBEDDING_ADD, _COMMIT: all of the upload; left out now */
        uint64_t bytes;          /* ADD: of the upload so far */
        char model[129];         /* COMMIT: its name; MODEL_PROMOTE, _ROLLBACK: what serves now */
        char before[129];        /* MODEL_PROMOTE, _ROLLBACK: what served */
        unsigned parts;          /* likewise: of what serves now */
        bool more;               /* SWEEP: there is something left to sweep */
    } step;
    struct bw_bad *bad;
    size_t n_bad;
    char **bookings; /* malloc'd, of a booking step: the booking of each item, in their order */
    size_t n_bookings;
};
void bw_written_clear(struct bw_written *written);

struct bw_writer;

/* Starts the thread. */
enum bw_err bw_writer_start(struct bw_store *store, struct bw_writer **out, struct bw_fail *fail);
/* Queues a write (busy when `queue_max` wait already). `done` is called on the writer thread after
 * the group is durable, with `written` to be cleared by the callee. Nothing of `write` is copied.
 */
enum bw_err bw_writer_submit(struct bw_writer *writer, const struct bw_write *write,
                             void (*done)(void *context, struct bw_written *written),
                             void *context);
/* What the writer has done since it started. Any thread. */
#define BW_WRITER_SIZES 9
struct bw_writer_counts {
    uint64_t groups, writes;         /* commits, and what was in them */
    uint64_t sizes[BW_WRITER_SIZES]; /* groups: s of 2^s writes up to twice that, less one */
    size_t waiting, waiting_most, running;
};
void bw_writer_count(struct bw_writer *writer, struct bw_writer_counts *out);

/* Finishes what is queued, then ends the thread. */
void bw_writer_stop(struct bw_writer *writer);

/* The same without a thread, for tools on a store that no daemon holds and for tests. */
void bw_write_now(struct bw_store *store, const struct bw_write *write, struct bw_written *out);
