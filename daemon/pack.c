#include "daemon/pack.h"

#include <stdlib.h>

#include "data/fault.h"

#define FIRST_BYTES ((size_t)16 << 10) /* most answers fit */

void bw_pack_grow(struct bw_pack *out, size_t n)
{
    size_t len = bw_pack_len(out), size = (size_t)(out->end - out->bytes);
    do
        size = size ? 2 * size : FIRST_BYTES;
    while (size - len < n);
    unsigned char *bytes = realloc(out->bytes, size);
    if (!bytes)
        bw_fault_no_memory("packing");
    *out = (struct bw_pack){bytes, bytes + len, bytes + size};
}

void bw_pack_release(struct bw_pack *out)
{
    free(out->bytes);
    *out = (struct bw_pack){NULL, NULL, NULL};
}

void bw_pack_empty(struct bw_pack *out)
{
    if ((size_t)(out->end - out->bytes) > BW_PACK_KEPT_MOST)
        bw_pack_release(out);
    bw_pack_rewind(out, 0);
}

int bw_pack_write(void *pack, const char *bytes, size_t len)
{
    bw_pack_packed(pack, bytes, len);
    return 0;
}
