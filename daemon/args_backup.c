#include "daemon/args_shared.h"
#include "data/folder.h"

#define PATH                                                                                       \
    {                                                                                              \
        .name = "path", .type = BW_T_STR, .required = true, .max = BW_FOLDER_PATH_MOST - 1         \
    }

static const struct bw_field backup[] = {PATH};
SHAPE(bw_args_backup, "server.backup", backup);

static const struct bw_field increment[] = {PATH, {.name = "since", .required = true, REVISION}};
SHAPE(bw_args_increment, "server.increment", increment);
