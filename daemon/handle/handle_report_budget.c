/* report.budget. */
#include "daemon/accounts.h"
#include "daemon/encode.h"
#include "daemon/handle.h"
#include "daemon/question.h"
#include "model/report/budget.h"

struct context {
    const struct bw_catalogue *cat;
    struct bw_ledger *ledger;
    struct bw_arena *arena;
    bw_day as_of;
};

static bool visit(void *context, const struct bw_person *person, const struct bw_events *events)
{
    struct context *to = context;
    bw_ledger_add(to->ledger, person,
                  bw_bookings_of(to->cat, events->at, events->n, to->as_of, to->arena));
    return false;
}

#define SUM_FIELDS 5
static void put_sum(struct bw_pack *out, const struct bw_spending *sum)
{
    bw_put_count(out, "people", sum->people);
    bw_put_int(out, "spent_cents", sum->spent_cents);
    bw_put_int(out, "committed_cents", sum->committed_cents);
    bw_put_int(out, "requested_cents", sum->requested_cents);
    bw_put_float(out, "hours", sum->hours);
}

/* What a head costs, half a cent rounded up. */
static int64_t per_head(int64_t cents, size_t people)
{
    return people ? (int64_t)((double)cents / (double)people + .5) : 0;
}

static void put_teams(struct bw_pack *out, const struct bw_catalogue *cat,
                      struct bw_budget_lines lines, size_t n_quarters)
{
    bw_put_list(out, "teams", lines.n);
    for (size_t i = 0; i < lines.n; i++) {
        const struct bw_budget_line *line = &lines.at[i];
        bool named = line->index != BW_NONE;
        bw_pack_map(out, 7 + (named ? 2u : 0u));
        if (named) {
            bw_put_str(out, "team", cat->teams[line->index].id);
            bw_put_str(out, "name", cat->teams[line->index].name);
        }
        bw_put_count(out, "people", line->members);
        bw_put_int(out, "spent_cents", line->sum.spent_cents);
        bw_put_int(out, "committed_cents", line->sum.committed_cents);
        bw_put_int(out, "requested_cents", line->sum.requested_cents);
        bw_put_int(out, "per_head_cents", per_head(line->sum.spent_cents, line->members));
        bw_put_float(out, "hours", line->sum.hours);
        bw_put_list(out, "quarters", n_quarters);
        for (size_t q = 0; q < n_quarters; q++)
            bw_pack_int(out, line->cells[q]);
    }
}

static void put_providers(struct bw_pack *out, const struct bw_catalogue *cat,
                          struct bw_budget_lines lines)
{
    bw_put_list(out, "providers", lines.n);
    for (size_t i = 0; i < lines.n; i++) {
        struct bw_str name = cat->courses[lines.at[i].index].provider;
        bw_pack_map(out, SUM_FIELDS + (name.at ? 1u : 0u));
        if (name.at)
            bw_put_str(out, "provider", name);
        put_sum(out, &lines.at[i].sum);
    }
}

static void put_courses(struct bw_pack *out, const struct bw_catalogue *cat,
                        struct bw_budget_lines lines, enum bw_lang lang)
{
    bw_put_list(out, "courses", lines.n);
    for (size_t i = 0; i < lines.n; i++) {
        const struct bw_course *course = &cat->courses[lines.at[i].index];
        bw_pack_map(out, SUM_FIELDS + 2 + (course->provider.at ? 1u : 0u));
        bw_put_str(out, "course", course->id);
        bw_put_str(out, "title", bw_text_pick(course->title, lang));
        if (course->provider.at)
            bw_put_str(out, "provider", course->provider);
        put_sum(out, &lines.at[i].sum);
    }
}

static void put_quarters(struct bw_pack *out, struct bw_budget_lines lines)
{
    bw_put_list(out, "quarters", lines.n);
    for (size_t i = 0; i < lines.n; i++) {
        bw_pack_map(out, SUM_FIELDS + 1);
        bw_put_day(out, "from", lines.at[i].from);
        put_sum(out, &lines.at[i].sum);
    }
}

static void put_personal(struct bw_pack *out, const struct bw_budget *budget)
{
    bw_put_list(out, "personal", budget->n_personal);
    for (size_t i = 0; i < budget->n_personal; i++) {
        const struct bw_personal_budget *own = &budget->personal[i];
        bw_pack_map(out, 4);
        bw_put_str(out, "employee", own->person->id);
        bw_put_int(out, "budget_cents", own->budget_cents);
        bw_put_int(out, "charged_cents", own->charged_cents);
        bw_put_int(out, "left_cents", own->budget_cents - own->charged_cents);
    }
}

/* A team has no budget of its own. */
static void put_totals(const struct bw_accounts *accounts, const struct bw_budget *budget,
                       struct bw_pack *out)
{
    const struct bw_spending *all = &budget->all;
    bool whole = accounts->group.team == BW_NONE;
    if (whole && budget->budget_cents >= 0) {
        bw_put_int(out, "budget_cents", budget->budget_cents);
        bw_put_int(out, "left_cents",
                   budget->budget_cents - all->spent_cents - all->committed_cents);
    }
    bw_put_int(out, "spent_cents", all->spent_cents);
    bw_put_int(out, "committed_cents", all->committed_cents);
    bw_put_int(out, "requested_cents", all->requested_cents);
    bw_put_count(out, "people", budget->people);
    bw_put_count(out, "people_trained", all->people);
    bw_put_int(out, "per_head_cents", per_head(all->spent_cents, budget->people));
    bw_put_int(out, "sector_per_head_cents", BW_SECTOR_PER_HEAD_CENTS);
    if (whole && budget->payroll_cents > 0) {
        bw_put_int(out, "payroll_cents", budget->payroll_cents);
        bw_put_float(out, "payroll_share",
                     (double)all->spent_cents / (double)budget->payroll_cents);
    }
    bw_put_float(out, "sector_payroll_share", BW_SECTOR_PAYROLL_SHARE);
    bw_put_int(out, "legal_cents", budget->legal_cents);
    bw_put_int(out, "employee_cents", budget->employee_cents);
    bw_put_float(out, "hours", all->hours);
    bw_put_float(out, "working_hours", budget->working_hours);
}

static size_t n_totals(const struct bw_accounts *accounts, const struct bw_budget *budget)
{
    bool whole = accounts->group.team == BW_NONE;
    return 12u + (whole && budget->budget_cents >= 0 ? 2u : 0u) +
           (whole && budget->payroll_cents > 0 ? 2u : 0u);
}

enum bw_err bw_handle_report_budget(struct bw_request *request, struct bw_pack *out,
                                    struct bw_fail *fail)
{
    const struct bw_catalogue *cat = &request->snapshot->cat;
    struct bw_accounts accounts;
    enum bw_err err = bw_accounts_open(request, 0, &accounts, out, fail);
    if (err || accounts.unchanged)
        return err;
    struct bw_budget_terms terms = {accounts.as_of, accounts.from, accounts.to};
    struct context context = {cat, NULL, request->arena, accounts.as_of};
    context.ledger =
        bw_ledger_begin(cat, accounts.group.org, &terms, accounts.people.n, request->arena);
    err = bw_accounts_each(&accounts, visit, &context, fail);
    if (err)
        return err;
    struct bw_budget budget = bw_ledger_end(context.ledger);
    struct bw_budget_lines teams =
        bw_budget_teams_shown(&budget, bw_question_least_group(request), request->arena);
    bool persons = bw_question_shows_persons(request, budget.people);
    enum bw_lang lang = bw_question_lang(request, accounts.group.org);
    bw_pack_map(out,
                BW_ACCOUNTS_FIELDS + n_totals(&accounts, &budget) + 1 + (persons ? 4u : 1u) + 2);
    bw_accounts_put(&accounts, out);
    put_totals(&accounts, &budget, out);
    put_teams(out, cat, teams, budget.quarters.n);
    if (persons) {
        put_providers(out, cat, budget.providers);
        put_courses(out, cat, budget.courses, lang);
        put_personal(out, &budget);
    }
    put_quarters(out, budget.quarters);
    bw_put_count(out, "revision", accounts.revision);
    bw_put_text(out, "snapshot", request->snapshot->name);
    return BW_OK;
}
