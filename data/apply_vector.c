/* What an upload of a text model brings: blocks of its space, and vectors of records. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "data/applying.h"
#include "data/bytes.h"
#include "data/embedding.h"
#include "data/kept.h"
#include "model/space/vectors.h"

/* A folded vector may be this far from unit length. */
#define UNIT_SLACK 1e-3
#define TEXTS_MOST ((size_t)1 << 30) /* address space for the texts of one record */

enum bw_err bw_apply_space(struct bw_applying *applying, struct bw_embedding *embedding,
                           const msgpack_object *args)
{
    const msgpack_object *bytes = bw_field_get(args, "space");
    int64_t block = bw_field_int(args, "block", 0);
    if (!embedding->trained)
        return bw_fail_set(&applying->fail, BW_BAD_REQUEST,
                           "space: vectors from outside have none; it belongs to kind \"trained\"");
    return bw_blocks_add(applying->txn, &embedding->space, block, bytes, "space", &applying->fail);
}

/* While the rows of one message are taken. */
struct taking {
    struct bw_applying *applying;
    struct bw_embedding *embedding;
    struct bw_arena *arena;
    float *vector; /* dim of them */
    uint32_t item;
};

static enum bw_err bad(struct taking *taking, const char *field, const char *text)
{
    return bw_fail_set(&taking->applying->fail, BW_BAD_REQUEST, "items[%u].%s: %s", taking->item,
                       field, text);
}

/* A trained vector comes as folding makes it; one from outside is made of unit length. */
static enum bw_err check_vector(struct taking *taking)
{
    double square = 0;
    for (uint32_t d = 0; d < taking->embedding->dim; d++) {
        char text[96];
        snprintf(text, sizeof text, "number %u is not finite", d);
        if (!isfinite(taking->vector[d]))
            return bad(taking, "vector", text);
        square += (double)taking->vector[d] * (double)taking->vector[d];
    }
    if (!taking->embedding->trained)
        return bw_vectors_unit(taking->vector, taking->embedding->dim)
                   ? BW_OK
                   : bad(taking, "vector", "all 0; a vector that points nowhere is left out");
    if (square > 0 && !(fabs(square - 1) <= UNIT_SLACK))
        return bad(taking, "vector", "not of unit length; a text without a known word has all 0");
    return BW_OK;
}

static enum bw_err read_vector(struct taking *taking, const msgpack_object *map)
{
    const msgpack_object *bytes = bw_field_get(map, "vector");
    size_t want = taking->embedding->dim * sizeof(float);
    if (bytes->via.bin.size != want) {
        char text[96];
        snprintf(text, sizeof text, "%u bytes; a vector of %u dimensions has %zu",
                 bytes->via.bin.size, taking->embedding->dim, want);
        return bad(taking, "vector", text);
    }
    memcpy(taking->vector, bytes->via.bin.ptr, want);
    return check_vector(taking);
}

/* Of the text that the vector stands for: as the caller says, else of the record as it is. */
static enum bw_err read_hash(struct taking *taking, const msgpack_object *map, enum bw_kind kind,
                             const struct bw_place *place, uint64_t *out)
{
    struct bw_fail *fail = &taking->applying->fail;
    const msgpack_object *given = bw_field_get(map, "hash");
    struct bw_slice body;
    msgpack_unpacked record;
    if (given) {
        struct bw_cursor cursor =
            bw_cursor_of((struct bw_slice){given->via.bin.ptr, given->via.bin.size});
        *out = bw_cursor_number(&cursor, BW_VECTOR_HEAD);
        return BW_OK;
    }
    enum bw_err err = bw_body_get(taking->applying->txn, kind, place, &body, fail);
    if (!err)
        err = bw_unpack(body, &record, fail);
    if (err)
        return err;
    struct bw_said said = bw_said_of_record(taking->arena, kind, &record.data);
    *out = bw_said_hash(&said);
    bw_arena_reset(taking->arena);
    msgpack_unpacked_destroy(&record);
    return BW_OK;
}

/* A sum over rows, so that the order in which they come does not matter. */
static void count_row(struct taking *taking, enum bw_kind kind, struct bw_str id)
{
    struct bw_embedding *embedding = taking->embedding;
    embedding->n_rows++;
    if (embedding->trained)
        return;
    XXH64_hash_t hash = XXH3_64bits_withSeed(id.at, id.len, (XXH64_hash_t)kind);
    embedding->id +=
        XXH3_64bits_withSeed(taking->vector, embedding->dim * sizeof *taking->vector, hash);
}

static enum bw_err store_row(struct taking *taking, const msgpack_object *map, enum bw_kind kind,
                             struct bw_str id, const struct bw_place *place)
{
    struct bw_applying *applying = taking->applying;
    struct bw_vector_of of = {taking->embedding, kind, place->number};
    struct bw_vector other;
    uint64_t hash;
    bool found;
    enum bw_err err = bw_vector_get(applying->txn, of, &other, &found, &applying->fail);
    if (!err && found)
        err = bw_fail_set(&applying->fail, BW_BAD_REQUEST,
                          "items[%u].id: the %s \"%.*s\" has a vector in this upload already",
                          taking->item, bw_kind_name(kind), (int)id.len, id.at);
    if (!err)
        err = read_vector(taking, map);
    if (!err)
        err = read_hash(taking, map, kind, place, &hash);
    if (!err)
        err = bw_vector_put(applying->txn, of, hash, taking->vector, &applying->fail);
    if (!err)
        count_row(taking, kind, id);
    return err;
}

static enum bw_err take_row(struct taking *taking, const msgpack_object *map)
{
    struct bw_applying *applying = taking->applying;
    const msgpack_object *name = bw_field_get(map, "kind"), *at = bw_field_get(map, "id");
    struct bw_str id = {at->via.str.ptr, at->via.str.size};
    struct bw_place place;
    enum bw_kind kind = BW_KIND_COURSE;
    bool found;
    bw_kind_parse(name->via.str.ptr, name->via.str.size, &kind);
    enum bw_err err = bw_place_get(applying->txn, kind, id, &place, &found, &applying->fail);
    if (err)
        return err;
    if (found)
        return store_row(taking, map, kind, id, &place);
    applying->out->step.left_out++;
    if (taking->embedding->skip_unknown)
        return BW_OK;
    return bw_fail_set(&applying->fail, BW_BAD_REQUEST,
                       "items[%u].id: there is no %s \"%.*s\"; leave it out, or begin with "
                       "skip_unknown",
                       taking->item, bw_kind_name(kind), (int)id.len, id.at);
}

enum bw_err bw_apply_vectors(struct bw_applying *applying, struct bw_embedding *embedding,
                             const msgpack_object *items)
{
    struct taking taking = {.applying = applying,
                            .embedding = embedding,
                            .arena = bw_arena_create(TEXTS_MOST),
                            .vector = calloc(embedding->dim, sizeof(float))};
    enum bw_err err = BW_OK;
    if (!taking.arena || !taking.vector) {
        bw_arena_free(taking.arena);
        free(taking.vector);
        return bw_fail_set(&applying->fail, BW_INTERNAL, "out of memory");
    }
    for (; !err && taking.item < items->via.array.size; taking.item++)
        err = take_row(&taking, &items->via.array.ptr[taking.item]);
    bw_arena_free(taking.arena);
    free(taking.vector);
    return err;
}

/* One row less of the model whose generation it is. When it is played again the log has the count.
 */
static enum bw_err count_off(struct bw_applying *applying, uint32_t generation)
{
    struct bw_key key = bw_key_meta("embedding");
    for (int slot = BW_EMBEDDING_SERVING; slot <= BW_EMBEDDING_STAGED; slot++) {
        struct bw_embedding embedding;
        bool found;
        enum bw_err err = bw_embedding_get(applying->txn, (enum bw_embedding_slot)slot, &embedding,
                                           &found, &applying->fail);
        if (!err && found && embedding.space.generation == generation && embedding.n_rows > 0) {
            embedding.n_rows--;
            err = bw_embedding_put(applying->txn, (enum bw_embedding_slot)slot, &embedding,
                                   &applying->fail);
            if (!err && slot == BW_EMBEDDING_SERVING)
                err = bw_kept_note(applying, BW_DB_META, &key, false);
        }
        if (err)
            return err;
    }
    return BW_OK;
}

/* The log keeps a vector of the model that serves: whoever goes back to before it went needs it. */
static enum bw_err keep_vector(struct bw_applying *applying, uint32_t generation,
                               const struct bw_key *key, struct bw_slice value)
{
    struct bw_embedding serving;
    struct bw_slice payload;
    bool found;
    enum bw_err err =
        bw_embedding_get(applying->txn, BW_EMBEDDING_SERVING, &serving, &found, &applying->fail);
    if (err || !found || serving.space.generation != generation)
        return err;
    err = bw_value_open(BW_DB_VECTOR, bw_key_slice(key), value, &payload, &applying->fail);
    return err ? err : bw_kept_note_gone(applying, BW_DB_VECTOR, key, payload);
}

static enum bw_err remove_vector(struct bw_applying *applying, uint32_t generation,
                                 const struct bw_key *key, struct bw_slice value)
{
    bool replayed = applying->write->replay != NULL;
    enum bw_err err = replayed ? BW_OK : keep_vector(applying, generation, key, value);
    if (!err)
        err = bw_txn_del(applying->txn, BW_DB_VECTOR, bw_key_slice(key), &applying->fail);
    return err || replayed ? err : count_off(applying, generation);
}

/* The first generation from `from` on that has vectors; false: none. */
static bool next_generation(struct bw_walk *walk, uint32_t from, uint32_t *out)
{
    struct bw_key key = bw_key_generation(from);
    struct bw_slice found, value;
    return bw_walk_seek(walk, bw_key_slice(&key), &found, &value) &&
           bw_key_generation_read(found, out);
}

enum bw_err bw_apply_vectors_gone(struct bw_applying *applying, enum bw_kind kind, uint32_t number)
{
    struct bw_txn *txn = applying->txn;
    uint32_t generation = 0;
    enum bw_err err = BW_OK;
    if (bw_txn_entries(txn, BW_DB_VECTOR) == 0)
        return bw_txn_trouble(txn, &applying->fail);
    struct bw_walk *walk = bw_walk_open(txn, BW_DB_VECTOR);
    if (!walk)
        return bw_txn_trouble(txn, &applying->fail);
    for (; !err && next_generation(walk, generation, &generation); generation++) {
        struct bw_key key = bw_key_vector(generation, kind, number);
        struct bw_slice value;
        if (!bw_txn_get(txn, BW_DB_VECTOR, bw_key_slice(&key), &value))
            continue;
        err = remove_vector(applying, generation, &key, value);
    }
    bw_walk_close(walk);
    return err ? err : bw_txn_trouble(txn, &applying->fail);
}
