#include "tools/import/intake.h"

#include <stdlib.h>
#include <string.h>

#include "data/json.h"
#include "data/schema.h"
#include "tools/import/csv_record.h"
#include "tools/import/intake_source.h"

#define PROGRESS_EVERY 4096

void bw_intake_init(struct bw_intake *intake)
{
    *intake = (struct bw_intake){0};
    for (int kind = 0; kind < BW_KIND_END; kind++)
        msgpack_sbuffer_init(&intake->streams[kind].bytes);
}

void bw_intake_clear(struct bw_intake *intake)
{
    for (size_t i = 0; i < intake->n_sources; i++)
        bw_intake_source_close(&intake->sources[i]);
    free(intake->sources);
    for (int kind = 0; kind < BW_KIND_END; kind++) {
        msgpack_sbuffer_destroy(&intake->streams[kind].bytes);
        free(intake->streams[kind].items);
    }
    for (size_t i = 0; i < intake->n_bad; i++)
        free(intake->bad[i].text);
    free(intake->bad);
    bw_report_clear(&intake->report);
}

void bw_intake_add_bad(struct bw_intake *intake, struct bw_intake_place place, const char *text)
{
    if (intake->n_bad == intake->bad_room) {
        size_t room = intake->bad_room ? 2 * intake->bad_room : 64;
        struct bw_intake_bad *grown = realloc(intake->bad, room * sizeof *grown);
        if (!grown) {
            intake->out_of_memory = true;
            return;
        }
        intake->bad = grown;
        intake->bad_room = room;
    }
    char *copy = strdup(text);
    if (copy)
        intake->bad[intake->n_bad++] = (struct bw_intake_bad){place, copy, false};
    else
        intake->out_of_memory = true;
}

static int bad_order(const void *a, const void *b)
{
    const struct bw_intake_bad *x = a, *y = b;
    if (x->place.source != y->place.source)
        return x->place.source < y->place.source ? -1 : 1;
    return (x->place.raw_at > y->place.raw_at) - (x->place.raw_at < y->place.raw_at);
}

void bw_intake_sort_bad(struct bw_intake *intake)
{
    if (intake->n_bad)
        qsort(intake->bad, intake->n_bad, sizeof *intake->bad, bad_order);
}

/* Does the packed record at bytes[at..] obey the schema? */
static enum bw_err check(const msgpack_sbuffer *bytes, size_t at, enum bw_kind kind,
                         struct bw_fail *fail)
{
    msgpack_unpacked record;
    size_t offset = at;
    msgpack_unpacked_init(&record);
    enum bw_err err;
    if (msgpack_unpack_next(&record, bytes->data, bytes->size, &offset) != MSGPACK_UNPACK_SUCCESS)
        err = bw_fail_set(fail, BW_BAD_REQUEST, "nested too deep");
    else
        err = bw_schema_check(bw_schema_of(kind), &record.data, "", fail);
    msgpack_unpacked_destroy(&record);
    return err;
}

enum bw_err bw_intake_check(enum bw_kind kind, const msgpack_sbuffer *record, struct bw_fail *fail)
{
    return check(record, 0, kind, fail);
}

/* Keeps the record that was packed at the end of its stream's bytes, from `at` on. */
static bool keep(struct bw_intake *intake, struct bw_stream *stream, struct bw_intake_place place,
                 size_t at)
{
    if (stream->n == stream->room) {
        size_t room = stream->room ? 2 * stream->room : 256;
        struct bw_intake_item *grown = realloc(stream->items, room * sizeof *grown);
        if (!grown) {
            intake->out_of_memory = true;
            return false;
        }
        stream->items = grown;
        stream->room = room;
    }
    stream->items[stream->n++] = (struct bw_intake_item){place, at, stream->bytes.size - at};
    return true;
}

bool bw_intake_add(struct bw_intake *intake, enum bw_kind kind, struct bw_intake_place place,
                   const msgpack_sbuffer *record)
{
    struct bw_stream *stream = &intake->streams[kind];
    struct bw_fail fail;
    size_t at = stream->bytes.size;
    intake->n_read++;
    if (check(record, 0, kind, &fail) != BW_OK) {
        bw_intake_add_bad(intake, place, fail.text);
        return false;
    }
    if (msgpack_sbuffer_write(&stream->bytes, record->data, record->size) != 0) {
        intake->out_of_memory = true;
        return false;
    }
    return keep(intake, stream, place, at);
}

/* One file while it is read. */
struct reading {
    struct bw_intake *intake;
    const struct bw_intake_source *source;
    struct bw_stream *stream;
    msgpack_packer packer;
    struct bw_csv_header header;
    bool has_header, header_bad;
};

/* The record that was packed from `at` on, or what was wrong with it. */
static void settle(struct reading *reading, struct bw_intake_place place, size_t at,
                   enum bw_err err, struct bw_fail *fail)
{
    struct bw_stream *stream = reading->stream;
    struct bw_intake *intake = reading->intake;
    intake->n_read++;
    if (!err)
        err = check(&stream->bytes, at, reading->source->kind, fail);
    if (err) {
        stream->bytes.size = at;
        bw_intake_add_bad(intake, place, fail->text);
        return;
    }
    if (!keep(intake, stream, place, at))
        return;
    if (intake->progress && stream->n % PROGRESS_EVERY == 0)
        intake->progress(reading->source->path, place.raw_at, reading->source->len);
}

static bool is_blank(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!strchr(" \t\r\n", text[i]))
            return false;
    return true;
}

/* Of a JSON text that is one line, only the column says something. */
static void drop_line_one(char *text)
{
    char *at = strstr(text, "(line 1, column");
    if (at)
        memmove(at + 1, at + 9, strlen(at + 9) + 1);
}

static void read_jsonl(struct reading *reading)
{
    const struct bw_intake_source *source = reading->source;
    uint32_t line = 1;
    size_t size;
    for (size_t at = bw_csv_mark(source->bytes, source->len); at < source->len;
         at += size, line++) {
        const char *text = source->bytes + at;
        const char *end = memchr(text, '\n', source->len - at);
        size = end ? (size_t)(end - text) + 1 : source->len - at;
        if (is_blank(text, size))
            continue;
        struct bw_fail fail;
        size_t from = reading->stream->bytes.size;
        struct bw_intake_place place = {(uint32_t)(reading->intake->n_sources - 1), line, at, size};
        enum bw_err err = bw_json_to_msgpack(text, end ? size - 1 : size, &reading->packer, &fail);
        if (err)
            drop_line_one(fail.text);
        settle(reading, place, from, err, &fail);
    }
}

static void take_row(void *context, const struct bw_csv_row *row)
{
    struct reading *reading = context;
    struct bw_fail fail;
    struct bw_intake_place place = {(uint32_t)(reading->intake->n_sources - 1), (uint32_t)row->line,
                                    row->raw_at, row->raw_len};
    if (reading->header_bad)
        return;
    if (!reading->has_header) {
        struct bw_intake_source *source = &reading->intake->sources[place.source];
        reading->has_header = true;
        source->header_at = row->raw_at;
        source->header_len = row->raw_len;
        if (bw_csv_header_read(source->kind, row, &reading->header, &fail) != BW_OK) {
            reading->header_bad = true;
            reading->intake->n_read++;
            bw_intake_add_bad(reading->intake, place, fail.text);
        }
        return;
    }
    size_t from = reading->stream->bytes.size;
    enum bw_err err = bw_csv_record_pack(&reading->header, row, &reading->packer, &fail);
    settle(reading, place, from, err, &fail);
}

enum bw_err bw_intake_file(struct bw_intake *intake, const char *path, enum bw_kind kind,
                           enum bw_intake_format format, struct bw_fail *fail)
{
    enum bw_err err = bw_intake_open(intake, path, fail);
    if (err)
        return err;
    struct bw_intake_source *source = &intake->sources[intake->n_sources - 1];
    source->kind = kind;
    struct reading reading = {.intake = intake, .source = source, .stream = &intake->streams[kind]};
    msgpack_packer_init(&reading.packer, &reading.stream->bytes, msgpack_sbuffer_write);
    if (format == BW_INTAKE_JSONL)
        read_jsonl(&reading);
    else if (!bw_csv_read(source->bytes, source->len, BW_CSV_QUOTED, take_row, &reading))
        intake->out_of_memory = true;
    return intake->out_of_memory ? bw_fail_set(fail, BW_INTERNAL, "%s: out of memory", path)
                                 : BW_OK;
}
