#include "model/space/dot.h"

const struct bw_dot_version *bw_dot_chosen(void)
{
    for (int set = BW_DOT_SETS - 1; set > BW_DOT_SCALAR; set--) {
        const struct bw_dot_version *version = bw_dot_version((enum bw_dot_set)set);
        if (version)
            return version;
    }
    return bw_dot_version(BW_DOT_SCALAR);
}
