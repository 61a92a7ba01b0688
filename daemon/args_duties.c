/* Arguments of the reports about duties, knowledge and the catalogue. */
#include "daemon/args_shared.h"

static const struct bw_field obligations[] = {
    GROUP, AS_OF, {.name = "within", .type = BW_T_INT, .min = 0, .max = 3650}, LANG, IF_REVISION};
SHAPE(bw_args_obligations, "report.obligations", obligations);

static const struct bw_field divergence[] = {GROUP, AS_OF, LANG, IF_REVISION};
SHAPE(bw_args_divergence, "report.divergence", divergence);

static const struct bw_field catalogue[] = {
    {.name = "team", .type = BW_T_ID},
    {.name = "org", .type = BW_T_ID},
    AS_OF,
    {.name = "limit", .type = BW_T_INT, .min = 1, .max = 10000},
    LANG,
    IF_REVISION};
SHAPE(bw_args_catalogue, "report.catalogue", catalogue);

static const struct bw_field knowledge[] = {
    GROUP, AS_OF, {.name = "months", .type = BW_T_INT, .min = 0, .max = 600}, LANG, IF_REVISION};
SHAPE(bw_args_knowledge, "report.knowledge", knowledge);

static const struct bw_field wishes[] = {GROUP, AS_OF, LANG, IF_REVISION};
SHAPE(bw_args_wishes, "report.wishes", wishes);
