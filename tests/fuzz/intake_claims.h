#pragma once
/* What holds of every import, whatever its files are. For fuzz targets. One thread. */
#include "tools/import/intake.h"

/* Every record that was kept obeys its schema and stands for bytes of its file, one after another;
 * every bad line is there with a reason. */
void claim_intake(const struct bw_intake *intake);

/* A file of one kind is read as what the intake holds of it, and nothing of it is bad. */
void must_hold_same(const struct bw_intake *intake, enum bw_kind kind, const char *file,
                    enum bw_intake_format format);

/* The first line of the bytes names a kind; the rest is the file's. Courses when it names none. */
enum bw_kind take_kind(const uint8_t **bytes, size_t *size);

/* Calls `visit` with every record of a kind. */
void each_record(const struct bw_intake *intake, enum bw_kind kind,
                 void (*visit)(void *context, const msgpack_object *record), void *context);

/* One file of a kind, as it is read in a format: what is kept obeys and is in its place, and
 * `round_trip` says whether it comes back when it is written. */
void claim_file(const uint8_t *bytes, size_t size, enum bw_kind kind, enum bw_intake_format format,
                void (*round_trip)(const struct bw_intake *intake, enum bw_kind kind));
