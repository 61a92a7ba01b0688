#include "tests/data/uploading.h"

#include <stdlib.h>
#include <string.h>

#include "data/verify.h"
#include "tests/data/tiny_space.h"
#include "tests/model/check.h"

static const char *const words[] = {"jeugd", "wet", "bouwen", "water", "praten"};

void up_open_again(struct bw_uploading *fixture)
{
    struct bw_fail fail;
    struct bw_store_options options = {.dir = fixture->dir, .create = true, .map_bytes = MAP_BYTES};
    if (bw_store_open(&options, &fixture->store, &fail) ||
        bw_reader_open(fixture->store, &fixture->reader, &fail))
        fail_msg("%s", fail.text);
}

void up_shut(struct bw_uploading *fixture)
{
    bw_reader_close(fixture->reader);
    bw_store_close(fixture->store);
}

int up_open_store(void **state)
{
    struct bw_uploading *fixture = calloc(1, sizeof *fixture);
    strcpy(fixture->dir, "/tmp/bwstore.XXXXXX");
    if (!mkdtemp(fixture->dir))
        return -1;
    up_open_again(fixture);
    fixture->space = bw_tiny_space(words, 5, 0, &fixture->space_len);
    *state = fixture;
    return fixture->space ? 0 : -1;
}

int up_close_store(void **state)
{
    struct bw_uploading *fixture = *state;
    char command[128];
    up_shut(fixture);
    free(fixture->space);
    snprintf(command, sizeof command, "rm -r %s", fixture->dir);
    int code = system(command); /* NOLINT(cert-env33-c): a fixed command on our own directory */
    free(fixture);
    return code;
}

/* A map from JSON, to be destroyed. */
msgpack_unpacked up_map_of(const char *json, msgpack_sbuffer *bytes)
{
    msgpack_packer packer;
    msgpack_unpacked out;
    struct bw_fail fail;
    msgpack_sbuffer_init(bytes);
    msgpack_packer_init(&packer, bytes, msgpack_sbuffer_write);
    if (bw_json_to_msgpack(json, strlen(json), &packer, &fail))
        fail_msg("%s", fail.text);
    msgpack_unpacked_init(&out);
    assert_int_equal(msgpack_unpack_next(&out, bytes->data, bytes->size, NULL),
                     MSGPACK_UNPACK_SUCCESS);
    return out;
}

struct bw_written up_try(struct bw_uploading *fixture, enum bw_op op, enum bw_kind kind,
                         const char *json)
{
    msgpack_sbuffer bytes;
    msgpack_unpacked list = up_map_of(json, &bytes);
    struct bw_part part = {op, kind, list.data.via.array.ptr, list.data.via.array.size};
    struct bw_write write = {.parts = &part, .n_parts = 1};
    struct bw_written written;
    bw_write_now(fixture->store, &write, &written);
    msgpack_unpacked_destroy(&list);
    msgpack_sbuffer_destroy(&bytes);
    return written;
}

void up_change(struct bw_uploading *fixture, enum bw_op op, enum bw_kind kind, const char *json)
{
    struct bw_written written = up_try(fixture, op, kind, json);
    if (written.err)
        fail_msg("%s", written.fail.text);
}

void up_put_records(struct bw_uploading *fixture)
{
    up_change(
        fixture, BW_OP_PUT, BW_KIND_COMPETENCY,
        "[{\"id\":\"a\",\"label\":\"jeugd praten\"},{\"id\":\"b\",\"label\":\"water bouwen\"}]");
    up_change(fixture, BW_OP_PUT, BW_KIND_ROLE,
              "[{\"id\":\"r\",\"label\":\"praten\",\"versions\":[]}]");
}

struct bw_written up_step(struct bw_uploading *fixture, enum bw_model_step_op op,
                          const msgpack_object *args, uint32_t upload)
{
    struct bw_model_step step = {.op = op, .args = args, .upload = upload, .at_s = UP_NOW};
    struct bw_write write = {.step = &step};
    struct bw_written written;
    bw_write_now(fixture->store, &write, &written);
    return written;
}

struct bw_written up_say(struct bw_uploading *fixture, enum bw_model_step_op op, const char *json,
                         uint32_t upload)
{
    msgpack_sbuffer bytes;
    msgpack_unpacked args = up_map_of(json, &bytes);
    struct bw_written written = up_step(fixture, op, &args.data, upload);
    msgpack_unpacked_destroy(&args);
    msgpack_sbuffer_destroy(&bytes);
    return written;
}

uint32_t up_begin(struct bw_uploading *fixture, const char *json)
{
    struct bw_written written = up_say(fixture, BW_EMBEDDING_BEGIN, json, 0);
    if (written.err)
        fail_msg("%s", written.fail.text);
    return written.step.upload;
}

uint32_t up_begin_trained(struct bw_uploading *fixture, const char *more)
{
    char json[200];
    snprintf(json, sizeof json,
             "{\"kind\":\"trained\",\"dimension\":%d,\"space_bytes\":%zu,\"seed\":7%s}", DIM,
             fixture->space_len, more);
    return up_begin(fixture, json);
}

uint32_t up_begin_external(struct bw_uploading *fixture, int dim)
{
    char json[100];
    snprintf(json, sizeof json, "{\"kind\":\"external\",\"dimension\":%d}", dim);
    return up_begin(fixture, json);
}

static struct bw_written add_packed(struct bw_uploading *fixture, enum bw_model_step_op op,
                                    uint32_t upload, msgpack_sbuffer *bytes)
{
    msgpack_unpacked args;
    msgpack_unpacked_init(&args);
    assert_int_equal(msgpack_unpack_next(&args, bytes->data, bytes->size, NULL),
                     MSGPACK_UNPACK_SUCCESS);
    struct bw_written written = up_step(fixture, op, &args.data, upload);
    msgpack_unpacked_destroy(&args);
    msgpack_sbuffer_destroy(bytes);
    return written;
}

static void pack_key(msgpack_packer *out, const char *key)
{
    msgpack_pack_str_with_body(out, key, strlen(key));
}

static struct bw_written add_block(struct bw_uploading *fixture, enum bw_model_step_op op,
                                   uint32_t upload, int block, struct bw_slice bytes)
{
    msgpack_sbuffer message;
    msgpack_packer packer;
    msgpack_sbuffer_init(&message);
    msgpack_packer_init(&packer, &message, msgpack_sbuffer_write);
    msgpack_pack_map(&packer, 2);
    pack_key(&packer, "block");
    msgpack_pack_int(&packer, block);
    pack_key(&packer, op == BW_MODEL_ADD ? "bytes" : "space");
    msgpack_pack_bin_with_body(&packer, bytes.at, bytes.len);
    return add_packed(fixture, op, upload, &message);
}

struct bw_written up_add_space(struct bw_uploading *fixture, uint32_t upload, int block,
                               const void *at, size_t len)
{
    return add_block(fixture, BW_EMBEDDING_ADD, upload, block, (struct bw_slice){at, len});
}

struct bw_written up_add_bytes(struct bw_uploading *fixture, uint32_t upload, int block,
                               const void *at, size_t len)
{
    return add_block(fixture, BW_MODEL_ADD, upload, block, (struct bw_slice){at, len});
}

/* One row; hash NULL: none is given. */
struct bw_written up_add_row(struct bw_uploading *fixture, uint32_t upload, struct up_row row)
{
    msgpack_sbuffer bytes;
    msgpack_packer packer;
    msgpack_sbuffer_init(&bytes);
    msgpack_packer_init(&packer, &bytes, msgpack_sbuffer_write);
    msgpack_pack_map(&packer, 1);
    pack_key(&packer, "items");
    msgpack_pack_array(&packer, 1);
    msgpack_pack_map(&packer, row.hash ? 4 : 3);
    pack_key(&packer, "kind");
    pack_key(&packer, row.kind);
    pack_key(&packer, "id");
    pack_key(&packer, row.id);
    pack_key(&packer, "vector");
    msgpack_pack_bin_with_body(&packer, row.vector, row.dim * sizeof *row.vector);
    if (row.hash) {
        pack_key(&packer, "hash");
        msgpack_pack_bin_with_body(&packer, row.hash, sizeof *row.hash);
    }
    return add_packed(fixture, BW_EMBEDDING_ADD, upload, &bytes);
}

void up_well(struct bw_written written)
{
    if (written.err)
        fail_msg("%s", written.fail.text);
}

void up_refused(struct bw_written written, enum bw_err code, const char *text)
{
    if (written.err != code || strcmp(written.fail.text, text) != 0)
        fail_msg("%s: %s\nwanted: %s", bw_err_name(written.err),
                 written.err ? written.fail.text : "", text);
}

/* The whole space in two blocks, no rows: everything will be folded. */
struct bw_written up_upload_space(struct bw_uploading *fixture)
{
    uint32_t upload = up_begin_trained(fixture, "");
    size_t half = fixture->space_len / 2;
    up_well(up_add_space(fixture, upload, 0, fixture->space, half));
    up_well(
        up_add_space(fixture, upload, 1, (char *)fixture->space + half, fixture->space_len - half));
    return up_step(fixture, BW_EMBEDDING_COMMIT, NULL, upload);
}

struct bw_snapshot *up_build(struct bw_uploading *fixture, const struct bw_snapshot *before)
{
    struct bw_snapshot *snapshot;
    struct bw_fail fail;
    assert_int_equal(bw_reader_begin(fixture->reader, &fail), BW_OK);
    if (bw_snapshot_build(fixture->reader, 20780, before, &snapshot, &fail))
        fail_msg("%s", fail.text);
    bw_reader_end(fixture->reader);
    return snapshot;
}

void up_assert_clean(struct bw_uploading *fixture)
{
    char text[1200] = "";
    if (up_wrong_in_store(fixture, text))
        fail_msg("%s", text);
}

static void keep_first(void *context, const char *text)
{
    char *first = context;
    if (!first[0])
        snprintf(first, 1200, "%s", text);
}

uint64_t up_wrong_in_store(struct bw_uploading *fixture, char *first)
{
    uint64_t checked, wrong;
    struct bw_fail fail;
    assert_int_equal(bw_verify(fixture->store, keep_first, first, &checked, &wrong, &fail), BW_OK);
    return wrong;
}

uint64_t up_entries(struct bw_uploading *fixture, enum bw_table table)
{
    struct bw_txn *txn;
    struct bw_fail fail;
    assert_int_equal(bw_txn_begin(fixture->store->db, NULL, false, &txn, &fail), BW_OK);
    uint64_t n = bw_txn_entries(txn, table);
    bw_txn_abort(txn);
    return n;
}

void up_sweep(struct bw_uploading *fixture)
{
    struct bw_written written;
    do {
        written = up_step(fixture, BW_SWEEP, NULL, 0);
        up_well(written);
    } while (written.step.more);
}

/* The vector that folding gives. */
void up_fold(struct bw_uploading *fixture, const char *text, float *out)
{
    struct bw_space *space;
    struct bw_fail fail;
    struct bw_str name = {text, (uint32_t)strlen(text)};
    struct bw_said said = {&name, 1, NULL, 0};
    struct bw_arena *arena = bw_arena_create((size_t)1 << 24);
    assert_int_equal(bw_space_open(fixture->space, fixture->space_len, &space, &fail), BW_OK);
    bw_space_fold(space, &said, arena, out);
    bw_space_free(space);
    bw_arena_free(arena);
}

void up_other_space(struct bw_uploading *fixture)
{
    free(fixture->space);
    fixture->space = bw_tiny_space(words, 5, 1, &fixture->space_len);
    assert_non_null(fixture->space);
}

void up_damage(struct bw_uploading *fixture, enum bw_table table, struct bw_key key, size_t at)
{
    struct bw_txn *txn;
    struct bw_fail fail;
    struct bw_slice value;
    assert_int_equal(bw_txn_begin(fixture->store->db, NULL, true, &txn, &fail), BW_OK);
    assert_true(bw_txn_get(txn, table, bw_key_slice(&key), &value));
    unsigned char *copy = malloc(value.len);
    memcpy(copy, value.at, value.len);
    copy[at] ^= 1;
    assert_int_equal(
        bw_txn_put(txn, table, bw_key_slice(&key), (struct bw_slice){copy, value.len}, &fail),
        BW_OK);
    free(copy);
    assert_int_equal(bw_txn_commit(txn, &fail), BW_OK);
}
