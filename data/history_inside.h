#pragma once
/* The inside of a history, for its own files only. */
#include "data/history.h"
#include "data/increment.h"
#include "data/keyring.h"

struct bw_history_file {
    char path[BW_FOLDER_PATH_MOST];
    struct bw_sealed *file;
    struct bw_increment says;
    bool done; /* all of it is in the backup already, or beyond the end */
};

struct bw_history {
    struct bw_history_file *files;
    size_t n;
    uint64_t until;
    struct bw_keyring *keys;
};
