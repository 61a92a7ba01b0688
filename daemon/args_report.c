/* The arguments of reports on training. */
#include "daemon/args_shared.h"
#include "model/report/trend.h"

#define PERIOD                                                                                     \
    {.name = "from", .type = BW_T_DATE},                                                           \
    {                                                                                              \
        .name = "to", .type = BW_T_DATE                                                            \
    }

static const struct bw_field report_budget[] = {GROUP, PERIOD, AS_OF, LANG, IF_REVISION};
SHAPE(bw_args_report_budget, "report.budget", report_budget);

static const char *const effect_by[] = {"course", "provider", "team", "format", NULL};
static const struct bw_field report_effect[] = {
    GROUP, PERIOD, AS_OF, {.name = "by", .type = BW_T_ENUM, .names = effect_by}, LANG, IF_REVISION};
SHAPE(bw_args_report_effect, "report.effect", report_effect);

static const struct bw_field report_trend[] = {
    GROUP,
    AS_OF,
    {.name = "quarters", .type = BW_T_INT, .min = 1, .max = BW_TREND_QUARTERS_MOST},
    LANG,
    IF_REVISION};
SHAPE(bw_args_report_trend, "report.trend", report_trend);
