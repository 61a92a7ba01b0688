#include "data/blocks.h"

#include <inttypes.h>
#include <sys/mman.h>

enum bw_err bw_generation_last(struct bw_txn *txn, uint32_t *out, struct bw_fail *fail)
{
    struct bw_key key = bw_key_meta("generation");
    struct bw_slice payload;
    bool found;
    enum bw_err err = bw_value_get(txn, BW_DB_META, bw_key_slice(&key), &payload, &found, fail);
    if (err)
        return err;
    struct bw_cursor cursor = bw_cursor_of(payload);
    *out = found ? (uint32_t)bw_cursor_number(&cursor, 4) : 0;
    return found && cursor.bad
               ? bw_fail_set(fail, BW_INTERNAL, "table meta: the generation is damaged")
               : BW_OK;
}

enum bw_err bw_generation_next(struct bw_txn *txn, uint32_t *out, struct bw_fail *fail)
{
    struct bw_key key = bw_key_meta("generation");
    uint32_t last;
    unsigned char bytes[4];
    enum bw_err err = bw_generation_last(txn, &last, fail);
    if (err)
        return err;
    *out = last + 1;
    for (int i = 0; i < 4; i++)
        bytes[i] = (unsigned char)(*out >> (8 * i));
    return bw_value_put(txn, BW_DB_META, bw_key_slice(&key), (struct bw_slice){bytes, 4}, fail);
}

enum bw_err bw_blocks_add(struct bw_txn *txn, struct bw_blocks *blocks, int64_t block,
                          const msgpack_object *bytes, const char *field, struct bw_fail *fail)
{
    uint64_t left = blocks->bytes - blocks->there;
    if (block != (int64_t)blocks->n)
        return bw_fail_set(fail, BW_BAD_REQUEST, "block: %" PRId64 " where %u is the next", block,
                           blocks->n);
    if (bytes->via.bin.size > left)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "%s: %u bytes; of the %" PRIu64 " announced %" PRIu64 " are left", field,
                           bytes->via.bin.size, blocks->bytes, left);
    struct bw_key key = bw_key_space(blocks->generation, blocks->n++);
    blocks->there += bytes->via.bin.size;
    return bw_value_put(txn, BW_DB_SPACE, bw_key_slice(&key),
                        (struct bw_slice){bytes->via.bin.ptr, bytes->via.bin.size}, fail);
}

enum bw_err bw_blocks_whole(const struct bw_blocks *blocks, const char *field, struct bw_fail *fail)
{
    if (blocks->there == blocks->bytes)
        return BW_OK;
    return bw_fail_set(fail, BW_BAD_REQUEST,
                       "%s: %" PRIu64 " bytes of the %" PRIu64
                       " that were announced are there; add the rest first",
                       field, blocks->there, blocks->bytes);
}

void bw_pages_free(struct bw_pages *pages)
{
    if (pages->at)
        munmap(pages->at, pages->n);
    *pages = (struct bw_pages){NULL, 0};
}

/* Block after block, into `left` bytes at `at`. */
struct filling {
    char *at;
    size_t left;
};

static enum bw_err read_block(struct bw_txn *txn, const struct bw_blocks *blocks, uint32_t block,
                              const char *model, struct filling *out, struct bw_fail *fail)
{
    struct bw_key key = bw_key_space(blocks->generation, block);
    struct bw_slice payload;
    bool found;
    enum bw_err err = bw_value_get(txn, BW_DB_SPACE, bw_key_slice(&key), &payload, &found, fail);
    if (err)
        return err;
    if (!found || payload.len > out->left)
        return bw_fail_set(fail, BW_INTERNAL, "table space: block %u of model %s is %s", block,
                           model, found ? "too long" : "not there");
    memcpy(out->at, payload.at, payload.len);
    out->at += payload.len;
    out->left -= payload.len;
    return BW_OK;
}

enum bw_err bw_blocks_read(struct bw_txn *txn, const struct bw_blocks *blocks, const char *model,
                           struct bw_pages *out, struct bw_fail *fail)
{
    size_t n = (size_t)blocks->bytes;
    void *at =
        mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (at == MAP_FAILED)
        return bw_fail_set(fail, BW_BUSY, "out of memory for a model of %zu bytes", n);
    struct bw_pages pages = {at, n};
    struct filling filling = {at, n};
    enum bw_err err = BW_OK;
    for (uint32_t block = 0; !err && block < blocks->n; block++)
        err = read_block(txn, blocks, block, model, &filling, fail);
    if (!err && filling.left > 0)
        err = bw_fail_set(fail, BW_INTERNAL, "table space: model %s lacks %zu bytes of %zu", model,
                          filling.left, n);
    if (err)
        bw_pages_free(&pages);
    else
        *out = pages;
    return err;
}
