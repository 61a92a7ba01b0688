#include "data/load_learned.h"

#include <inttypes.h>
#include <stdio.h>

#include "data/store_inside.h"
#include "model/learned/learning.h"

static void trouble(struct bw_snapshot *snapshot, const char *text)
{
    bw_loaded_drop(snapshot->loaded);
    snapshot->loaded = NULL;
    snapshot->learned = NULL;
    snprintf(snapshot->learned_trouble, sizeof snapshot->learned_trouble, "%s", text);
}

/* The same state of the registry, the same model in memory: also when it cannot be read. */
static bool take_over(struct bw_snapshot *snapshot, const struct bw_snapshot *before)
{
    if (!before || before->model_revision != snapshot->model_revision)
        return false;
    snapshot->loaded = bw_loaded_acquire(before->loaded);
    snapshot->learned = before->learned;
    memcpy(snapshot->learned_trouble, before->learned_trouble, sizeof before->learned_trouble);
    return true;
}

/* A model that is damaged does not serve; of one that finds no memory nothing is known: busy. */
static enum bw_err read_model(struct bw_reader *reader, struct bw_snapshot *snapshot,
                              uint32_t version, struct bw_fail *fail)
{
    enum bw_err err = bw_loaded_read(reader, version, &snapshot->loaded, fail);
    if (!err)
        snapshot->learned = bw_loaded_learned(snapshot->loaded);
    else if (err != BW_BUSY)
        trouble(snapshot, fail->text);
    return err == BW_BUSY ? err : BW_OK;
}

/* Lets the model serve the catalogue. */
static enum bw_err serve_catalogue(struct bw_snapshot *snapshot, unsigned parts,
                                   struct bw_fail *fail)
{
    struct bw_learning *learning = BW_ARENA_NEW(snapshot->arena, struct bw_learning, 1);
    if (bw_learning_open(snapshot->learned, parts, learning, fail) != BW_OK) {
        trouble(snapshot, fail->text);
        return BW_OK;
    }
    if (!bw_learning_look_up(learning, &snapshot->cat, snapshot->vectors, &learning->lore))
        return bw_fail_set(fail, BW_BUSY, "out of memory for a learned model");
    learning->vectors = snapshot->vectors;
    snapshot->learning = learning;
    snapshot->cat.learning = learning;
    return BW_OK;
}

static void name_snapshot(struct bw_snapshot *snapshot)
{
    char date[BW_DAY_TEXT_LEN + 1];
    bw_day_format(snapshot->date, date);
    snprintf(snapshot->name, sizeof snapshot->name, "%s/%" PRIu64 "/%" PRIu64 "%s", date,
             snapshot->catalogue_revision, snapshot->people_revision,
             snapshot->learned_trouble[0] ? "/" BW_CLOSED_FORM : "");
}

enum bw_err bw_load_learned(struct bw_reader *reader, struct bw_snapshot *snapshot,
                            const struct bw_snapshot *before, struct bw_fail *fail)
{
    struct bw_serving serving = {.version = 0};
    struct bw_fail why;
    enum bw_err err = bw_models_serving(reader, &serving, &why);
    snapshot->loaded = NULL;
    snapshot->learned = NULL;
    snapshot->learning = NULL;
    snapshot->cat.learning = NULL;
    snapshot->learned_trouble[0] = '\0';
    snapshot->model_revision = serving.revision;
    snapshot->learned_off = serving.off;
    bool damaged = err && err != BW_BUSY;
    if (damaged)
        trouble(snapshot, why.text);
    else if (!err && serving.version && !serving.off && !take_over(snapshot, before))
        err = read_model(reader, snapshot, serving.version, &why);
    if (snapshot->learned)
        err = serve_catalogue(snapshot, serving.parts, &why);
    if (err && !damaged) {
        *fail = why;
        return err;
    }
    bw_model_name(snapshot->learned ? serving.version : 0, snapshot->model);
    bw_model_name(serving.version, snapshot->promoted);
    if (snapshot->model_revision > snapshot->catalogue_revision)
        snapshot->catalogue_revision = snapshot->model_revision;
    name_snapshot(snapshot);
    return bw_txn_trouble(reader->txn, fail);
}

void bw_load_learned_drop(struct bw_snapshot *snapshot)
{
    if (snapshot->learning)
        bw_lore_free(&snapshot->learning->lore);
    bw_loaded_drop(snapshot->loaded);
}
