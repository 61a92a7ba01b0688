#pragma once
/* What an import has read: the records of each kind, packed, each with its file and line, the lines
 * that are bad, and what became of the others. Owns the files (mapped, or unpacked) and everything
 * read from them. One thread. */
#include <msgpack.h>
#include <stdint.h>

#include "data/kind.h"
#include "model/base/err.h"
#include "tools/import/report.h"

enum bw_intake_format { BW_INTAKE_JSONL, BW_INTAKE_CSV };

struct bw_intake_source {
    char *path;
    char *rejects; /* name of the file for its bad lines */
    enum bw_kind kind;
    const char *bytes;
    size_t len;
    bool unpacked;                /* the bytes are ours, and not the mapped file's */
    size_t header_at, header_len; /* of a CSV */
};

struct bw_intake_item {
    struct bw_intake_place place;
    size_t at, len; /* in the stream's bytes */
};

/* All records of one kind, in the order of reading. */
struct bw_stream {
    msgpack_sbuffer bytes;
    struct bw_intake_item *items;
    size_t n, room;
};

struct bw_intake_bad {
    struct bw_intake_place place;
    char *text;
    bool late; /* found by the daemon: the row was used before */
};

struct bw_intake {
    struct bw_intake_source *sources;
    size_t n_sources;
    struct bw_stream streams[BW_KIND_END];
    struct bw_intake_bad *bad;
    size_t n_bad, bad_room;
    uint64_t n_read;                                           /* records, bad ones included */
    void (*progress)(const char *path, size_t at, size_t len); /* or NULL */
    struct bw_report report; /* of formats whose rows are no records; else empty */
    bool out_of_memory;
};

void bw_intake_init(struct bw_intake *intake);
void bw_intake_clear(struct bw_intake *intake);

/* Opens a file as the intake's last source (its number is n_sources - 1); one that is called *.gz
 * is unpacked. Its bad lines go to NAME.rejects.EXT. Errors name the path: it cannot be read, is
 * damaged, or memory is out. */
enum bw_err bw_intake_open(struct bw_intake *intake, const char *path, struct bw_fail *fail);

/* Reads one file of records of `kind`. Lines that are no record (no JSON or CSV, or not by the
 * schema) become bad. Errors: the file cannot be read, or memory is out. */
enum bw_err bw_intake_file(struct bw_intake *intake, const char *path, enum bw_kind kind,
                           enum bw_intake_format format, struct bw_fail *fail);

/* Adds a record, a packed map that `place` stands for in every error, when it obeys the schema;
 * else false, and the place is bad. */
bool bw_intake_add(struct bw_intake *intake, enum bw_kind kind, struct bw_intake_place place,
                   const msgpack_sbuffer *record);

/* Does one packed map obey the schema of `kind`? */
enum bw_err bw_intake_check(enum bw_kind kind, const msgpack_sbuffer *record, struct bw_fail *fail);

/* Adds a bad line; text is copied. */
void bw_intake_add_bad(struct bw_intake *intake, struct bw_intake_place place, const char *text);
/* By file and line. */
void bw_intake_sort_bad(struct bw_intake *intake);
