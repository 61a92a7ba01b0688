#pragma once
/* Folders and files that come into being whole or not at all: what is written lies under NAME.part
 * until it is durable, then gets its name, which nothing else has. Whoever writes holds a lock on
 * the part, so that what a crash left is told from what is being written. One thread each. */
#include <stdbool.h>
#include <stddef.h>

#include "model/base/err.h"

#define BW_FOLDER_PATH_MOST 4000

struct bw_folder {
    char path[BW_FOLDER_PATH_MOST], part[BW_FOLDER_PATH_MOST + 8];
    int fd;          /* of the part; -1: none */
    bool is_file;    /* one file instead of a folder */
    bool is_replace; /* a file that takes the place of an earlier one */
};

/* Makes PATH.part, or takes over what a crash left of it; conflict when there is something at PATH
 * already, or when someone else is writing it. Nothing is to be undone after a failure. */
enum bw_err bw_folder_begin(struct bw_folder *folder, const char *path, struct bw_fail *fail);
/* The same for a file, to be written through folder->fd; `replace`: one at PATH gives way. */
enum bw_err bw_file_begin(struct bw_folder *file, const char *path, bool replace,
                          struct bw_fail *fail);
/* A new file in the folder; the descriptor is the caller's. */
enum bw_err bw_folder_file(const struct bw_folder *folder, const char *name, int *fd,
                           struct bw_fail *fail);
/* All bytes, or storage_full or internal naming the part. */
enum bw_err bw_folder_write(const struct bw_folder *folder, int fd, const void *bytes, size_t len,
                            struct bw_fail *fail);
/* Is what is written through fd durable? Closes fd whatever comes back. */
enum bw_err bw_folder_sync(const struct bw_folder *folder, int fd, struct bw_fail *fail);
/* Makes it durable and gives it its name; after a failure nothing is left. */
enum bw_err bw_folder_finish(struct bw_folder *folder, struct bw_fail *fail);
/* Removes the part and what is in it; nothing happens once it is finished. */
void bw_folder_abandon(struct bw_folder *folder);
