/* The arguments of reports on training. */
#include "daemon/args_shared.h"

#define PERIOD                                                                                     \
    {.name = "from", .type = BW_T_DATE},                                                           \
    {                                                                                              \
        .name = "to", .type = BW_T_DATE                                                            \
    }

static const struct bw_field report_budget[] = {GROUP, PERIOD, AS_OF, LANG, IF_REVISION};
SHAPE(bw_args_report_budget, "report.budget", report_budget);
