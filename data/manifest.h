#pragma once
/* What a backup says of itself: manifest.json beside the copy. Owns its form. Any thread. */
#include <stdint.h>

#include "data/folder.h"
#include "data/meta.h"
#include "data/time.h"

#define BW_MANIFEST_FORMAT 1
#define BW_MANIFEST_FILE "manifest.json"
#define BW_BACKUP_DATA "data.mdb"
#define BW_DIGEST_BYTES 32 /* BLAKE2b */
#define BW_DIGEST_TEXT (2 * BW_DIGEST_BYTES + 1)

struct bw_manifest {
    uint32_t schema;
    uint64_t revision;
    uint64_t bytes;                /* of the copy, */
    char digest[BW_DIGEST_TEXT];   /* and their BLAKE2b in hexadecimal digits */
    char store[BW_ORIGIN_TEXT];    /* whose backup it is */
    char at[BW_TIME_TEXT_LEN + 1]; /* when it was begun */
};

enum bw_err bw_manifest_write(const struct bw_folder *folder, const struct bw_manifest *manifest,
                              struct bw_fail *fail);
/* Of the backup in `dir`: not_found when there is none, not_supported when it is of a newer form,
 * bad_request when it is damaged. */
enum bw_err bw_manifest_read(const char *dir, struct bw_manifest *out, struct bw_fail *fail);
