#include "data/applying.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include "data/bytes.h"
#include "data/fault.h"
#include "data/kept.h"
#include "data/replay_apply.h"

bool bw_numbers_has(const struct bw_numbers *numbers, uint32_t number)
{
    size_t word = number / 64;
    return word < numbers->n_words && (numbers->words[word] >> (number % 64) & 1);
}

bool bw_numbers_add(struct bw_numbers *numbers, uint32_t number)
{
    size_t word = number / 64;
    if (bw_numbers_has(numbers, number))
        return false;
    if (word >= numbers->n_words) {
        size_t n = 2 * word + 16;
        uint64_t *grown = realloc(numbers->words, n * sizeof *grown);
        if (!grown)
            bw_fault_no_memory("noting what is written");
        memset(grown + numbers->n_words, 0, (n - numbers->n_words) * sizeof *grown);
        numbers->words = grown;
        numbers->n_words = n;
    }
    numbers->words[word] |= (uint64_t)1 << (number % 64);
    return true;
}

void bw_applying_path(const struct bw_applying *applying, struct bw_item_at at, char *path)
{
    path[0] = '\0';
    if (!applying->write->report_all)
        snprintf(path, BW_PATH_MOST, "%s[%" PRIu32 "]",
                 applying->write->parts[at.part].op == BW_OP_DELETE ? "ids" : "items", at.item);
}

bool bw_applying_is_bad(const struct bw_applying *applying, struct bw_item_at at)
{
    return applying->bad[applying->first[at.part] + at.item];
}

enum bw_err bw_applying_bad(struct bw_applying *applying, struct bw_item_at at)
{
    enum bw_err code = applying->fail.code;
    bool of_item = code == BW_BAD_REQUEST || code == BW_CONFLICT || code == BW_NOT_FOUND;
    if (!of_item || !applying->write->report_all)
        return code;
    struct bw_written *out = applying->out;
    struct bw_bad *grown = realloc(out->bad, (out->n_bad + 1) * sizeof *grown);
    char *text = strdup(applying->fail.text);
    if (grown)
        out->bad = grown;
    if (!grown || !text) {
        free(text);
        return bw_fail_set(&applying->fail, BW_INTERNAL, "out of memory");
    }
    out->bad[out->n_bad++] = (struct bw_bad){at.part, at.item, text};
    applying->bad[applying->first[at.part] + at.item] = true;
    return BW_OK;
}

enum bw_err bw_applying_touch(struct bw_applying *applying, uint32_t employee)
{
    struct bw_key key = bw_key_employee(employee);
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(applying->revision >> (8 * i));
    applying->changed = applying->people = true;
    return bw_value_put(applying->txn, BW_DB_TOUCHED, bw_key_slice(&key),
                        (struct bw_slice){bytes, sizeof bytes}, &applying->fail);
}

uint64_t bw_applying_order(struct bw_applying *applying)
{
    if (applying->write->replay)
        bw_replay_pass(applying);
    return ++applying->counters.order;
}

uint32_t bw_applying_number(struct bw_applying *applying, struct bw_item_at at, enum bw_kind kind)
{
    uint32_t *next = &applying->counters.next[kind];
    uint32_t person = applying->write->replay ? bw_replay_person(applying, at) : 0;
    if (!person)
        return (*next)++;
    if (person >= *next)
        *next = person + 1;
    return person;
}

enum bw_err bw_applying_log(struct bw_applying *applying, const struct bw_log_entry *entry)
{
    applying->changed = true;
    if (applying->write->replay)
        return bw_replay_compare(applying, entry);
    return bw_log_append(applying->txn, &applying->log, entry, &applying->fail);
}

static enum bw_err check_shape(struct bw_applying *applying, struct bw_item_at at,
                               enum bw_kind kind)
{
    char path[BW_PATH_MOST];
    if (!bw_schema_check(bw_schema_of(kind), at.map, "", &applying->fail))
        return BW_OK;
    bw_applying_path(applying, at, path);
    return bw_schema_check(bw_schema_of(kind), at.map, path, &applying->fail);
}

typedef enum bw_err (*item_step)(struct bw_applying *applying, struct bw_item_at at,
                                 enum bw_kind kind);

/* Runs a step over the items of a kind that are put and not yet bad; BW_KIND_END: of all kinds. */
static enum bw_err each_put(struct bw_applying *applying, enum bw_kind kind, item_step step)
{
    for (uint32_t p = 0; p < applying->write->n_parts; p++) {
        const struct bw_part *part = &applying->write->parts[p];
        if (part->op != BW_OP_PUT || (kind != BW_KIND_END && part->kind != kind))
            continue;
        for (uint32_t i = 0; i < part->n; i++) {
            struct bw_item_at at = {p, i, &part->items[i]};
            if (bw_applying_is_bad(applying, at) || !step(applying, at, part->kind))
                continue;
            enum bw_err err = bw_applying_bad(applying, at);
            if (err)
                return err;
        }
    }
    return BW_OK;
}

/* The same over the items that are records of their own, kind after kind. */
static enum bw_err each_record(struct bw_applying *applying, item_step step)
{
    enum bw_err err = BW_OK;
    for (int kind = BW_KIND_ORG; !err && kind < BW_KIND_END; kind++)
        if (!bw_kind_is_rows((enum bw_kind)kind))
            err = each_put(applying, (enum bw_kind)kind, step);
    return err;
}

static enum bw_err delete_parts(struct bw_applying *applying)
{
    enum bw_err err = BW_OK;
    for (uint32_t p = 0; !err && p < applying->write->n_parts; p++) {
        if (applying->write->parts[p].op != BW_OP_DELETE)
            continue;
        err = applying->write->parts[p].kind == BW_KIND_EVIDENCE
                  ? bw_apply_evidence_deletes(applying, p)
                  : bw_apply_deletes(applying, p);
    }
    return err;
}

static enum bw_err put_evidence(struct bw_applying *applying, struct bw_item_at at,
                                enum bw_kind kind)
{
    (void)kind;
    return bw_apply_evidence(applying, at);
}

static enum bw_err put_event(struct bw_applying *applying, struct bw_item_at at, enum bw_kind kind)
{
    (void)kind;
    return bw_apply_event(applying, at);
}

/* The day that answers are of; a later one changes them without any record having changed. */
static enum bw_err note_day(struct bw_applying *applying)
{
    struct bw_key key = bw_key_meta("day");
    struct bw_slice payload;
    bool found;
    enum bw_err err = bw_value_get(applying->txn, BW_DB_META, bw_key_slice(&key), &payload, &found,
                                   &applying->fail);
    if (err)
        return err;
    bw_day today = applying->write->today;
    if (found && payload.len == sizeof today && memcmp(payload.at, &today, sizeof today) == 0)
        return BW_OK;
    applying->people = true;
    err = bw_value_put(applying->txn, BW_DB_META, bw_key_slice(&key),
                       (struct bw_slice){&today, sizeof today}, &applying->fail);
    return err ? err : bw_kept_note(applying, BW_DB_META, &key, false);
}

/* What the write was made from is as it was then. */
static enum bw_err check_unchanged(struct bw_applying *applying)
{
    const struct bw_write *write = applying->write;
    enum bw_err err = BW_OK;
    for (size_t i = 0; !err && i < write->n_unchanged; i++) {
        const struct bw_unchanged *was = &write->unchanged[i];
        struct bw_place place;
        bool found;
        err = bw_place_get(applying->txn, was->kind, was->id, &place, &found, &applying->fail);
        if (!err && (!found || place.revision != was->revision))
            err = bw_fail_set(&applying->fail, BW_CONFLICT,
                              "the %s \"%.*s\" was changed meanwhile; look at it and ask again",
                              bw_kind_name(was->kind), (int)was->id.len, was->id.at);
    }
    return err;
}

/* Everything once, in the order in which things may refer to each other. */
static enum bw_err run_parts(struct bw_applying *applying)
{
    enum bw_err err = check_unchanged(applying);
    if (!err)
        err = each_put(applying, BW_KIND_END, check_shape);
    if (!err && applying->write->today)
        err = note_day(applying);
    if (!err)
        err = delete_parts(applying);
    if (!err)
        err = each_record(applying, bw_apply_numbers);
    if (!err)
        err = each_record(applying, bw_apply_record);
    if (!err)
        err = each_put(applying, BW_KIND_ORG, bw_apply_cycles);
    if (!err)
        err = each_put(applying, BW_KIND_COMPETENCY, bw_apply_cycles);
    if (!err)
        err = each_put(applying, BW_KIND_EVIDENCE, put_evidence);
    if (!err)
        err = bw_evidence_rows_close(applying);
    return err ? err : each_put(applying, BW_KIND_EVENT, put_event);
}

static enum bw_err run(struct bw_applying *applying)
{
    if (applying->write->step)
        return bw_apply_step(applying);
    if (applying->write->booking)
        return bw_apply_booking(applying);
    enum bw_err err = applying->write->replay ? bw_replay_begin(applying) : BW_OK;
    if (!err)
        err = run_parts(applying);
    return err || !applying->write->replay ? err : bw_replay_end(applying);
}

static enum bw_err close_revision(struct bw_applying *applying)
{
    if (!applying->changed)
        return BW_OK;
    struct bw_counters *counters = &applying->counters;
    counters->revision = applying->revision;
    if (applying->catalogue)
        counters->catalogue = applying->revision;
    if (applying->people)
        counters->people = applying->revision;
    return bw_counters_put(applying->txn, counters, &applying->fail);
}

static void start(struct bw_applying *applying, const struct bw_counters *counters)
{
    applying->counters = *counters;
    applying->revision = counters->revision + 1;
    bw_log_tail_start(&applying->log, applying->revision);
    applying->changed = applying->catalogue = applying->people = false;
    applying->model = applying->staged = false;
    applying->out->written = applying->out->deleted = applying->out->duplicates = 0;
    for (int kind = 0; kind < BW_KIND_END; kind++) {
        free(applying->seen[kind].words);
        free(applying->touched[kind].words);
        applying->seen[kind] = applying->touched[kind] = (struct bw_numbers){0};
    }
    for (int i = 0; i < 2; i++) {
        free(applying->marked[i].words);
        applying->marked[i] = (struct bw_numbers){0};
    }
    msgpack_sbuffer_destroy(&applying->rows.bytes);
    applying->rows = (struct bw_rows_open){0};
    applying->person = (struct bw_str){NULL, 0};
}

static void escape(void *context)
{
    longjmp(*(jmp_buf *)context, 1);
}

/* One part of the work. Without memory where only a way out helps it is left halfway: the
 * transaction takes back what was written, and a few bytes are never freed. */
static enum bw_err or_escape(struct bw_applying *applying,
                             enum bw_err (*work)(struct bw_applying *applying))
{
    jmp_buf out;
    enum bw_err err;
    bw_fault_way_out(escape, &out);
    if (setjmp(out) == 0)
        err = work(applying);
    else
        err = bw_fail_set(&applying->fail, BW_BUSY, "out of memory; nothing is written; try again");
    bw_fault_way_out(NULL, NULL);
    return err;
}

static bool of_the_store(enum bw_err err)
{
    return err == BW_INTERNAL || err == BW_STORAGE_FULL;
}

/* What is put in children can be taken back without the others'. */
struct attempt {
    struct bw_write_group *group;
    bool apart;
    uint64_t n_changes; /* of the transaction before it */
};

static enum bw_err begin(struct attempt *attempt, struct bw_applying *applying)
{
    const struct bw_write *write = applying->write;
    struct bw_write_group *group = attempt->group;
    attempt->apart = group->apart || write->dry_run || write->report_all;
    attempt->n_changes = bw_txn_changes(group->txn);
    applying->txn = group->txn;
    return attempt->apart
               ? bw_txn_begin(group->store->db, group->txn, true, &applying->txn, &applying->fail)
               : BW_OK;
}

static enum bw_err keep(const struct attempt *attempt, struct bw_applying *applying)
{
    return attempt->apart ? bw_txn_commit(applying->txn, &applying->fail) : BW_OK;
}

static void take_back(const struct attempt *attempt, struct bw_applying *applying)
{
    if (attempt->apart)
        bw_txn_abort(applying->txn);
    else if (bw_txn_changes(applying->txn) != attempt->n_changes)
        attempt->group->spoiled = true;
}

/* One try; *again: bad items were found and are now left out. */
static enum bw_err attempt(struct bw_write_group *group, struct bw_applying *applying, bool *again)
{
    struct attempt attempt = {.group = group};
    struct bw_counters counters;
    struct bw_written *out = applying->out;
    size_t bad_before = out->n_bad;
    *again = false;
    enum bw_err err = begin(&attempt, applying);
    if (err)
        return err;
    err = bw_counters_get(applying->txn, &counters, &applying->fail);
    if (!err) {
        start(applying, &counters);
        err = or_escape(applying, run);
    }
    if (!err && out->n_bad > bad_before) {
        take_back(&attempt, applying);
        *again = applying->write->skip_bad;
        return *again ? BW_OK
                      : bw_fail_set(&applying->fail, BW_BAD_REQUEST,
                                    "%zu bad items; nothing is written", out->n_bad);
    }
    if (!err)
        err = or_escape(applying, close_revision);
    out->revision = applying->changed ? applying->revision : counters.revision;
    if (err || (!applying->changed && !applying->staged) || applying->write->dry_run) {
        take_back(&attempt, applying);
        if (!err && applying->write->dry_run)
            out->revision = counters.revision;
        return err;
    }
    out->catalogue = applying->catalogue;
    out->model = applying->model;
    return keep(&attempt, applying);
}

static bool make_room(struct bw_applying *applying)
{
    size_t n = 0;
    applying->first = calloc(applying->write->n_parts + 1, sizeof *applying->first);
    for (size_t p = 0; applying->first && p < applying->write->n_parts; p++) {
        applying->first[p] = n;
        n += applying->write->parts[p].n;
    }
    applying->bad = calloc(n + 1, sizeof *applying->bad);
    return applying->first && applying->bad;
}

enum bw_err bw_apply(struct bw_write_group *group, const struct bw_write *write,
                     struct bw_written *out)
{
    struct bw_applying applying = {.write = write, .out = out};
    static const struct bw_counters none;
    bool again = false;
    enum bw_err err = BW_OK;
    *out = (struct bw_written){0};
    if (!make_room(&applying))
        err = bw_fail_set(&applying.fail, BW_INTERNAL, "out of memory");
    do {
        if (!err)
            err = attempt(group, &applying, &again);
    } while (!err && again);
    uint64_t written = out->written, deleted = out->deleted, duplicates = out->duplicates;
    start(&applying, &none); /* gives back what the last try held */
    if (!err) {
        out->written = written;
        out->deleted = deleted;
        out->duplicates = duplicates;
    }
    free(applying.first);
    free(applying.bad);
    out->err = err;
    if (err)
        out->fail = applying.fail;
    return of_the_store(err) ? err : BW_OK;
}
