#pragma once
/* The inside of an opened text model, for the files of model/space/space alone. */
#include "model/space/space_block.h"

struct bw_space {
    struct bw_space_block block;
    uint64_t id;
};
