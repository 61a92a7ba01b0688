/* Replaying: a store with a random history is copied at many of its revisions; what a backup and
 * the increments give for such a revision is the copy, byte for byte, in every table. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "data/embedding.h"
#include "data/increment.h"
#include "data/kept.h"
#include "data/registry.h"
#include "data/restore.h"
#include "tests/data/living.h"
#include "tests/data/same_store.h"
#include "tests/model/check.h"

#define STEPS 240
#define MOST 100
#define GENERATIONS 64

/* What is there at a moment. */
struct moment {
    uint64_t revision;
    bool generations[GENERATIONS]; /* of models that can be asked for */
};

struct town {
    struct living living;
    struct moment copies[MOST], ends[MOST]; /* backups; what the increments go up to */
    size_t n_copies, n_ends;
};

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
    assert_int_equal(bw_txn_begin(town->living.fixture->store->db, NULL, false, &txn, &fail),
                     BW_OK);
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
    snprintf(out, 200, "%s/%s%06" PRIu64, town->living.fixture->dir, what, number);
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
    up_sweep(town->living.fixture);
    path_of(town, "copy", now.revision, path);
    struct bw_backup_order order = {.path = path, .at_s = UP_NOW};
    if (bw_backup_make(town->living.fixture->store, &order, &manifest, &fail))
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
    if (bw_increment_write(town->living.fixture->store, &order, &increment, &fail))
        fail_msg("%s", fail.text);
    assert_int_equal(increment.until, now.revision);
    assert_true(increment.n > 0);
    town->ends[town->n_ends++] = now;
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
    snprintf(increments, sizeof increments, "%s/inc", town->living.fixture->dir);
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
    assert_same_store(dir, copied);
    remove_dir(dir);
}

static void live(struct town *town)
{
    living_begin(&town->living);
    for (int i = 0; i < STEPS; i++) {
        living_step(&town->living);
        if (living_roll(&town->living, 12) == 0)
            copy(town);
        if (living_roll(&town->living, 15) == 0)
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
    assert_int_equal(bw_txn_begin(town->living.fixture->store->db, NULL, false, &txn, &fail),
                     BW_OK);
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
    for (size_t k = 0; living_kinds[k]; k++)
        assert_true(seen->changes[BW_OP_PUT][living_kinds[k]]);
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
    unsigned towns = full && *full ? 20 : 2;
    size_t n_lost = 0, n = 0;
    struct seen seen = {.values = {false}};
    (void)state;
    for (unsigned seed = 1; seed <= towns; seed++) {
        void *fixture;
        char path[200];
        struct town town = {.living = {.draw = 0x9e3779b97f4a7c15u * seed, .day = 20780}};
        assert_int_equal(up_open_store(&fixture), 0);
        town.living.fixture = fixture;
        path_of(&town, "inc/", 0, path);
        snprintf(path, sizeof path, "%s/inc", town.living.fixture->dir);
        assert_int_equal(mkdir(path, 0700), 0);
        copy(&town);
        live(&town);
        assert_true(town.n_copies > 10 && town.n_ends > 5 && town.living.written > STEPS / 2);
        for (size_t i = 0; i < town.n_copies; i++, n++)
            restore(&town, &town.copies[living_roll(&town.living, (unsigned)i + 1)],
                    &town.copies[i], &n_lost);
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
