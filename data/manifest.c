#include "data/manifest.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "data/json.h"
#include "data/schema.h"

#define TEXT_MOST 4096

enum bw_err bw_manifest_write(const struct bw_folder *folder, const struct bw_manifest *manifest,
                              struct bw_fail *fail)
{
    char text[TEXT_MOST];
    int fd;
    int len = snprintf(text, sizeof text,
                       "{\n"
                       "  \"format\": %d,\n"
                       "  \"program\": \"" BW_VERSION "\",\n"
                       "  \"schema\": %" PRIu32 ",\n"
                       "  \"store\": \"%s\",\n"
                       "  \"revision\": %" PRIu64 ",\n"
                       "  \"at\": \"%s\",\n"
                       "  \"bytes\": %" PRIu64 ",\n"
                       "  \"blake2b\": \"%s\"\n"
                       "}\n",
                       BW_MANIFEST_FORMAT, manifest->schema, manifest->store, manifest->revision,
                       manifest->at, manifest->bytes, manifest->digest);
    enum bw_err err = bw_folder_file(folder, BW_MANIFEST_FILE, &fd, fail);
    if (err)
        return err;
    struct bw_fail ignored;
    err = bw_folder_write(folder, fd, text, (size_t)len, fail);
    enum bw_err synced = bw_folder_sync(folder, fd, err ? &ignored : fail);
    return err ? err : synced;
}

static const struct bw_field fields[] = {
    {.name = "format", .type = BW_T_INT, .required = true, .min = 1, .max = 1e9},
    {.name = "program", .type = BW_T_ANY},
    {.name = "schema", .type = BW_T_INT, .required = true, .min = 1, .max = 1e9},
    {.name = "store", .type = BW_T_ID, .required = true},
    {.name = "revision", .type = BW_T_INT, .required = true, .min = 0, .max = 9e15},
    {.name = "at", .type = BW_T_ID, .required = true},
    {.name = "bytes", .type = BW_T_INT, .required = true, .min = 1, .max = 9e15},
    {.name = "blake2b", .type = BW_T_ID, .required = true},
};
static const struct bw_shape shape = {"manifest", fields, sizeof fields / sizeof *fields, NULL};

static enum bw_err damaged(const char *path, const char *why, struct bw_fail *fail)
{
    return bw_fail_set(fail, BW_BAD_REQUEST, "%s: the manifest is damaged: %s", path, why);
}

/* The field as text of exactly `len` bytes. */
static bool take(const msgpack_object *map, const char *name, char *out, size_t len)
{
    const char *at;
    size_t n;
    if (!bw_field_str(map, name, &at, &n) || n != len)
        return false;
    memcpy(out, at, len);
    out[len] = '\0';
    return true;
}

/* Hexadecimal digits, of exactly `len`. */
static bool take_digits(const msgpack_object *map, const char *name, char *out, size_t len)
{
    return take(map, name, out, len) && strspn(out, "0123456789abcdef") == len;
}

static bool take_moment(const msgpack_object *map, const char *name, char *out)
{
    char utc[BW_TIME_TEXT_LEN + 1];
    return take(map, name, out, BW_TIME_TEXT_LEN) && bw_time_to_utc(out, BW_TIME_TEXT_LEN, utc) &&
           strcmp(out, utc) == 0;
}

static enum bw_err fill(const char *path, const msgpack_object *map, struct bw_manifest *out,
                        struct bw_fail *fail)
{
    struct bw_fail why;
    /* The form comes first: one that is newer may well have other fields. */
    const msgpack_object *format =
        map->type == MSGPACK_OBJECT_MAP ? bw_field_get(map, "format") : NULL;
    int64_t number;
    if (format && bw_value_int(format, &number) && number > BW_MANIFEST_FORMAT)
        return bw_fail_set(fail, BW_NOT_SUPPORTED,
                           "%s: format %" PRId64 "; this program knows up to %d: use a newer one",
                           path, number, BW_MANIFEST_FORMAT);
    if (bw_schema_check(&shape, map, "", &why))
        return damaged(path, why.text, fail);
    *out = (struct bw_manifest){.schema = (uint32_t)bw_field_int(map, "schema", 0),
                                .revision = (uint64_t)bw_field_int(map, "revision", 0),
                                .bytes = (uint64_t)bw_field_int(map, "bytes", 0)};
    if (!take_digits(map, "blake2b", out->digest, BW_DIGEST_TEXT - 1) ||
        !take_digits(map, "store", out->store, BW_ORIGIN_TEXT - 1) ||
        !take_moment(map, "at", out->at))
        return damaged(path, "a field has another form than it is written with", fail);
    if (out->schema > BW_SCHEMA_VERSION)
        return bw_fail_set(fail, BW_NOT_SUPPORTED,
                           "%s: schema version %" PRIu32
                           "; this program knows up to %d: use a newer one",
                           path, out->schema, BW_SCHEMA_VERSION);
    return BW_OK;
}

enum bw_err bw_manifest_read(const char *dir, struct bw_manifest *out, struct bw_fail *fail)
{
    char path[BW_FOLDER_PATH_MOST + 32], text[TEXT_MOST];
    struct bw_json_value value;
    struct bw_fail why;
    snprintf(path, sizeof path, "%s/" BW_MANIFEST_FILE, dir);
    FILE *file = fopen(path, "re");
    if (!file)
        return bw_fail_set(fail, BW_NOT_FOUND, "%s: no backup: %s", path, strerror(errno));
    size_t len = fread(text, 1, sizeof text, file);
    fclose(file);
    enum bw_err err = bw_json_value_read(text, len, &value, &why);
    err = err ? damaged(path, why.text, fail) : fill(path, &value.unpacked.data, out, fail);
    bw_json_value_clear(&value);
    return err;
}
