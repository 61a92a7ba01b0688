#include "model/base/ids.h"

uint32_t bw_ids_find(struct bw_ids ids, uint32_t first, uint32_t n, struct bw_str id)
{
    uint32_t low = first, end = first + n;
    while (id.at && low < end) {
        uint32_t middle = low + (end - low) / 2;
        int order = bw_str_compare(bw_ids_get(ids, middle), id);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            end = middle;
    }
    return BW_NONE;
}
