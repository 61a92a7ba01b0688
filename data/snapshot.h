#pragma once
/* The catalogue of one moment, as the engine wants it: built apart from a read transaction,
 * published by whoever owns the pointer, held by count, immutable. Also the reading of employees
 * into its terms. Acquire and drop: any thread. */
#include <msgpack.h>
#include <stdatomic.h>

#include "data/finder.h"
#include "data/models.h"
#include "data/store.h"
#include "model/base/arena.h"
#include "model/event.h"
#include "model/peers.h"
#include "model/person.h"

struct bw_poll;
struct bw_tagger;
struct bw_tagging;
struct bw_text_index;
struct bw_vectors;
struct bw_vectors_inside;

struct bw_snapshot {
    struct bw_catalogue cat;
    const struct bw_peers *peers;
    struct bw_text_index *texts;      /* of the catalogue's courses and competencies */
    const struct bw_vectors *vectors; /* of its records; NULL: there is no model */
    /* The model that serves, as cat.learning does; NULL: answers are by the closed form. */
    const struct bw_learned *learned;
    char model[BW_MODEL_NAME_LEN]; /* what answers are made by: its name, or "closed-form" */
    bw_day date;                   /* that the votes of peers were judged at */
    uint64_t catalogue_revision;   /* that last changed records other than people's, or the model */
    uint64_t people_revision;      /* of the votes */
    char name[64];        /* "2026-11-23/17/204": the same name, the same bytes of answers */
    size_t n_damaged;     /* employees whose records cannot be read; they have no vote */
    bool vectors_trouble; /* a stored model or a vector of it cannot be read */
    char promoted[BW_MODEL_NAME_LEN]; /* the model that was promoted; it does not serve when */
    bool learned_off;                 /* the configuration keeps it from that, or for this: */
    char learned_trouble[BW_FAIL_TEXT_MAX];
    /* Inside: */
    struct bw_snapshot *base;  /* that all but votes, model and arena are of; shared with other
                                  snapshots of the same records; it has none itself */
    uint64_t records_revision; /* as catalogue_revision, but for the model: */
    uint64_t model_revision;
    struct bw_learning *learning; /* that cat.learning is */
    struct bw_loaded *loaded;     /* that `learned` is of; shared with other snapshots */
    struct bw_arena *arena;
    struct bw_vectors_inside *vectors_inside;
    const uint32_t *index_of[BW_KIND_END]; /* number of the store -> index, or BW_NONE */
    uint32_t n_numbers[BW_KIND_END];
    struct bw_finder finders[BW_KIND_END]; /* id -> index; of kinds up to course */
    uint64_t marks[BW_KIND_END]; /* which records of a kind there are and when each was last
                                    written: the same mark, the same records in the same order */
    bool near_by_all;            /* what is near: by all that speaks for it, or the taxonomy */
    struct bw_poll *poll;        /* that `peers` are of; shared with other snapshots */
    struct bw_tagging *tagging;
    atomic_uint holders; /* last: everything before it is copied at once */
};

/* Builds from what `reader` (begun) sees: catalogue, similarity table, vectors and the votes of
 * peers, judged on `today`. Same store content and day, same bytes in every later answer. `before`:
 * a snapshot of the same store, of which is taken over what is still the same and would take time
 * or room to make again (all but the votes, when no record was written since); NULL when there is
 * none. It is held by the caller until this returns. */
enum bw_err bw_snapshot_build(struct bw_reader *reader, bw_day today,
                              const struct bw_snapshot *before, struct bw_snapshot **out,
                              struct bw_fail *fail);
/* The snapshot `before` with the learned model that serves by what `reader` (begun) sees, which
 * takes no longer than reading that. *out is NULL when more than the model is another: records were
 * written since. `anew`: the model is read again though it is the same. */
enum bw_err bw_snapshot_change_model(struct bw_reader *reader, const struct bw_snapshot *before,
                                     bool anew, struct bw_snapshot **out, struct bw_fail *fail);
struct bw_snapshot *bw_snapshot_acquire(struct bw_snapshot *snapshot);
void bw_snapshot_drop(struct bw_snapshot *snapshot);

/* Index of the record with this id; BW_NONE when the snapshot has none. kinds up to course. */
uint32_t bw_snapshot_find(const struct bw_snapshot *snapshot, enum bw_kind kind, struct bw_str id);

/* A change that is not stored, in the engine's terms, into the arena; it has no id. `map` passed
 * bw_schema_change_sketch. not_found names, below "inline", a reference to what is not there or
 * what its org does not see. */
enum bw_err bw_snapshot_change(const struct bw_snapshot *snapshot, const msgpack_object *map,
                               struct bw_arena *arena, struct bw_change *out, struct bw_fail *fail);

/* What proposes competencies from a text (model/tag/tag). Made when it is first asked for, which
 * takes up to a second, and kept; others wait meanwhile. NULL when memory is out. */
const struct bw_tagger *bw_snapshot_tagger(const struct bw_snapshot *snapshot);

/* Reads one employee with evidence and completions into the arena (texts are copied there);
 * *revision: the last that touched them. not_found when there is none. */
enum bw_err bw_person_load(struct bw_reader *reader, const struct bw_snapshot *snapshot,
                           struct bw_str id, struct bw_arena *arena, struct bw_person *out,
                           uint64_t *revision, struct bw_fail *fail);

/* What happened to one employee with courses. */
struct bw_events {
    const struct bw_event *at; /* in the order of writing */
    size_t n;
};

/* Reads all events of an employee, with courses that the snapshot has, into the arena. */
enum bw_err bw_person_events(struct bw_reader *reader, const struct bw_snapshot *snapshot,
                             struct bw_str id, struct bw_arena *arena, struct bw_events *out,
                             struct bw_fail *fail);

/* Whose people: of an org and a team, each an index or BW_NONE for all. */
struct bw_group {
    uint32_t org, team;
};

/* The employees of a group, in byte order of their ids, loaded into the arena. */
enum bw_err bw_people_load(struct bw_reader *reader, const struct bw_snapshot *snapshot,
                           const struct bw_group *group, struct bw_arena *arena,
                           struct bw_people *out, struct bw_fail *fail);

/* Packs the employee's current evidence as an array of maps in the documented key order (without
 * ids that were derived), by competency, then date; *revision as above. */
enum bw_err bw_evidence_list(struct bw_reader *reader, struct bw_str employee, bool with_ids,
                             msgpack_packer *out, uint64_t *revision, struct bw_fail *fail);
/* The same for events, by time, then id. */
enum bw_err bw_event_list(struct bw_reader *reader, struct bw_str employee, msgpack_packer *out,
                          uint64_t *revision, struct bw_fail *fail);
