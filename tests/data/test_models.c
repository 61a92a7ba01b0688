/* Learned models in the store: what an upload must be, which version serves and how that is taken
 * back, that damage is found and never served, and what snapshots share. */
#include <stdlib.h>
#include <string.h>

#include "data/registry.h"
#include "model/learned/learning.h"
#include "tests/data/uploading.h"
#include "tests/model/check.h"

#define CARD                                                                                       \
    "{\"trained_at\":\"2026-11-20T10:00:00+01:00\",\"until\":\"2026-09-01\",\"seed\":7,"           \
    "\"data\":{\"outcomes\":10,\"people\":3,\"courses\":2,\"fingerprint\":\"abc\"},"               \
    "\"parts\":{\"preference\":{\"auc\":0.5}},\"features\":[{\"name\":\"load\",\"weight\":1}]}"

struct bytes {
    void *at;
    size_t n;
};

/* A model of preferences only, `weight` times .01 each. */
static struct bytes make(int weight)
{
    struct bw_preference preference = {.01 * weight, .01, .01, .01};
    unsigned char section[BW_PREFERENCE_BYTES];
    struct bw_fail fail;
    assert_int_equal(bw_preference_pack(&preference, section, &fail), BW_OK);
    struct bw_section sections[BW_SECTION_KINDS] = {
        [BW_SECTION_PREFERENCE] = {section, sizeof section}};
    struct bytes out = {.n = bw_learned_bytes(sections)};
    assert_int_equal(posix_memalign(&out.at, BW_BLOCK_ALIGN, out.n), 0);
    bw_learned_pack(sections, out.at);
    return out;
}

static struct bw_written say_begin(struct bw_uploading *fixture, size_t bytes, const char *more)
{
    char json[1024];
    snprintf(json, sizeof json, "{\"card\":" CARD ",\"bytes\":%zu%s}", bytes, more);
    return up_say(fixture, BW_MODEL_BEGIN, json, 0);
}

static uint32_t begin(struct bw_uploading *fixture, size_t bytes)
{
    struct bw_written written = say_begin(fixture, bytes, "");
    up_well(written);
    return written.step.upload;
}

/* One whole version; its upload's number, which is the generation of its bytes. */
static uint32_t upload(struct bw_uploading *fixture, int weight)
{
    struct bytes model = make(weight);
    uint32_t number = begin(fixture, model.n);
    up_well(up_add_bytes(fixture, number, 0, model.at, model.n / 2));
    up_well(
        up_add_bytes(fixture, number, 1, (char *)model.at + model.n / 2, model.n - model.n / 2));
    up_well(up_step(fixture, BW_MODEL_COMMIT, NULL, number));
    free(model.at);
    return number;
}

static struct bw_written promote(struct bw_uploading *fixture, const char *version)
{
    char json[200];
    snprintf(json, sizeof json, "{\"version\":\"%s\",\"by\":\"ria\"}", version);
    return up_say(fixture, BW_MODEL_PROMOTE, json, 0);
}

static struct bw_written roll_back(struct bw_uploading *fixture)
{
    return up_say(fixture, BW_MODEL_ROLLBACK, "{\"reason\":\"vreemd\"}", 0);
}

static void assert_serves(struct bw_written written, const char *version, const char *before)
{
    up_well(written);
    assert_string_equal(written.step.model, version);
    assert_string_equal(written.step.before, before);
}

static void names__are_read_back(void **state)
{
    static const char *const none[] = {"",    "m",   "m0",          "m01",
                                       "m1x", "m-1", "m4294967296", "closed-form ",
                                       "M1",  "m 1", "text",        "m18446744073709551617"};
    char name[BW_MODEL_NAME_LEN];
    uint32_t version = 9;
    (void)state;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(bw_model_parse((struct bw_str){none[i], (uint32_t)strlen(none[i])}, &version));
    assert_int_equal(version, 9);
    for (uint32_t n = 0; n < 3; n++) {
        uint32_t numbers[] = {0, 7, UINT32_MAX};
        bw_model_name(numbers[n], name);
        assert_true(bw_model_parse((struct bw_str){name, (uint32_t)strlen(name)}, &version));
        assert_int_equal(version, numbers[n]);
    }
}

static void upload__must_be_whole_and_sound(void **state)
{
    struct bw_uploading *fixture = *state;
    struct bytes model = make(1);
    char text[200];
    uint32_t number = begin(fixture, model.n);
    up_refused(say_begin(fixture, 10, ""), BW_CONFLICT,
               "upload 1 of a model is under way; wait for it, or end the connection that it comes "
               "from");
    up_refused(up_add_bytes(fixture, number, 1, model.at, 8), BW_BAD_REQUEST,
               "block: 1 where 0 is the next");
    up_well(up_add_bytes(fixture, number, 0, model.at, model.n - 1));
    snprintf(text, sizeof text, "bytes: 2 bytes; of the %zu announced 1 are left", model.n);
    up_refused(up_add_bytes(fixture, number, 1, model.at, 2), BW_BAD_REQUEST, text);
    snprintf(text, sizeof text,
             "bytes: %zu bytes of the %zu that were announced are there; add the rest first",
             model.n - 1, model.n);
    up_refused(up_step(fixture, BW_MODEL_COMMIT, NULL, number), BW_BAD_REQUEST, text);
    up_well(up_add_bytes(fixture, number, 1, "x", 1)); /* not what belongs there */
    up_refused(up_step(fixture, BW_MODEL_COMMIT, NULL, number), BW_BAD_REQUEST,
               "bytes: the learned model is damaged: there is something behind its last section; "
               "train it again");
    up_well(up_step(fixture, BW_MODEL_ABORT, NULL, number));
    up_refused(up_step(fixture, BW_MODEL_COMMIT, NULL, number), BW_NOT_FOUND,
               "upload: there is no model's upload 1 under way; begin one first");
    up_sweep(fixture);
    assert_int_equal(up_entries(fixture, BW_DB_SPACE), 0);
    assert_int_equal(up_entries(fixture, BW_DB_MODEL), 0);
    free(model.at);
}

/* The inside of a section is looked at too: its own file says what is wrong. */
static void upload__with_a_bad_section_is_refused(void **state)
{
    struct bw_uploading *fixture = *state;
    double weights[4] = {.1, .1, .9, 0};
    struct bw_section sections[BW_SECTION_KINDS] = {
        [BW_SECTION_PREFERENCE] = {weights, sizeof weights}};
    size_t n = bw_learned_bytes(sections);
    void *bytes = calloc(1, n);
    bw_learned_pack(sections, bytes);
    uint32_t number = begin(fixture, n);
    up_well(up_add_bytes(fixture, number, 0, bytes, n));
    up_refused(up_step(fixture, BW_MODEL_COMMIT, NULL, number), BW_BAD_REQUEST,
               "bytes: preference: the weight of hours is 0.9; a number from 0 to 0.15");
    up_well(up_step(fixture, BW_UPLOAD_LOST, NULL, 0));
    free(bytes);
}

static void upload__offers_only_what_it_has(void **state)
{
    struct bw_uploading *fixture = *state;
    struct bytes model = make(1);
    struct bw_written written = say_begin(fixture, model.n, ",\"parts\":[\"success\"]");
    up_well(written);
    up_well(up_add_bytes(fixture, written.step.upload, 0, model.at, model.n));
    up_refused(up_step(fixture, BW_MODEL_COMMIT, NULL, written.step.upload), BW_BAD_REQUEST,
               "parts: the model has no section for \"success\"");
    up_well(up_step(fixture, BW_MODEL_ABORT, NULL, written.step.upload));
    upload(fixture, 1);
    up_refused(
        up_say(fixture, BW_MODEL_PROMOTE, "{\"version\":\"m1\",\"parts\":[\"co_enrolment\"]}", 0),
        BW_BAD_REQUEST, "parts: m1 has no part \"co_enrolment\"");
    free(model.at);
}

static void card__is_kept_in_canonical_form(void **state)
{
    struct bw_uploading *fixture = *state;
    struct bw_model model;
    struct bw_fail fail;
    msgpack_unpacked card;
    upload(fixture, 1);
    bw_reader_begin(fixture->reader, &fail);
    assert_int_equal(bw_models_get(fixture->reader, 1, &model, &fail), BW_OK);
    msgpack_unpacked_init(&card);
    assert_int_equal(msgpack_unpack_next(&card, model.card.at, model.card.len, NULL),
                     MSGPACK_UNPACK_SUCCESS);
    const msgpack_object *at = bw_field_get(&card.data, "trained_at");
    assert_true(bw_value_is(at, "2026-11-20T09:00:00Z", 20));
    assert_int_equal(bw_field_get(&card.data, "features")->via.array.ptr[0].via.map.ptr[1].val.type,
                     MSGPACK_OBJECT_FLOAT64);
    assert_int_equal(model.at_s, UP_NOW);
    assert_int_equal(model.parts, BW_PART_PREFERENCE);
    msgpack_unpacked_destroy(&card);
    assert_int_equal(bw_models_get(fixture->reader, 2, &model, &fail), BW_NOT_FOUND);
    assert_string_equal(fail.text, "version: there is no model \"m2\"");
    bw_reader_end(fixture->reader);
}

static void promotion__shares_everything_but_the_model(void **state)
{
    struct bw_uploading *fixture = *state;
    struct bw_snapshot *second = NULL, *third = NULL;
    struct bw_fail fail;
    up_put_records(fixture);
    upload(fixture, 1);
    upload(fixture, 2);
    struct bw_snapshot *first = up_build(fixture, NULL);
    assert_null(first->learned);
    assert_string_equal(first->model, "closed-form");
    assert_serves(promote(fixture, "m1"), "m1", "closed-form");
    bw_reader_begin(fixture->reader, &fail);
    assert_int_equal(bw_snapshot_change_model(fixture->reader, first, false, &second, &fail),
                     BW_OK);
    bw_reader_end(fixture->reader);
    assert_string_equal(second->model, "m1");
    assert_string_not_equal(second->name, first->name);
    assert_ptr_equal(second->cat.competencies, first->cat.competencies);
    assert_int_equal(second->cat.learning->parts, BW_PART_PREFERENCE);
    assert_null(first->cat.learning);
    bw_snapshot_drop(first); /* what the second shares stays */
    struct bw_snapshot *anew = up_build(fixture, NULL);
    assert_string_equal(anew->name, second->name);
    assert_int_equal(anew->learned->id, second->learned->id);
    bw_snapshot_drop(anew);
    assert_serves(promote(fixture, "m2"), "m2", "m1");
    bw_reader_begin(fixture->reader, &fail);
    assert_int_equal(bw_snapshot_change_model(fixture->reader, second, false, &third, &fail),
                     BW_OK);
    bw_reader_end(fixture->reader);
    assert_ptr_equal(third->cat.competencies, second->cat.competencies);
    assert_int_not_equal(third->learned->id, second->learned->id);
    bw_snapshot_drop(second);
    struct bw_snapshot *after = up_build(fixture, third);
    assert_ptr_equal(after->learned, third->learned); /* the same model is read once */
    bw_snapshot_drop(third);
    assert_near(after->cat.learning->weights.language, .02, 1e-12);
    up_put_records(fixture);
    up_change(fixture, BW_OP_PUT, BW_KIND_COMPETENCY, "[{\"id\":\"c\",\"label\":\"nieuw\"}]");
    bw_reader_begin(fixture->reader, &fail);
    assert_int_equal(bw_snapshot_change_model(fixture->reader, after, false, &third, &fail), BW_OK);
    assert_null(third); /* more than the model is another */
    bw_reader_end(fixture->reader);
    bw_snapshot_drop(after);
    up_assert_clean(fixture);
}

static void rollback__goes_back_step_by_step(void **state)
{
    struct bw_uploading *fixture = *state;
    for (int i = 1; i <= 3; i++)
        upload(fixture, i);
    up_refused(roll_back(fixture), BW_CONFLICT,
               "nothing served before \"closed-form\"; there is nothing to roll back to");
    assert_serves(promote(fixture, "m1"), "m1", "closed-form");
    assert_serves(promote(fixture, "m2"), "m2", "m1");
    assert_serves(promote(fixture, "m3"), "m3", "m2");
    assert_serves(roll_back(fixture), "m2", "m3");
    assert_serves(roll_back(fixture), "m1", "m2");
    assert_serves(promote(fixture, "closed-form"), "closed-form", "m1");
    assert_serves(roll_back(fixture), "m1", "closed-form");
    assert_serves(roll_back(fixture), "closed-form", "m1");
    up_refused(roll_back(fixture), BW_CONFLICT,
               "of what served before nothing is there any more; there is nothing to roll back to");
    assert_serves(promote(fixture, "m3"), "m3", "closed-form");
    assert_serves(roll_back(fixture), "closed-form", "m3");
    up_assert_clean(fixture);
}

static void rollback__passes_over_what_was_dropped(void **state)
{
    struct bw_uploading *fixture = *state;
    for (int i = 1; i <= 3; i++)
        upload(fixture, i);
    promote(fixture, "m1");
    promote(fixture, "m2");
    promote(fixture, "m3");
    up_well(up_say(fixture, BW_MODEL_DROP, "{\"version\":\"m2\"}", 0));
    assert_serves(roll_back(fixture), "m1", "m3");
    up_sweep(fixture);
    assert_int_equal(up_entries(fixture, BW_DB_SPACE), 4);
    up_refused(up_say(fixture, BW_MODEL_DROP, "{\"version\":\"m1\"}", 0), BW_CONFLICT,
               "version: m1 serves; promote another or roll back first");
    up_refused(up_say(fixture, BW_MODEL_DROP, "{\"version\":\"m2\"}", 0), BW_NOT_FOUND,
               "version: there is no model \"m2\"");
    up_refused(up_say(fixture, BW_MODEL_DROP, "{\"version\":\"closed-form\"}", 0), BW_BAD_REQUEST,
               "version: \"closed-form\" is no trained model; it stays");
    up_refused(promote(fixture, "m2"), BW_NOT_FOUND, "version: there is no model \"m2\"");
    upload(fixture, 4);
    assert_serves(promote(fixture, "m4"), "m4", "m1"); /* a number is never given again */
    up_assert_clean(fixture);
}

static void history__says_who_when_and_why(void **state)
{
    struct bw_uploading *fixture = *state;
    struct bw_promotion steps[10];
    struct bw_fail fail;
    size_t n;
    upload(fixture, 1);
    up_well(up_say(fixture, BW_MODEL_PROMOTE,
                   "{\"version\":\"m1\",\"by\":\"ria\",\"override\":\"proef\"}", 0));
    struct bw_written again = promote(fixture, "m1");
    assert_serves(again, "m1", "m1"); /* nothing changes, nothing is written */
    assert_false(again.model);
    up_well(roll_back(fixture));
    bw_reader_begin(fixture->reader, &fail);
    assert_int_equal(bw_models_history(fixture->reader, steps, 10, &n, &fail), BW_OK);
    assert_int_equal(n, 2);
    assert_int_equal(steps[0].kind, BW_ROLLED_BACK);
    assert_int_equal(steps[0].version, 0);
    assert_int_equal(steps[0].before, 1);
    assert_memory_equal(steps[0].reason.at, "vreemd", 6);
    assert_int_equal(steps[1].kind, BW_PROMOTED);
    assert_int_equal(steps[1].version, 1);
    assert_int_equal(steps[1].parts, BW_PART_PREFERENCE);
    assert_int_equal(steps[1].at_s, UP_NOW);
    assert_memory_equal(steps[1].by.at, "ria", 3);
    assert_memory_equal(steps[1].reason.at, "proef", 5);
    assert_int_equal(bw_models_history(fixture->reader, steps, 1, &n, &fail), BW_OK);
    assert_int_equal(n, 1);
    assert_int_equal(steps[0].number, 2);
    bw_reader_end(fixture->reader);
}

static void promotion__judged_against_another_model_is_refused(void **state)
{
    struct bw_uploading *fixture = *state;
    msgpack_sbuffer bytes;
    upload(fixture, 1);
    upload(fixture, 2);
    msgpack_unpacked args = up_map_of("{\"version\":\"m2\"}", &bytes);
    struct bw_model_step step = {
        .op = BW_MODEL_PROMOTE, .args = &args.data, .judged = true, .judged_by = 0};
    struct bw_write write = {.step = &step};
    struct bw_written written;
    promote(fixture, "m1");
    bw_write_now(fixture->store, &write, &written);
    up_refused(written, BW_CONFLICT,
               "another model was promoted meanwhile; look at it and ask again");
    step.judged_by = 1;
    bw_write_now(fixture->store, &write, &written);
    assert_serves(written, "m2", "m1");
    msgpack_unpacked_destroy(&args);
    msgpack_sbuffer_destroy(&bytes);
}

static void registry__holds_32_and_says_which_to_drop(void **state)
{
    struct bw_uploading *fixture = *state;
    for (int i = 0; i < BW_MODELS_MOST; i++)
        upload(fixture, 1 + i % 15);
    promote(fixture, "m1");
    promote(fixture, "m3");
    up_refused(say_begin(fixture, 10, ""), BW_CONFLICT,
               "32 models are kept, as many as there may be: drop one with model.drop; m2 is the "
               "oldest that never served");
    up_well(up_say(fixture, BW_MODEL_DROP, "{\"version\":\"m2\"}", 0));
    upload(fixture, 1);
    up_assert_clean(fixture);
}

static void switch__is_a_change_of_its_own(void **state)
{
    struct bw_uploading *fixture = *state;
    struct bw_model_step step = {.op = BW_MODEL_OFF, .off = true};
    struct bw_write write = {.step = &step};
    struct bw_written written;
    upload(fixture, 1);
    promote(fixture, "m1");
    struct bw_snapshot *on = up_build(fixture, NULL);
    bw_write_now(fixture->store, &write, &written);
    up_well(written);
    assert_true(written.model);
    struct bw_snapshot *off = up_build(fixture, on);
    assert_null(off->learned);
    assert_string_equal(off->model, "closed-form");
    assert_string_equal(off->promoted, "m1");
    assert_string_not_equal(off->name, on->name);
    uint64_t revision = written.revision;
    bw_write_now(fixture->store, &write, &written);
    assert_int_equal(written.revision, revision);
    step.off = false;
    bw_write_now(fixture->store, &write, &written);
    struct bw_snapshot *again = up_build(fixture, off);
    assert_string_equal(again->model, "m1");
    bw_snapshot_drop(on);
    bw_snapshot_drop(off);
    bw_snapshot_drop(again);
}

/* What verify says first; how much is wrong in all. */
static uint64_t wrong(struct bw_uploading *fixture, char *text)
{
    text[0] = '\0';
    return up_wrong_in_store(fixture, text);
}

static void damaged__bytes_are_found_and_never_served(void **state)
{
    struct bw_uploading *fixture = *state;
    char text[1200];
    upload(fixture, 1);
    uint32_t generation = upload(fixture, 2);
    promote(fixture, "m2");
    struct bw_snapshot *before = up_build(fixture, NULL);
    up_damage(fixture, BW_DB_SPACE, bw_key_space(generation, 1), 40);
    assert_true(wrong(fixture, text) > 0);
    assert_non_null(strstr(text, "table space: a value is damaged (checksum)"));
    struct bw_snapshot *after = up_build(fixture, NULL);
    assert_null(after->learned);
    assert_string_equal(after->model, "closed-form");
    assert_string_equal(after->promoted, "m2");
    assert_non_null(strstr(after->learned_trouble, "a value is damaged (checksum)"));
    assert_string_not_equal(after->name, before->name); /* other bytes, another name */
    bw_snapshot_drop(before);
    bw_snapshot_drop(after);
    struct bw_written written = promote(fixture, "m1");
    assert_serves(written, "m1", "m2");
    written = promote(fixture, "m2");
    assert_int_equal(written.err, BW_INTERNAL);
    written = roll_back(fixture);
    assert_int_equal(written.err, BW_INTERNAL); /* m1 serves on */
    struct bw_snapshot *still = up_build(fixture, NULL);
    assert_string_equal(still->model, "m1");
    bw_snapshot_drop(still);
    up_well(up_say(fixture, BW_MODEL_DROP, "{\"version\":\"m2\"}", 0));
    assert_serves(roll_back(fixture), "closed-form", "m1");
    up_sweep(fixture);
    up_assert_clean(fixture);
}

static void damaged__versions_can_be_dropped(void **state)
{
    struct bw_uploading *fixture = *state;
    char text[1200];
    struct bw_model models[BW_MODELS_MOST];
    struct bw_fail fail;
    size_t n;
    upload(fixture, 1);
    upload(fixture, 2);
    promote(fixture, "m1");
    up_damage(fixture, BW_DB_MODEL, bw_key_model(1), 30);
    up_damage(fixture, BW_DB_MODEL, bw_key_model(2), 30);
    assert_true(wrong(fixture, text) >= 2);
    assert_non_null(strstr(text, "table model: a value is damaged (checksum)"));
    struct bw_snapshot *snapshot = up_build(fixture, NULL);
    assert_null(snapshot->learned);
    assert_true(strlen(snapshot->learned_trouble) > 0);
    bw_snapshot_drop(snapshot);
    bw_reader_begin(fixture->reader, &fail);
    assert_int_equal(bw_models_list(fixture->reader, models, &n, &fail), BW_OK);
    bw_reader_end(fixture->reader);
    assert_int_equal(n, 2);
    assert_true(models[0].damaged && models[1].damaged && models[1].version == 2);
    up_well(up_say(fixture, BW_MODEL_DROP, "{\"version\":\"m2\"}", 0));
    assert_serves(promote(fixture, "closed-form"), "closed-form", "m1");
    up_well(up_say(fixture, BW_MODEL_DROP, "{\"version\":\"m1\"}", 0));
    up_sweep(fixture);
    up_assert_clean(fixture);
    assert_int_equal(up_entries(fixture, BW_DB_SPACE), 0);
}

static void damaged__state_serves_the_closed_form(void **state)
{
    struct bw_uploading *fixture = *state;
    char text[1200];
    upload(fixture, 1);
    promote(fixture, "m1");
    up_damage(fixture, BW_DB_META, bw_key_meta("model"), 20);
    assert_true(wrong(fixture, text) > 0);
    struct bw_snapshot *snapshot = up_build(fixture, NULL);
    assert_null(snapshot->learned);
    assert_true(strlen(snapshot->learned_trouble) > 0);
    bw_snapshot_drop(snapshot);
}

static void verify__finds_what_belongs_to_nothing(void **state)
{
    struct bw_uploading *fixture = *state;
    struct bw_txn *txn;
    struct bw_fail fail;
    char text[1200];
    uint32_t generation = upload(fixture, 1);
    promote(fixture, "m1");
    struct bw_key key = bw_key_space(generation, 2);
    assert_int_equal(bw_txn_begin(fixture->store->db, NULL, true, &txn, &fail), BW_OK);
    assert_int_equal(
        bw_value_put(txn, BW_DB_SPACE, bw_key_slice(&key), (struct bw_slice){"x", 1}, &fail),
        BW_OK);
    key = bw_key_promotion(2);
    assert_int_equal(
        bw_value_put(txn, BW_DB_PROMOTION, bw_key_slice(&key), (struct bw_slice){"x", 1}, &fail),
        BW_OK);
    assert_int_equal(bw_txn_commit(txn, &fail), BW_OK);
    assert_int_equal(wrong(fixture, text), 2);
    assert_string_equal(text, "table space: block 2 of 1 bytes belongs to nothing");
}

static void full__store_refuses_the_upload_and_the_model_serves_on(void **state)
{
    struct bw_uploading *fixture = *state;
    char *large = calloc(1, (size_t)4 << 20);
    upload(fixture, 1);
    promote(fixture, "m1");
    uint32_t number = begin(fixture, (size_t)100 << 20);
    struct bw_written written = {0};
    for (int block = 0; block < 20 && !written.err; block++)
        written = up_add_bytes(fixture, number, block, large, (size_t)4 << 20);
    free(large);
    assert_int_equal(written.err, BW_STORAGE_FULL);
    struct bw_snapshot *during = up_build(fixture, NULL);
    assert_string_equal(during->model, "m1");
    bw_snapshot_drop(during);
    up_well(up_step(fixture, BW_MODEL_ABORT, NULL, number));
    up_sweep(fixture);
    assert_int_equal(up_entries(fixture, BW_DB_SPACE), 2);
    upload(fixture, 2);
    assert_serves(promote(fixture, "m2"), "m2", "m1");
    up_assert_clean(fixture);
}

static void sweep__leaves_both_kinds_of_models(void **state)
{
    struct bw_uploading *fixture = *state;
    up_put_records(fixture);
    up_well(up_upload_space(fixture));
    upload(fixture, 1);
    uint32_t staged = begin(fixture, 100);
    up_well(up_add_bytes(fixture, staged, 0, "x", 1));
    up_begin_external(fixture, 4);
    assert_int_equal(up_entries(fixture, BW_DB_SPACE), 5);
    up_sweep(fixture);
    assert_int_equal(up_entries(fixture, BW_DB_SPACE), 5);
    up_assert_clean(fixture);
    up_well(up_step(fixture, BW_UPLOAD_LOST, NULL, staged));
    up_sweep(fixture);
    assert_int_equal(up_entries(fixture, BW_DB_SPACE), 4);
    struct bw_written written =
        up_say(fixture, BW_EMBEDDING_BEGIN, "{\"kind\":\"external\",\"dimension\":4}", 0);
    assert_int_equal(written.err, BW_CONFLICT); /* the other upload is still there */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, up_open_store, up_close_store)
        cmocka_unit_test(names__are_read_back),
        TEST(upload__must_be_whole_and_sound),
        TEST(upload__with_a_bad_section_is_refused),
        TEST(upload__offers_only_what_it_has),
        TEST(card__is_kept_in_canonical_form),
        TEST(promotion__shares_everything_but_the_model),
        TEST(promotion__judged_against_another_model_is_refused),
        TEST(rollback__goes_back_step_by_step),
        TEST(rollback__passes_over_what_was_dropped),
        TEST(history__says_who_when_and_why),
        TEST(registry__holds_32_and_says_which_to_drop),
        TEST(switch__is_a_change_of_its_own),
        TEST(damaged__bytes_are_found_and_never_served),
        TEST(damaged__versions_can_be_dropped),
        TEST(damaged__state_serves_the_closed_form),
        TEST(verify__finds_what_belongs_to_nothing),
        TEST(full__store_refuses_the_upload_and_the_model_serves_on),
        TEST(sweep__leaves_both_kinds_of_models),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
