/* report.trend. */
#include "daemon/accounts.h"
#include "daemon/encode.h"
#include "daemon/handle.h"
#include "daemon/question.h"
#include "model/report/trend.h"

#define QUARTERS_DEFAULT 8

struct context {
    struct bw_trend_making *making;
    struct bw_arena *arena;
};

static bool visit(void *context, const struct bw_person *person, const struct bw_events *events)
{
    struct context *to = context;
    bw_trend_add(to->making, person, events->at, events->n, to->arena);
    return false;
}

static void put_quarter(struct bw_pack *out, const struct bw_trend_quarter *quarter)
{
    bw_pack_map(out, 11);
    bw_put_day(out, "from", quarter->from);
    bw_put_day(out, "to", quarter->to);
    bw_put_float(out, "gap_total", quarter->gap_total);
    bw_put_count(out, "people_short", quarter->people_short);
    bw_put_count(out, "closed", quarter->closed);
    bw_put_count(out, "opened", quarter->opened);
    bw_put_float(out, "less", quarter->less);
    bw_put_float(out, "more", quarter->more);
    bw_put_count(out, "completed", quarter->completed);
    bw_put_float(out, "hours", quarter->hours);
    bw_put_int(out, "spent_cents", quarter->spent_cents);
}

enum bw_err bw_handle_report_trend(struct bw_request *request, struct bw_pack *out,
                                   struct bw_fail *fail)
{
    struct bw_accounts accounts;
    enum bw_err err = bw_accounts_open(request, 0, &accounts, out, fail);
    if (err || accounts.unchanged)
        return err;
    size_t n = (size_t)bw_field_int(&request->args, "quarters", QUARTERS_DEFAULT);
    struct context context = {.arena = request->arena};
    context.making = bw_trend_begin(&request->snapshot->cat, request->snapshot->peers, n,
                                    accounts.as_of, request->arena);
    err = bw_accounts_each(&accounts, visit, &context, fail);
    if (err)
        return err;
    struct bw_trend trend = bw_trend_end(context.making);
    accounts.from = trend.quarters[0].from;
    accounts.to = accounts.as_of;
    bw_pack_map(out, BW_ACCOUNTS_FIELDS + 5);
    bw_accounts_put(&accounts, out);
    bw_put_count(out, "people", accounts.people.n);
    bw_put_float(out, "gap_before", trend.gap_before);
    bw_put_list(out, "quarters", trend.n);
    for (size_t q = 0; q < trend.n; q++)
        put_quarter(out, &trend.quarters[q]);
    bw_put_count(out, "revision", accounts.revision);
    bw_put_text(out, "snapshot", request->snapshot->name);
    return BW_OK;
}
