#pragma once
/* Files of MessagePack values, one after another, with a checksum (BLAKE2b) over all of them at the
 * end. The first value names form and version: [form, version, …]. Owns their writing and reading.
 * One thread each. */
#include <sodium.h>

#include "data/db.h"
#include "data/folder.h"
#include "data/schema.h"

struct bw_sealed_writer {
    struct bw_folder file;
    msgpack_sbuffer buffer;
    msgpack_packer out; /* values are packed here */
    crypto_generichash_state hash;
    uint64_t bytes;
};

/* A file that is there already is replaced or refused. */
enum bw_err bw_sealed_begin(struct bw_sealed_writer *writer, const char *path, bool replace,
                            struct bw_fail *fail);
/* After some values: on their way to the disk now and then. */
enum bw_err bw_sealed_flow(struct bw_sealed_writer *writer, struct bw_fail *fail);
/* Durable under its name, or nothing is left. */
enum bw_err bw_sealed_finish(struct bw_sealed_writer *writer, struct bw_fail *fail);
void bw_sealed_abandon(struct bw_sealed_writer *writer);

struct bw_sealed;

/* Which form, and what to call it. */
struct bw_sealed_form {
    const char *name, *shown; /* "bekwaam-keys", "keys" */
    int version;              /* the newest that is known */
    uint32_t n_header;        /* values of the first array */
};

/* Opens and checks all of it. not_found when it is not there, bad_request when it is no such file,
 * not_supported when it is newer, internal when it is damaged. */
enum bw_err bw_sealed_open(const char *path, const struct bw_sealed_form *form,
                           struct bw_sealed **out, struct bw_fail *fail);
void bw_sealed_close(struct bw_sealed *sealed);
/* The first value; then the next one after another, borrowed until the one after; false at the end.
 */
const msgpack_object *bw_sealed_header(const struct bw_sealed *sealed);
bool bw_sealed_next(struct bw_sealed *sealed, msgpack_object *out);
/* After next() was false: all values were read, or what follows is none. */
bool bw_sealed_ended(const struct bw_sealed *sealed);
/* Places in it, to come back to. */
size_t bw_sealed_tell(const struct bw_sealed *sealed);
void bw_sealed_seek(struct bw_sealed *sealed, size_t place);

/* A bin of exactly `len` bytes; NULL when it is none. */
const unsigned char *bw_sealed_bytes(const msgpack_object *value, size_t len);
