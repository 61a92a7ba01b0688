/* Any bytes as what a backup says of itself. Nothing may crash; what is refused says why; what is
 * taken is a manifest as one is written, and written it is read as the same. */
#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "data/manifest.h"
#include "tests/fuzz/fuzz_help.h"

static char dir[32]; /* of the backup; in memory */
static pid_t owner;

/* Whoever made it takes it away; what a fuzzer starts beside it does not. */
static void remove_folder(void)
{
    char path[64];
    if (owner != getpid())
        return;
    snprintf(path, sizeof path, "%s/" BW_MANIFEST_FILE, dir);
    unlink(path);
    rmdir(dir);
}

static void make_folder(void)
{
    owner = getpid();
    strcpy(dir, access("/dev/shm", W_OK) == 0 ? "/dev/shm/bwfuzz.XXXXXX" : "/tmp/bwfuzz.XXXXXX");
    must(mkdtemp(dir) != NULL);
    atexit(remove_folder);
}

static void write_bytes(const uint8_t *bytes, size_t size)
{
    char path[64];
    snprintf(path, sizeof path, "%s/" BW_MANIFEST_FILE, dir);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    must(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
    close(fd);
}

static void must_be_hexadecimal(const char *text, size_t len)
{
    must(strlen(text) == len);
    for (; *text; text++)
        must(isxdigit((unsigned char)*text));
}

static void check(const struct bw_manifest *manifest)
{
    char utc[BW_TIME_TEXT_LEN + 1];
    must(manifest->schema >= 1 && manifest->schema <= BW_SCHEMA_VERSION && manifest->bytes > 0);
    must_be_hexadecimal(manifest->digest, BW_DIGEST_TEXT - 1);
    must_be_hexadecimal(manifest->store, BW_ORIGIN_TEXT - 1);
    must(bw_time_to_utc(manifest->at, strlen(manifest->at), utc));
    must(strcmp(utc, manifest->at) == 0);
}

static void must_come_back(const struct bw_manifest *manifest)
{
    struct bw_folder folder;
    struct bw_manifest again;
    struct bw_fail fail;
    char path[64];
    snprintf(path, sizeof path, "%s/again", dir);
    must(bw_folder_begin(&folder, path, &fail) == BW_OK);
    must(bw_manifest_write(&folder, manifest, &fail) == BW_OK);
    must(bw_manifest_read(folder.part, &again, &fail) == BW_OK);
    bw_folder_abandon(&folder);
    must(again.schema == manifest->schema && again.revision == manifest->revision);
    must(again.bytes == manifest->bytes && strcmp(again.digest, manifest->digest) == 0);
    must(strcmp(again.store, manifest->store) == 0 && strcmp(again.at, manifest->at) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct bw_manifest manifest;
    struct bw_fail fail = {BW_OK, ""};
    if (!owner)
        make_folder();
    write_bytes(bytes, size);
    enum bw_err err = bw_manifest_read(dir, &manifest, &fail);
    if (err) {
        must(err == fail.code && (err == BW_BAD_REQUEST || err == BW_NOT_SUPPORTED));
        must_say_why(&fail);
        return 0;
    }
    check(&manifest);
    must_come_back(&manifest);
    return 0;
}
