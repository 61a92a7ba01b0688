#include "tests/fuzz/intake_claims.h"

#include <string.h>

#include "data/schema.h"
#include "tests/fuzz/fuzz_help.h"

static void claim_place(const struct bw_intake *intake, struct bw_intake_place place)
{
    must(place.source < intake->n_sources);
    const struct bw_intake_source *source = &intake->sources[place.source];
    must(place.line >= 1 && place.raw_at <= source->len);
    must(place.raw_len >= 1 && place.raw_len <= source->len - place.raw_at);
}

static void unpack(const struct bw_stream *stream, size_t i, msgpack_unpacked *out)
{
    size_t at = stream->items[i].at;
    msgpack_unpacked_init(out);
    must(msgpack_unpack_next(out, stream->bytes.data, stream->bytes.size, &at) ==
         MSGPACK_UNPACK_SUCCESS);
    must(at == stream->items[i].at + stream->items[i].len);
}

static void claim_stream(const struct bw_intake *intake, enum bw_kind kind)
{
    const struct bw_stream *stream = &intake->streams[kind];
    size_t at = 0;
    for (size_t i = 0; i < stream->n; i++) {
        msgpack_unpacked record;
        struct bw_fail fail;
        must(stream->items[i].at == at);
        at += stream->items[i].len;
        claim_place(intake, stream->items[i].place);
        unpack(stream, i, &record);
        must(bw_schema_check(bw_schema_of(kind), &record.data, "", &fail) == BW_OK);
        msgpack_unpacked_destroy(&record);
    }
    must(at == stream->bytes.size);
}

void claim_intake(const struct bw_intake *intake)
{
    must(!intake->out_of_memory && !intake->report.out_of_memory);
    for (int kind = BW_KIND_ORG; kind < BW_KIND_END; kind++)
        claim_stream(intake, (enum bw_kind)kind);
    for (size_t i = 0; i < intake->n_bad; i++) {
        claim_place(intake, intake->bad[i].place);
        must(intake->bad[i].text[0] != 0);
    }
}

static void canonical(enum bw_kind kind, const msgpack_object *record, msgpack_sbuffer *out)
{
    msgpack_packer packer;
    msgpack_packer_init(&packer, out, msgpack_sbuffer_write);
    bw_schema_pack(bw_schema_of(kind), record, &packer);
}

/* Records of a kind, one after another. */
struct gathering {
    enum bw_kind kind;
    msgpack_sbuffer bytes;
};

static void gather(void *context, const msgpack_object *record)
{
    struct gathering *to = context;
    canonical(to->kind, record, &to->bytes);
}

static msgpack_sbuffer all_canonical(const struct bw_intake *intake, enum bw_kind kind)
{
    struct gathering to = {.kind = kind};
    msgpack_sbuffer_init(&to.bytes);
    each_record(intake, kind, gather, &to);
    return to.bytes;
}

void must_hold_same(const struct bw_intake *intake, enum bw_kind kind, const char *file,
                    enum bw_intake_format format)
{
    struct bw_intake other;
    struct bw_fail fail;
    bw_intake_init(&other);
    must(bw_intake_file(&other, file, kind, format, &fail) == BW_OK);
    must(other.n_bad == 0);
    must(other.streams[kind].n == intake->streams[kind].n);
    msgpack_sbuffer once = all_canonical(intake, kind), again = all_canonical(&other, kind);
    must(once.size == again.size);
    must(once.size == 0 || memcmp(once.data, again.data, once.size) == 0);
    msgpack_sbuffer_destroy(&once);
    msgpack_sbuffer_destroy(&again);
    bw_intake_clear(&other);
}

enum bw_kind take_kind(const uint8_t **bytes, size_t *size)
{
    enum bw_kind kind = BW_KIND_COURSE;
    const uint8_t *end = memchr(*bytes, '\n', *size);
    if (!end)
        return kind;
    size_t len = (size_t)(end - *bytes);
    if (!bw_kind_parse((const char *)*bytes, len, &kind))
        return kind;
    *bytes += len + 1;
    *size -= len + 1;
    return kind;
}

void each_record(const struct bw_intake *intake, enum bw_kind kind,
                 void (*visit)(void *context, const msgpack_object *record), void *context)
{
    for (size_t i = 0; i < intake->streams[kind].n; i++) {
        msgpack_unpacked record;
        unpack(&intake->streams[kind], i, &record);
        visit(context, &record.data);
        msgpack_unpacked_destroy(&record);
    }
}

void claim_file(const uint8_t *bytes, size_t size, enum bw_kind kind, enum bw_intake_format format,
                void (*round_trip)(const struct bw_intake *intake, enum bw_kind kind))
{
    struct bw_intake intake;
    struct bw_fail fail;
    bw_intake_init(&intake);
    must(bw_intake_file(&intake, fuzz_file(0, bytes, size), kind, format, &fail) == BW_OK);
    must(intake.n_read == intake.streams[kind].n + intake.n_bad);
    claim_intake(&intake);
    if (intake.streams[kind].n > 0)
        round_trip(&intake, kind);
    bw_intake_clear(&intake);
}
