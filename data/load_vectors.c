#include "data/load_vectors.h"

#include <stdlib.h>

#include "data/embedding.h"
#include "model/space/space.h"
#include "model/space/vectors.h"

#define KINDS 3
#define ALIGN ((size_t)64)
/* Address space for the words of one record. */
#define WORDS_MOST ((size_t)1 << 30)

static const enum bw_kind kinds[KINDS] = {BW_KIND_COMPETENCY, BW_KIND_ROLE, BW_KIND_COURSE};

/* A space that snapshots share. */
struct held_space {
    atomic_uint holders;
    struct bw_pages pages;
    struct bw_space *space;
};

enum origin { NOWHERE, STORED, FOLDED };

/* One kind of record. */
struct part {
    float *rows;
    uint64_t *hash; /* of the record's text */
    uint8_t *from;  /* enum origin */
    uint32_t n;
};

struct bw_vectors_inside {
    struct bw_vectors vectors;
    struct bw_embedding model;
    struct held_space *held; /* NULL: from outside */
    struct part parts[KINDS];
};

static void drop_space(struct held_space *held)
{
    if (!held || atomic_fetch_sub_explicit(&held->holders, 1, memory_order_acq_rel) != 1)
        return;
    bw_space_free(held->space);
    bw_pages_free(&held->pages);
    free(held);
}

static enum bw_err open_space(struct bw_txn *txn, const struct bw_embedding *model,
                              struct held_space **out, struct bw_fail *fail)
{
    struct held_space *held = calloc(1, sizeof *held);
    if (!held)
        return bw_fail_set(fail, BW_BUSY, "out of memory for a text model");
    atomic_init(&held->holders, 1);
    enum bw_err err = bw_blocks_read(txn, &model->space, model->name, &held->pages, fail);
    if (!err)
        err = bw_space_open(held->pages.at, held->pages.n, &held->space, fail);
    if (!err && (bw_space_dim(held->space) != model->dim || bw_space_id(held->space) != model->id))
        err = bw_fail_set(fail, BW_INTERNAL, "table space: the bytes are not those of model %s",
                          model->name);
    if (err) {
        drop_space(held);
        return err;
    }
    *out = held;
    return BW_OK;
}

/* What is said of record `i` of a kind; for a moment. */
static struct bw_said said_of(const struct bw_catalogue *cat, enum bw_kind kind, uint32_t i,
                              struct bw_arena *arena)
{
    if (kind == BW_KIND_COMPETENCY)
        return bw_said_of(cat->competencies[i].label, &cat->competency_prose[i], arena);
    if (kind == BW_KIND_ROLE)
        return bw_said_of(cat->roles[i].label, &cat->role_prose[i], arena);
    return bw_said_of(cat->courses[i].title, &cat->course_prose[i], arena);
}

static uint32_t count_of(const struct bw_catalogue *cat, enum bw_kind kind)
{
    return kind == BW_KIND_COMPETENCY ? cat->n_competencies
           : kind == BW_KIND_ROLE     ? cat->n_roles
                                      : cat->n_courses;
}

static float *take_rows(struct bw_arena *arena, uint32_t n, size_t stride)
{
    size_t bytes = n * stride * sizeof(float);
    char *at = bw_arena_take(arena, bytes + ALIGN);
    at += (ALIGN - (uintptr_t)at % ALIGN) % ALIGN;
    memset(at, 0, bytes);
    return (float *)(void *)at;
}

static void make_part(struct bw_snapshot *snapshot, struct bw_vectors_inside *inside, int k)
{
    struct bw_arena *arena = snapshot->arena;
    uint32_t n = count_of(&snapshot->cat, kinds[k]);
    struct part *part = &inside->parts[k];
    *part = (struct part){take_rows(arena, n, inside->vectors.stride),
                          BW_ARENA_NEW(arena, uint64_t, n), BW_ARENA_NEW(arena, uint8_t, n), n};
    for (uint32_t i = 0; i < n; i++) {
        size_t mark = bw_arena_mark(arena);
        struct bw_said said = said_of(&snapshot->cat, kinds[k], i, arena);
        part->hash[i] = bw_said_hash(&said);
        bw_arena_rewind(arena, mark);
    }
}

static float *row_of(const struct bw_vectors_inside *inside, int k, uint32_t i)
{
    return inside->parts[k].rows + i * inside->vectors.stride;
}

/* The same record's row in the snapshot before, when it is of the same model and text; else NULL.
 */
static const float *row_before(const struct bw_snapshot *before, int k, uint32_t number,
                               uint64_t hash, uint8_t *from)
{
    const struct bw_vectors_inside *inside = before->vectors_inside;
    if (number >= before->n_numbers[kinds[k]])
        return NULL;
    uint32_t i = before->index_of[kinds[k]][number];
    if (i == BW_NONE || inside->parts[k].hash[i] != hash)
        return NULL;
    *from = inside->parts[k].from[i];
    return row_of(inside, k, i);
}

/* A row that cannot be read is as one that is not there: it is only what a text was folded into. */
static void read_row(struct bw_txn *txn, struct bw_snapshot *snapshot,
                     struct bw_vectors_inside *inside, int k, uint32_t number)
{
    struct part *part = &inside->parts[k];
    uint32_t i = snapshot->index_of[kinds[k]][number];
    struct bw_vector stored;
    struct bw_fail why;
    bool found;
    struct bw_vector_of of = {&inside->model, kinds[k], number};
    if (bw_vector_get(txn, of, &stored, &found, &why) != BW_OK) {
        snapshot->vectors_trouble = true;
        return;
    }
    if (!found || stored.hash != part->hash[i])
        return;
    memcpy(row_of(inside, k, i), stored.floats, inside->model.dim * sizeof(float));
    part->from[i] = STORED;
}

/* Rows that are to be had without folding. */
static void fill_part(struct bw_txn *txn, struct bw_snapshot *snapshot,
                      const struct bw_snapshot *before, struct bw_vectors_inside *inside, int k)
{
    struct part *part = &inside->parts[k];
    size_t row_bytes = inside->vectors.stride * sizeof(float);
    for (uint32_t number = 0; number < snapshot->n_numbers[kinds[k]]; number++) {
        uint32_t i = snapshot->index_of[kinds[k]][number];
        if (i == BW_NONE)
            continue;
        const float *row =
            before ? row_before(before, k, number, part->hash[i], &part->from[i]) : NULL;
        if (row)
            memcpy(row_of(inside, k, i), row, row_bytes);
        else
            read_row(txn, snapshot, inside, k, number);
    }
}

static void settle(struct bw_snapshot *snapshot, struct bw_vectors_inside *inside)
{
    struct bw_vectors *out = &inside->vectors;
    struct bw_rows *rows[KINDS] = {&out->competencies, &out->roles, &out->courses};
    out->bytes = inside->held ? inside->held->pages.n : 0;
    for (int k = 0; k < KINDS; k++) {
        *rows[k] = (struct bw_rows){inside->parts[k].rows, inside->parts[k].n, out->stride};
        out->bytes += inside->parts[k].n * out->stride * sizeof(float);
    }
    out->space = inside->held ? inside->held->space : NULL;
    snapshot->vectors = out;
    snapshot->vectors_inside = inside;
}

static enum bw_err share_space(struct bw_txn *txn, const struct bw_snapshot *before,
                               struct bw_vectors_inside *inside, struct bw_fail *fail)
{
    if (!inside->model.trained)
        return BW_OK;
    if (!before)
        return open_space(txn, &inside->model, &inside->held, fail);
    inside->held = before->vectors_inside->held;
    atomic_fetch_add_explicit(&inside->held->holders, 1, memory_order_relaxed);
    return BW_OK;
}

enum bw_err bw_load_vectors(struct bw_reader *reader, struct bw_snapshot *snapshot,
                            const struct bw_snapshot *before, struct bw_fail *fail)
{
    struct bw_embedding model;
    struct bw_fail why;
    bool found;
    enum bw_err err = bw_embedding_get(reader->txn, BW_EMBEDDING_SERVING, &model, &found, fail);
    if (err || !found)
        return err;
    snapshot->near_by_all = !model.near_by_taxonomy;
    struct bw_vectors_inside *inside = BW_ARENA_NEW(snapshot->arena, struct bw_vectors_inside, 1);
    inside->model = model;
    if (before && (!before->vectors_inside ||
                   before->vectors_inside->model.space.generation != model.space.generation))
        before = NULL;
    err = share_space(reader->txn, before, inside, &why);
    if (err) {
        snapshot->vectors_trouble = true;
        *fail = why;
        return err == BW_BUSY ? err : BW_OK; /* of no memory nothing is known: try again */
    }
    inside->vectors = (struct bw_vectors){
        .model = {inside->model.name, (uint32_t)strlen(inside->model.name)},
        .id = model.id,
        .trained = model.trained,
        .dim = model.dim,
        .stride = bw_vectors_stride(model.dim),
    };
    for (int k = 0; k < KINDS; k++) {
        make_part(snapshot, inside, k);
        fill_part(reader->txn, snapshot, before, inside, k);
    }
    settle(snapshot, inside);
    return bw_txn_trouble(reader->txn, fail);
}

static void fold_part(const struct bw_snapshot *snapshot, struct bw_vectors_inside *inside, int k,
                      struct bw_arena *arena)
{
    struct part *part = &inside->parts[k];
    for (uint32_t i = 0; i < part->n; i++) {
        if (part->from[i] != NOWHERE)
            continue;
        struct bw_said said = said_of(&snapshot->cat, kinds[k], i, arena);
        bw_space_fold(inside->vectors.space, &said, arena, row_of(inside, k, i));
        bw_arena_reset(arena);
        part->from[i] = FOLDED;
    }
}

static void count_part(struct bw_vectors_inside *inside, int k)
{
    const struct part *part = &inside->parts[k];
    struct bw_rows rows = {part->rows, part->n, inside->vectors.stride};
    for (uint32_t i = 0; i < part->n; i++) {
        bool has = bw_vectors_row(rows, i) != NULL;
        inside->vectors.n_rows += has;
        inside->vectors.n_folded += has && part->from[i] == FOLDED;
    }
}

void bw_load_vectors_fold(struct bw_snapshot *snapshot)
{
    struct bw_vectors_inside *inside = snapshot->vectors_inside;
    struct bw_arena *arena = inside && inside->held ? bw_arena_create(WORDS_MOST) : NULL;
    if (!inside)
        return;
    for (int k = 0; k < KINDS; k++) {
        if (arena)
            fold_part(snapshot, inside, k, arena);
        count_part(inside, k);
    }
    bw_arena_free(arena);
}

void bw_load_vectors_drop(struct bw_snapshot *snapshot)
{
    if (snapshot->vectors_inside)
        drop_space(snapshot->vectors_inside->held);
}
