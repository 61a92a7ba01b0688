#include "tests/model/dot_forced.h"

static const struct bw_dot_version *forced;

void bw_test_force_dot(const struct bw_dot_version *version)
{
    forced = version;
}

const struct bw_dot_version *bw_dot_chosen(void)
{
    return forced ? forced : bw_dot_version(BW_DOT_SCALAR);
}
