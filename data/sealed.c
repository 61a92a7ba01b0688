#include "data/sealed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/bytes.h"
#include "data/frame.h"

#define SEAL 32
#define FLUSH ((size_t)1 << 20)

struct bw_sealed {
    char *at;
    size_t size, end, place; /* of the file; of the values; of the next one */
    msgpack_unpacked header, value;
};

enum bw_err bw_sealed_begin(struct bw_sealed_writer *writer, const char *path, bool replace,
                            struct bw_fail *fail)
{
    enum bw_err err = bw_file_begin(&writer->file, path, replace, fail);
    if (err)
        return err;
    msgpack_sbuffer_init(&writer->buffer);
    msgpack_packer_init(&writer->out, &writer->buffer, bw_buffer_write);
    crypto_generichash_init(&writer->hash, NULL, 0, SEAL);
    writer->bytes = 0;
    return BW_OK;
}

static enum bw_err flush(struct bw_sealed_writer *writer, struct bw_fail *fail)
{
    const msgpack_sbuffer *buffer = &writer->buffer;
    if (buffer->size == 0)
        return BW_OK;
    crypto_generichash_update(&writer->hash, (const unsigned char *)buffer->data, buffer->size);
    enum bw_err err =
        bw_folder_write(&writer->file, writer->file.fd, buffer->data, buffer->size, fail);
    writer->bytes += buffer->size;
    msgpack_sbuffer_clear(&writer->buffer);
    return err;
}

enum bw_err bw_sealed_flow(struct bw_sealed_writer *writer, struct bw_fail *fail)
{
    return writer->buffer.size < FLUSH ? BW_OK : flush(writer, fail);
}

enum bw_err bw_sealed_finish(struct bw_sealed_writer *writer, struct bw_fail *fail)
{
    unsigned char seal[SEAL];
    enum bw_err err = flush(writer, fail);
    crypto_generichash_final(&writer->hash, seal, sizeof seal);
    writer->bytes += sizeof seal;
    if (!err)
        err = bw_folder_write(&writer->file, writer->file.fd, seal, sizeof seal, fail);
    if (!err)
        err = bw_folder_finish(&writer->file, fail);
    bw_sealed_abandon(writer);
    return err;
}

void bw_sealed_abandon(struct bw_sealed_writer *writer)
{
    msgpack_sbuffer_destroy(&writer->buffer);
    bw_folder_abandon(&writer->file);
}

static enum bw_err map(const char *path, struct bw_sealed *sealed, struct bw_fail *fail)
{
    struct stat info;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return bw_fail_set(fail, BW_NOT_FOUND, "%s: %s", path, strerror(errno));
    bool well = fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
    sealed->size = well ? (size_t)info.st_size : 0;
    sealed->at =
        sealed->size > SEAL ? mmap(NULL, sealed->size, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
    close(fd);
    if (sealed->at != MAP_FAILED) {
        sealed->end = sealed->size - SEAL;
        return BW_OK;
    }
    sealed->at = NULL;
    return bw_fail_set(fail, BW_BAD_REQUEST, "%s: %s", path,
                       well ? "too short to be whole" : "not a file");
}

/* The value at *place, which then is behind it; untouched when there is none. Claims of more
 * objects than a value has get no memory: the first value is read before the seal is. */
static bool unpack(const struct bw_sealed *sealed, size_t *place, msgpack_unpacked *out)
{
    const struct bw_frame_limits modest = {.bytes = sealed->end, .objects = 1000, .depth = 8};
    size_t len, next = *place;
    if (next >= sealed->end ||
        bw_frame_check(sealed->at + next, sealed->end - next, &modest, &len) != BW_FRAME_WHOLE ||
        msgpack_unpack_next(out, sealed->at, sealed->end, &next) != MSGPACK_UNPACK_SUCCESS)
        return false;
    *place = next;
    return true;
}

static bool names(const msgpack_object *header, const char *form, int64_t *version)
{
    return header->type == MSGPACK_OBJECT_ARRAY && header->via.array.size >= 2 &&
           header->via.array.ptr[0].type == MSGPACK_OBJECT_STR &&
           bw_value_is(&header->via.array.ptr[0], form, strlen(form)) &&
           bw_value_int(&header->via.array.ptr[1], version);
}

/* Form and version come before the checksum: a newer version may well be sealed otherwise. */
static enum bw_err check(const char *path, struct bw_sealed *sealed,
                         const struct bw_sealed_form *form, struct bw_fail *fail)
{
    unsigned char seal[SEAL];
    int64_t version;
    const msgpack_object *header = &sealed->header.data;
    if (!unpack(sealed, &sealed->place, &sealed->header) || !names(header, form->name, &version))
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: no %s file", path, form->shown);
    if (version > form->version)
        return bw_fail_set(fail, BW_NOT_SUPPORTED,
                           "%s: version %lld; this program knows up to %d: use a newer one", path,
                           (long long)version, form->version);
    crypto_generichash(seal, sizeof seal, (const unsigned char *)sealed->at, sealed->end, NULL, 0);
    if (memcmp(seal, sealed->at + sealed->end, sizeof seal) != 0 ||
        header->via.array.size != form->n_header)
        return bw_fail_set(fail, BW_INTERNAL, "%s: damaged or cut short (checksum)", path);
    return BW_OK;
}

enum bw_err bw_sealed_open(const char *path, const struct bw_sealed_form *form,
                           struct bw_sealed **out, struct bw_fail *fail)
{
    struct bw_sealed *sealed = calloc(1, sizeof *sealed);
    if (!sealed || sodium_init() < 0) {
        free(sealed);
        return bw_fail_set(fail, BW_INTERNAL, "%s: out of memory", path);
    }
    msgpack_unpacked_init(&sealed->header);
    msgpack_unpacked_init(&sealed->value);
    enum bw_err err = map(path, sealed, fail);
    if (!err)
        err = check(path, sealed, form, fail);
    if (err)
        bw_sealed_close(sealed);
    else
        *out = sealed;
    return err;
}

void bw_sealed_close(struct bw_sealed *sealed)
{
    if (!sealed)
        return;
    msgpack_unpacked_destroy(&sealed->header);
    msgpack_unpacked_destroy(&sealed->value);
    if (sealed->at)
        munmap(sealed->at, sealed->size);
    free(sealed);
}

const msgpack_object *bw_sealed_header(const struct bw_sealed *sealed)
{
    return &sealed->header.data;
}

bool bw_sealed_next(struct bw_sealed *sealed, msgpack_object *out)
{
    if (!unpack(sealed, &sealed->place, &sealed->value))
        return false;
    *out = sealed->value.data;
    return true;
}

bool bw_sealed_ended(const struct bw_sealed *sealed)
{
    return sealed->place == sealed->end;
}

size_t bw_sealed_tell(const struct bw_sealed *sealed)
{
    return sealed->place;
}

void bw_sealed_seek(struct bw_sealed *sealed, size_t place)
{
    sealed->place = place;
}

const unsigned char *bw_sealed_bytes(const msgpack_object *value, size_t len)
{
    return value->type == MSGPACK_OBJECT_BIN && value->via.bin.size == len
               ? (const unsigned char *)value->via.bin.ptr
               : NULL;
}
