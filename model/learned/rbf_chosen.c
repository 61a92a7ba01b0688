#include "model/learned/rbf.h"

const struct bw_rbf_version *bw_rbf_chosen(void)
{
    for (int set = BW_DOT_SETS - 1; set > BW_DOT_SCALAR; set--) {
        const struct bw_rbf_version *version = bw_rbf_version((enum bw_dot_set)set);
        if (version)
            return version;
    }
    return bw_rbf_version(BW_DOT_SCALAR);
}
