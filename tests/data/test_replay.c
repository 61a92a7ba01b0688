/* Replaying: a store with a random history is copied at many of its revisions; what a backup and
 * the increments give for such a revision is the copy, byte for byte, in every table. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "data/increment.h"
#include "data/kept.h"
#include "data/registry.h"
#include "data/embedding.h"
#include "data/restore.h"
#include "data/verdict.h"
#include "model/learned/learning.h"
#include "tests/data/uploading.h"
#include "tests/model/check.h"

#define CARD                                                                                       \
    "{\"trained_at\":\"2026-11-20T10:00:00+01:00\",\"until\":\"2026-09-01\",\"seed\":7,"           \
    "\"data\":{\"outcomes\":10,\"people\":3,\"courses\":2,\"fingerprint\":\"abc\"},"               \
    "\"parts\":{\"preference\":{\"auc\":0.5}},\"features\":[{\"name\":\"load\",\"weight\":1}]}"
#define STEPS 240
#define MOST 100
#define GENERATIONS 64

/* What is there at a moment. */
struct moment {
    uint64_t revision;
    bool generations[GENERATIONS]; /* of models that can be asked for */
};

struct town {
    struct bw_uploading *fixture;
    uint64_t draw;
    bw_day day;
    struct moment copies[MOST], ends[MOST]; /* backups; what the increments go up to */
    size_t n_copies, n_ends;
    size_t refused, written;
};

static unsigned roll(struct town *town, unsigned n)
{
    town->draw ^= town->draw << 13;
    town->draw ^= town->draw >> 7;
    town->draw ^= town->draw << 17;
    return (unsigned)(town->draw >> 33) % n;
}

/* Text that grows. */
struct text {
    char at[8192];
    size_t len;
};

static void __attribute__((format(printf, 2, 3))) say(struct text *text, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int n = vsnprintf(text->at + text->len, sizeof text->at - text->len, format, list);
    va_end(list);
    text->len += (size_t)n;
    assert_true(text->len < sizeof text->at);
}

static void say_competency(struct town *town, struct text *text)
{
    static const char *const words[] = {"jeugd", "wet", "bouwen", "water", "praten"};
    unsigned k = roll(town, 18); /* from 12 on only models refer to it */
    say(text, "{\"id\":\"k%u\",\"label\":\"%s %s\"", k, words[roll(town, 5)], words[roll(town, 5)]);
    if (k > 0 && roll(town, 3) == 0)
        say(text, ",\"broader\":[\"k%u\"]", roll(town, k < 12 ? k : 12));
    say(text, "}");
}

static void say_course(struct town *town, struct text *text)
{
    unsigned c = roll(town, 14); /* from 10 on only verdicts refer to it */
    say(text,
        "{\"id\":\"c%u\",\"title\":\"Cursus %u\",\"language\":\"nl\",\"format\":\"classroom\","
        "\"hours\":4,\"price_cents\":%u,\"teaches\":[{\"competency\":\"k%u\",\"to\":3}]",
        c, roll(town, 5), roll(town, 9) * 100, roll(town, 12));
    if (roll(town, 2))
        say(text, ",\"sessions\":[{\"id\":\"s%u\",\"start\":\"2027-03-01\",\"seats\":%u}]", c,
            roll(town, 4));
    say(text, "}");
}

static void say_employee(struct town *town, struct text *text)
{
    say(text, "{\"id\":\"e%u\",\"org\":\"stad\",\"team\":\"t%u\",\"role\":\"r\"", roll(town, 12),
        roll(town, 2));
    if (roll(town, 2))
        say(text, ",\"wishes\":[\"k%u\"]", roll(town, 12));
    say(text, "}");
}

static void say_evidence(struct town *town, struct text *text)
{
    static const char *const sources[] = {"self", "peer", "manager", "test", "certificate"};
    say(text, "{");
    if (roll(town, 2))
        say(text, "\"id\":\"v%u\",", roll(town, 20));
    say(text,
        "\"employee\":\"e%u\",\"competency\":\"k%u\",\"level\":%u,\"source\":\"%s\","
        "\"at\":\"2026-0%u-01\"}",
        roll(town, 8), roll(town, 12), roll(town, 6), sources[roll(town, 5)], 1 + roll(town, 9));
}

static void say_event(struct town *town, struct text *text)
{
    static const char *const types[] = {"shown", "clicked", "enrolled", "completed", "declined"};
    say(text,
        "{\"id\":\"n%u\",\"employee\":\"e%u\",\"course\":\"c%u\",\"type\":\"%s\","
        "\"at\":\"2026-0%u-02T10:00:00Z\"}",
        roll(town, 200), roll(town, 8), roll(town, 10), types[roll(town, 5)], 1 + roll(town, 9));
}

static void say_verdict(struct town *town, struct text *text)
{
    char course[8], competency[8], id[BW_VERDICT_ID_LEN + 1];
    snprintf(course, sizeof course, "c%u", roll(town, 14));
    snprintf(competency, sizeof competency, "k%u", roll(town, 18));
    struct bw_pair pair = {{course, (uint32_t)strlen(course)},
                           {competency, (uint32_t)strlen(competency)}};
    say(text,
        "{\"id\":\"%s\",\"kind\":\"tag\",\"courses\":[\"%s\"],\"competencies\":[\"%s\"],"
        "\"yes\":%s,\"at\":\"2026-05-0%u\"}",
        bw_verdict_id(BW_ABOUT_TAG, pair, id), course, competency, roll(town, 2) ? "true" : "false",
        1 + roll(town, 9));
}

typedef void (*sayer)(struct town *town, struct text *text);
static const struct {
    enum bw_kind kind;
    sayer say;
} records[] = {{BW_KIND_COMPETENCY, say_competency}, {BW_KIND_COURSE, say_course},
               {BW_KIND_EMPLOYEE, say_employee},     {BW_KIND_EVIDENCE, say_evidence},
               {BW_KIND_EVENT, say_event},           {BW_KIND_VERDICT, say_verdict}};
#define N_RECORDS (sizeof records / sizeof *records)

/* Well or not: what is refused changes nothing. */
static void note(struct town *town, struct bw_written *written)
{
    if (written->err)
        town->refused++;
    else
        town->written++;
    assert_true(written->err != BW_INTERNAL && written->err != BW_STORAGE_FULL);
    bw_written_clear(written);
}

/* Several kinds in one write, as an import: with bad items left out, or all or nothing. */
static void put(struct town *town, unsigned kinds, bool import)
{
    struct text texts[3];
    msgpack_sbuffer bytes[3];
    msgpack_unpacked lists[3];
    struct bw_part parts[3];
    struct bw_written written;
    for (unsigned p = 0; p < kinds; p++) {
        unsigned of = roll(town, N_RECORDS), n = 1 + roll(town, import ? 8 : 3);
        texts[p].len = 0;
        say(&texts[p], "[");
        for (unsigned i = 0; i < n; i++) {
            say(&texts[p], i ? "," : "");
            records[of].say(town, &texts[p]);
        }
        say(&texts[p], "]");
        lists[p] = up_map_of(texts[p].at, &bytes[p]);
        parts[p] = (struct bw_part){BW_OP_PUT, records[of].kind, lists[p].data.via.array.ptr, n};
    }
    struct bw_write write = {
        .parts = parts, .n_parts = kinds, .report_all = import, .skip_bad = import};
    if (roll(town, 4) == 0)
        write.today = town->day += (bw_day)roll(town, 2);
    bw_write_now(town->fixture->store, &write, &written);
    note(town, &written);
    for (unsigned p = 0; p < kinds; p++) {
        msgpack_unpacked_destroy(&lists[p]);
        msgpack_sbuffer_destroy(&bytes[p]);
    }
}

static void delete_some(struct town *town)
{
    static const struct {
        enum bw_kind kind;
        char letter;
        unsigned n;
    } of[] = {{BW_KIND_COMPETENCY, 'k', 18},
              {BW_KIND_COURSE, 'c', 14},
              {BW_KIND_EMPLOYEE, 'e', 12},
              {BW_KIND_EVIDENCE, 'v', 20}};
    unsigned which = roll(town, 4), n = 1 + roll(town, 2), first = roll(town, of[which].n - 1);
    char ids[2][8];
    msgpack_object items[2];
    for (unsigned i = 0; i < n; i++) {
        snprintf(ids[i], sizeof ids[i], "%c%u", of[which].letter, first + i);
        items[i] = (msgpack_object){
            .type = MSGPACK_OBJECT_STR,
            .via.str = {.ptr = ids[i], .size = (uint32_t)strlen(ids[i])},
        };
    }
    struct bw_part part = {BW_OP_DELETE, of[which].kind, items, n};
    struct bw_write write = {.parts = &part, .n_parts = 1};
    struct bw_written written;
    bw_write_now(town->fixture->store, &write, &written);
    note(town, &written);
}

static void begin_day(struct town *town)
{
    struct bw_write write = {.today = ++town->day};
    struct bw_written written;
    bw_write_now(town->fixture->store, &write, &written);
    note(town, &written);
}

/* Vectors from outside for whatever is there; or a space, or an upload that is given up. */
static void upload_text_model(struct town *town)
{
    struct bw_uploading *fixture = town->fixture;
    unsigned how = roll(town, 3);
    if (how == 0) {
        struct bw_written written = up_upload_space(fixture);
        note(town, &written);
        return;
    }
    uint32_t upload =
        up_begin(fixture, "{\"kind\":\"external\",\"dimension\":4,\"skip_unknown\":true}");
    for (unsigned k = 0; k < 18; k += 3) {
        char id[8];
        float vector[4] = {1, (float)roll(town, 9), (float)k, 1};
        snprintf(id, sizeof id, "k%u", k);
        struct bw_written written =
            up_add_row(fixture, upload, (struct up_row){"competency", id, NULL, vector, 4});
        note(town, &written);
    }
    struct bw_written written =
        up_step(fixture, how == 1 ? BW_EMBEDDING_COMMIT : BW_EMBEDDING_ABORT, NULL, upload);
    note(town, &written);
    if (written.err) {
        written = up_step(fixture, BW_EMBEDDING_ABORT, NULL, upload);
        note(town, &written);
    }
}

static void upload_learned(struct town *town)
{
    struct bw_preference preference = {.01 * (1 + roll(town, 9)), .01, .01, .01};
    unsigned char section[BW_PREFERENCE_BYTES];
    struct bw_fail fail;
    char json[1024];
    assert_int_equal(bw_preference_pack(&preference, section, &fail), BW_OK);
    struct bw_section sections[BW_SECTION_KINDS] = {
        [BW_SECTION_PREFERENCE] = {section, sizeof section}};
    size_t n = bw_learned_bytes(sections);
    void *at;
    assert_int_equal(posix_memalign(&at, BW_BLOCK_ALIGN, n), 0);
    bw_learned_pack(sections, at);
    snprintf(json, sizeof json, "{\"card\":" CARD ",\"bytes\":%zu}", n);
    struct bw_written begun = up_say(town->fixture, BW_MODEL_BEGIN, json, 0);
    if (!begun.err) {
        up_well(up_add_bytes(town->fixture, begun.step.upload, 0, at, n));
        up_well(up_step(town->fixture, BW_MODEL_COMMIT, NULL, begun.step.upload));
    }
    note(town, &begun);
    free(at);
}

static void change_models(struct town *town)
{
    char json[100];
    snprintf(json, sizeof json, "{\"version\":\"m%u\",\"by\":\"ria\"}", 1 + roll(town, 4));
    const struct {
        enum bw_model_step_op op;
        const char *json;
    } steps[] = {{BW_MODEL_PROMOTE, json},
                 {BW_MODEL_ROLLBACK, "{\"reason\":\"vreemd\"}"},
                 {BW_MODEL_DROP, json},
                 {BW_EMBEDDING_SET, "{\"near\":\"taxonomy\"}"},
                 {BW_EMBEDDING_SET, "{\"near\":\"all\"}"},
                 {BW_EMBEDDING_DROP, "{}"}};
    unsigned which = roll(town, sizeof steps / sizeof *steps + 1);
    struct bw_model_step off = {.op = BW_MODEL_OFF, .off = roll(town, 2)};
    struct bw_write write = {.step = &off};
    struct bw_written written;
    if (which < sizeof steps / sizeof *steps)
        written = up_say(town->fixture, steps[which].op, steps[which].json, 0);
    else
        bw_write_now(town->fixture->store, &write, &written);
    note(town, &written);
}

static void book(struct town *town)
{
    char json[200];
    msgpack_sbuffer bytes;
    struct bw_written written;
    snprintf(json, sizeof json,
             "{\"items\":[{\"employee\":\"e%u\",\"course\":\"c%u\"}],\"by\":\"e%u\"}",
             roll(town, 8), roll(town, 10), roll(town, 8));
    msgpack_unpacked args = up_map_of(json, &bytes);
    struct bw_booking_step step = {.op = (enum bw_booking_op)roll(town, 3),
                                   .args = &args.data,
                                   .today = town->day,
                                   .at_s = UP_NOW + roll(town, 1000)};
    struct bw_write write = {.booking = &step};
    bw_write_now(town->fixture->store, &write, &written);
    note(town, &written);
    msgpack_unpacked_destroy(&args);
    msgpack_sbuffer_destroy(&bytes);
}

static void do_something(struct town *town)
{
    switch (roll(town, 16)) {
    case 0:
    case 1:
        delete_some(town);
        break;
    case 2:
        begin_day(town);
        break;
    case 3:
        upload_text_model(town);
        break;
    case 4:
        upload_learned(town);
        break;
    case 5:
    case 6:
        change_models(town);
        break;
    case 7:
        book(town);
        break;
    case 8:
        put(town, 3, true);
        break;
    default:
        put(town, 1, false);
    }
}

static void look(struct town *town, struct moment *out)
{
    struct bw_txn *txn;
    struct bw_counters counters;
    struct bw_embedding embedding;
    struct bw_version version;
    struct bw_fail fail;
    uint32_t number;
    bool found;
    *out = (struct moment){.revision = 0};
    assert_int_equal(bw_txn_begin(town->fixture->store->db, NULL, false, &txn, &fail), BW_OK);
    assert_int_equal(bw_counters_get(txn, &counters, &fail), BW_OK);
    out->revision = counters.revision;
    assert_int_equal(bw_embedding_get(txn, BW_EMBEDDING_SERVING, &embedding, &found, &fail), BW_OK);
    if (found)
        out->generations[embedding.space.generation % GENERATIONS] = true;
    struct bw_walk *walk = bw_walk_open(txn, BW_DB_MODEL);
    for (uint32_t from = 1; bw_registry_next(walk, from, &number); from = number + 1)
        if (bw_registry_get(txn, number, &version, &found, &fail) == BW_OK && found)
            out->generations[version.blocks.generation % GENERATIONS] = true;
    bw_walk_close(walk);
    bw_txn_abort(txn);
}

static void path_of(const struct town *town, const char *what, uint64_t number, char out[200])
{
    snprintf(out, 200, "%s/%s%06" PRIu64, town->fixture->dir, what, number);
}

static void copy(struct town *town)
{
    char path[200];
    struct bw_manifest manifest;
    struct bw_fail fail;
    struct moment now;
    look(town, &now);
    if (town->n_copies == MOST ||
        (town->n_copies && town->copies[town->n_copies - 1].revision == now.revision))
        return;
    up_sweep(town->fixture);
    path_of(town, "copy", now.revision, path);
    struct bw_backup_order order = {.path = path, .at_s = UP_NOW};
    if (bw_backup_make(town->fixture->store, &order, &manifest, &fail))
        fail_msg("%s", fail.text);
    assert_int_equal(manifest.revision, now.revision);
    town->copies[town->n_copies++] = now;
}

static void export(struct town *town)
{
    char path[200];
    struct bw_increment increment;
    struct bw_fail fail;
    struct moment now;
    uint64_t since = town->n_ends ? town->ends[town->n_ends - 1].revision : 0;
    look(town, &now);
    if (town->n_ends == MOST)
        return;
    path_of(town, "inc/", now.revision, path);
    struct bw_increment_order order = {.path = path, .since = since, .at_s = UP_NOW};
    if (since == now.revision)
        return;
    if (bw_increment_write(town->fixture->store, &order, &increment, &fail))
        fail_msg("%s", fail.text);
    assert_int_equal(increment.until, now.revision);
    assert_true(increment.n > 0);
    town->ends[town->n_ends++] = now;
}

static struct bw_store *open_fixed(const char *dir)
{
    struct bw_store_options options = {.dir = dir, .fixed = true};
    struct bw_store *store;
    struct bw_fail fail;
    if (bw_store_open(&options, &store, &fail))
        fail_msg("%s", fail.text);
    return store;
}

/* The number of the last upload is nobody's: those that were given up leave no trace in the log. */
static bool is_generation(enum bw_table table, struct bw_slice key)
{
    return table == BW_DB_META && key.len == strlen("generation") &&
           memcmp(key.at, "generation", key.len) == 0;
}

static bool same(struct bw_slice a, struct bw_slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

/* The next entry that counts. */
static bool step(struct bw_walk *walk, enum bw_table table, bool first, struct bw_slice *key,
                 struct bw_slice *value)
{
    bool more = first ? bw_walk_seek(walk, (struct bw_slice){NULL, 0}, key, value)
                      : bw_walk_next(walk, key, value);
    return more && is_generation(table, *key) ? bw_walk_next(walk, key, value) : more;
}

static void compare_table(struct bw_txn *one, struct bw_txn *two, enum bw_table table)
{
    struct bw_walk *a = bw_walk_open(one, table), *b = bw_walk_open(two, table);
    struct bw_slice key_a, key_b, value_a, value_b;
    bool more_a = true, more_b = true;
    for (size_t n = 0; more_a; n++) {
        more_a = step(a, table, n == 0, &key_a, &value_a);
        more_b = step(b, table, n == 0, &key_b, &value_b);
        if (more_a != more_b || (more_a && !same(key_a, key_b)))
            fail_msg("table %s, entry %zu: another key, or none", bw_db_table_name(table), n);
        if (more_a && !same(value_a, value_b))
            fail_msg("table %s, entry %zu, key of %zu bytes (%.*s): another value",
                     bw_db_table_name(table), n, key_a.len, (int)key_a.len, (const char *)key_a.at);
    }
    bw_walk_close(a);
    bw_walk_close(b);
}

static void compare(const char *restored, const char *copy)
{
    struct bw_store *one = open_fixed(restored), *two = open_fixed(copy);
    struct bw_txn *txn_one, *txn_two;
    struct bw_fail fail;
    assert_int_equal(bw_txn_begin(one->db, NULL, false, &txn_one, &fail), BW_OK);
    assert_int_equal(bw_txn_begin(two->db, NULL, false, &txn_two, &fail), BW_OK);
    for (int table = 0; table < BW_DB_COUNT; table++)
        compare_table(txn_one, txn_two, (enum bw_table)table);
    bw_txn_abort(txn_one);
    bw_txn_abort(txn_two);
    bw_store_close(one);
    bw_store_close(two);
}

static void remove_dir(const char *path)
{
    char command[300];
    snprintf(command, sizeof command, "rm -r %s", path);
    assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): our own folder */
}

/* A model came and went between two increments, so that its bytes are in neither, and the backup
 * has not got it: the one thing that cannot be replayed. */
static bool is_lost(const struct town *town, const struct moment *base, const struct moment *then)
{
    size_t end = 0;
    static const struct moment nothing;
    while (town->ends[end].revision < then->revision)
        end++;
    const struct moment *before = end ? &town->ends[end - 1] : &nothing;
    for (size_t g = 0; g < GENERATIONS; g++)
        if (then->generations[g] && !before->generations[g] && !town->ends[end].generations[g] &&
            !base->generations[g])
            return true;
    return false;
}

static void restore(struct town *town, const struct moment *base, const struct moment *then,
                    size_t *n_lost)
{
    char backup[200], copied[200], dir[200], increments[200];
    struct bw_restored restored;
    struct bw_fail fail = {.text = ""};
    path_of(town, "copy", base->revision, backup);
    path_of(town, "copy", then->revision, copied);
    path_of(town, "new", then->revision, dir);
    snprintf(increments, sizeof increments, "%s/inc", town->fixture->dir);
    const char *paths[] = {increments};
    struct bw_restore_order order = {backup, dir, paths, 1, then->revision};
    enum bw_err err = bw_restore(&order, &restored, &fail);
    if (is_lost(town, base, then)) {
        assert_int_equal(err, BW_CONFLICT);
        assert_non_null(strstr(fail.text, "was gone again before the increment was written"));
        *n_lost += 1;
        return;
    }
    if (err)
        fail_msg("revision %" PRIu64 " from %" PRIu64 ": %s", then->revision, base->revision,
                 fail.text);
    assert_int_equal(restored.played.revision, then->revision);
    assert_int_equal(restored.played.revisions, then->revision - base->revision);
    compare(dir, copied);
    remove_dir(dir);
}

static void live(struct town *town)
{
    up_change(town->fixture, BW_OP_PUT, BW_KIND_ORG, "[{\"id\":\"stad\",\"name\":\"Stad\"}]");
    up_change(town->fixture, BW_OP_PUT, BW_KIND_TEAM,
              "[{\"id\":\"t0\",\"org\":\"stad\",\"name\":\"A\"},"
              "{\"id\":\"t1\",\"org\":\"stad\",\"name\":\"B\"}]");
    up_change(town->fixture, BW_OP_PUT, BW_KIND_ROLE,
              "[{\"id\":\"r\",\"label\":\"R\",\"versions\":[]}]");
    for (int i = 0; i < STEPS; i++) {
        do_something(town);
        if (roll(town, 12) == 0)
            copy(town);
        if (roll(town, 15) == 0)
            export(town);
    }
    copy(town);
    export(town);
}

/* What the histories are made of. */
struct seen {
    bool changes[2][BW_KIND_END];
    bool values[BW_DB_COUNT], gone[BW_DB_COUNT];
};

static void look_at_log(struct town *town, struct seen *seen)
{
    struct bw_txn *txn;
    struct bw_slice key, value, payload;
    struct bw_log_entry entry;
    struct bw_kept kept;
    struct bw_fail fail;
    bool readable;
    assert_int_equal(bw_txn_begin(town->fixture->store->db, NULL, false, &txn, &fail), BW_OK);
    struct bw_walk *walk = bw_walk_open(txn, BW_DB_LOG);
    for (bool more = bw_walk_seek(walk, (struct bw_slice){NULL, 0}, &key, &value); more;
         more = bw_walk_next(walk, &key, &value)) {
        assert_int_equal(bw_value_open(BW_DB_LOG, key, value, &payload, &fail), BW_OK);
        assert_int_equal(bw_log_open(payload, NULL, NULL, &entry, &readable, &fail), BW_OK);
        seen->changes[entry.op][entry.kind] = true;
        if (!entry.kind && bw_kept_read(entry.body, &kept)) {
            seen->values[kept.table] |= kept.value.at != NULL;
            seen->gone[kept.table] |= kept.value.at == NULL;
        }
    }
    bw_walk_close(walk);
    bw_txn_abort(txn);
}

static void assert_all_seen(const struct seen *seen)
{
    static const enum bw_kind deleted[] = {
        0, BW_KIND_COMPETENCY, BW_KIND_COURSE, BW_KIND_EMPLOYEE, BW_KIND_EVIDENCE, BW_KIND_VERDICT};
    for (size_t r = 0; r < N_RECORDS; r++)
        assert_true(seen->changes[BW_OP_PUT][records[r].kind]);
    for (size_t d = 0; d < sizeof deleted / sizeof *deleted; d++)
        if (!seen->changes[BW_OP_DELETE][deleted[d]])
            fail_msg("nothing of kind %d was deleted", deleted[d]);
    assert_true(seen->values[BW_DB_META] && seen->values[BW_DB_MODEL]);
    assert_true(seen->values[BW_DB_PROMOTION]);
    assert_true(seen->gone[BW_DB_META]);
    assert_true(seen->gone[BW_DB_MODEL]);
    assert_true(seen->gone[BW_DB_VECTOR]);
}

static void replay__gives_every_moment_byte_for_byte(void **state)
{
    const char *full = getenv("BEKWAAM_FULL");
    unsigned towns = full && *full ? 40 : 2;
    size_t n_lost = 0, n = 0;
    struct seen seen = {.values = {false}};
    (void)state;
    for (unsigned seed = 1; seed <= towns; seed++) {
        void *fixture;
        char path[200];
        struct town town = {.draw = 0x9e3779b97f4a7c15u * seed, .day = 20780};
        assert_int_equal(up_open_store(&fixture), 0);
        town.fixture = fixture;
        path_of(&town, "inc/", 0, path);
        snprintf(path, sizeof path, "%s/inc", town.fixture->dir);
        assert_int_equal(mkdir(path, 0700), 0);
        copy(&town);
        live(&town);
        assert_true(town.n_copies > 10 && town.n_ends > 5 && town.written > STEPS / 2);
        for (size_t i = 0; i < town.n_copies; i++, n++)
            restore(&town, &town.copies[roll(&town, (unsigned)i + 1)], &town.copies[i], &n_lost);
        look_at_log(&town, &seen);
        up_close_store(&fixture);
    }
    assert_all_seen(&seen);
    print_message("%zu moments, %zu of them with a model that was lost\n", n, n_lost);
    assert_true(n_lost < n / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replay__gives_every_moment_byte_for_byte),
    };
    return cmocka_run_group_tests_name("replay", tests, NULL, NULL);
}
