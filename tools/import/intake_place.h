#pragma once
/* A row or a line of a file that is imported. */
#include <stddef.h>
#include <stdint.h>

struct bw_intake_place {
    uint32_t source; /* of the intake */
    uint32_t line;
    size_t raw_at, raw_len; /* its bytes in it, line end included */
};
