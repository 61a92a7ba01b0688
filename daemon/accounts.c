#include "daemon/accounts.h"

#include "daemon/encode.h"
#include "daemon/errand.h"
#include "daemon/question.h"

#define YEAR_MONTHS 12

static bw_day year_end(bw_day day)
{
    return bw_day_add_months(bw_day_year_start(day), YEAR_MONTHS) - 1;
}

/* The first day of the `months` that end with `day`. */
static bw_day months_before(bw_day day, int months)
{
    bw_day from = day - (bw_day)(BW_DAYS_PER_MONTH * months) - 2;
    while (bw_day_add_months(from, months) <= day)
        from++;
    return from;
}

static enum bw_err read_period(struct bw_request *request, int months, struct bw_accounts *out,
                               struct bw_fail *fail)
{
    bw_day from = bw_field_day(&request->args, "from", BW_DAY_NONE);
    bw_day to = bw_field_day(&request->args, "to", BW_DAY_NONE);
    bool neither = from == BW_DAY_NONE && to == BW_DAY_NONE;
    out->as_of = bw_field_day(&request->args, "as_of", request->today);
    if (neither && months > 0) {
        out->from = months_before(out->as_of, months);
        out->to = out->as_of;
        return BW_OK;
    }
    bw_day year = neither ? out->as_of : from == BW_DAY_NONE ? to : from;
    out->from = from == BW_DAY_NONE ? bw_day_year_start(year) : from;
    out->to = to == BW_DAY_NONE ? year_end(year) : to;
    if (out->from <= out->to)
        return BW_OK;
    return bw_fail_set(fail, BW_BAD_REQUEST, "to: before from; a period ends after it begins");
}

enum bw_err bw_accounts_open(struct bw_request *request, int months, struct bw_accounts *out,
                             struct bw_pack *pack, struct bw_fail *fail)
{
    *out = (struct bw_accounts){.request = request};
    enum bw_err err = bw_question_group(request, &out->group, fail);
    if (!err)
        err = read_period(request, months, out, fail);
    if (err)
        return err;
    out->revision = bw_revision_latest(request->reader);
    out->unchanged = bw_question_unchanged(request, out->revision, pack);
    if (out->unchanged)
        return BW_OK;
    return bw_people_load(request->reader, request->snapshot, &out->group, request->arena,
                          &out->people, fail);
}

enum bw_err bw_accounts_each(const struct bw_accounts *accounts, bw_accounts_visit visit,
                             void *context, struct bw_fail *fail)
{
    struct bw_request *request = accounts->request;
    enum bw_err err = BW_OK;
    for (size_t i = 0; !err && i < accounts->people.n; i++) {
        const struct bw_person *person = &accounts->people.at[i];
        struct bw_events events;
        size_t mark = bw_arena_mark(request->arena);
        bool needed = false;
        err = bw_person_events(request->reader, request->snapshot, person->id, request->arena,
                               &events, fail);
        if (!err)
            needed = visit(context, person, &events);
        if (!needed)
            bw_arena_rewind(request->arena, mark);
        if (!err)
            err = bw_errand_wanted(request, fail);
    }
    return err;
}

void bw_accounts_put_group(const struct bw_accounts *accounts, struct bw_pack *out)
{
    const struct bw_catalogue *cat = &accounts->request->snapshot->cat;
    if (accounts->group.team == BW_NONE)
        bw_put_str(out, "org", cat->orgs[accounts->group.org].id);
    else
        bw_put_str(out, "team", cat->teams[accounts->group.team].id);
}

void bw_accounts_put(const struct bw_accounts *accounts, struct bw_pack *out)
{
    bw_accounts_put_group(accounts, out);
    bw_put_day(out, "from", accounts->from);
    bw_put_day(out, "to", accounts->to);
    bw_put_day(out, "as_of", accounts->as_of);
}
