#include "tests/model/rbf_forced.h"

static const struct bw_rbf_version *forced;

void bw_test_force_rbf(const struct bw_rbf_version *version)
{
    forced = version;
}

const struct bw_rbf_version *bw_rbf_chosen(void)
{
    return forced ? forced : bw_rbf_version(BW_DOT_SCALAR);
}
