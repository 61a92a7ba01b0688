#include "model/report/budget.h"
#include "model/base/sort.h"
#include "model/report/providers.h"

#define YEAR_MONTHS 12
#define QUARTER_MONTHS 3

struct bw_ledger {
    const struct bw_catalogue *cat;
    const struct bw_org *org;
    struct bw_budget_terms terms;
    struct bw_budget budget;
    /* By index; of providers by the place of the first course of each. */
    struct bw_budget_line *teams, *courses, *providers, *quarters;
    const uint32_t *provider_of; /* one a course */
    struct bw_personal_budget *personal;
};

int64_t bw_budget_of_period(int64_t cents, bw_day from, bw_day to)
{
    double sum = 0;
    if (cents < 0)
        return cents;
    while (from <= to) {
        bw_day begin = bw_day_year_start(from), next = bw_day_add_months(begin, YEAR_MONTHS);
        bw_day end = to < next ? to + 1 : next;
        sum += (double)cents * ((double)(end - from) / (double)(next - begin));
        from = end;
    }
    return (int64_t)(sum + .5);
}

int64_t bw_budget_own_cents(const struct bw_org *org, int64_t price_cents, bool owed)
{
    return owed ? 0 : (int64_t)(org->personal_share * (double)price_cents + .5);
}

/* Lines by index, nobody counted yet. */
static struct bw_budget_line *make_lines(struct bw_arena *arena, size_t n)
{
    struct bw_budget_line *lines = BW_ARENA_NEW(arena, struct bw_budget_line, n);
    for (size_t i = 0; i < n; i++) {
        lines[i].index = (uint32_t)i;
        lines[i].counted = BW_NONE;
    }
    return lines;
}

static void make_quarters(struct bw_ledger *ledger, struct bw_arena *arena)
{
    const struct bw_budget_terms *terms = &ledger->terms;
    bw_day first = bw_day_quarter_start(terms->from);
    size_t n = 0;
    for (bw_day day = first; day <= terms->to; day = bw_day_add_months(day, QUARTER_MONTHS))
        n++;
    ledger->quarters = make_lines(arena, n);
    for (size_t q = 0; q < n; q++, first = bw_day_add_months(first, QUARTER_MONTHS))
        ledger->quarters[q].from = q == 0 ? terms->from : first;
    ledger->budget.quarters = (struct bw_budget_lines){ledger->quarters, n};
}

struct bw_ledger *bw_ledger_begin(const struct bw_catalogue *cat, uint32_t org,
                                  const struct bw_budget_terms *terms, size_t most,
                                  struct bw_arena *arena)
{
    struct bw_ledger *ledger = BW_ARENA_NEW(arena, struct bw_ledger, 1);
    struct bw_budget *budget = &ledger->budget;
    ledger->cat = cat;
    ledger->org = &cat->orgs[org];
    ledger->terms = *terms;
    ledger->teams = make_lines(arena, cat->n_teams);
    ledger->courses = make_lines(arena, cat->n_courses);
    ledger->providers = make_lines(arena, cat->n_courses);
    ledger->provider_of = bw_providers_of(cat, arena);
    ledger->personal = bw_arena_take(arena, most * sizeof *ledger->personal);
    make_quarters(ledger, arena);
    for (uint32_t t = 0; t < cat->n_teams; t++)
        if (cat->teams[t].org == org)
            ledger->teams[t].cells = BW_ARENA_NEW(arena, int64_t, budget->quarters.n);
    budget->budget_cents =
        bw_budget_of_period(ledger->org->training_budget_cents, terms->from, terms->to);
    budget->payroll_cents = bw_budget_of_period(ledger->org->payroll_cents, terms->from, terms->to);
    return ledger;
}

/* One booking with money in it. */
struct entry {
    enum bw_money money;
    int64_t cents;
    double hours;
    uint32_t person; /* place among the people */
};

static void enter_sum(struct bw_spending *sum, const struct entry *entry, bool counted)
{
    if (entry->money == BW_MONEY_ASKED) {
        sum->requested_cents += entry->cents;
    } else {
        *(entry->money == BW_MONEY_SPENT ? &sum->spent_cents : &sum->committed_cents) +=
            entry->cents;
        sum->hours += entry->hours;
    }
    sum->people += !counted;
}

static void enter(struct bw_budget_line *line, const struct entry *entry)
{
    enter_sum(&line->sum, entry, line->counted == entry->person);
    line->counted = entry->person;
}

static struct bw_budget_line *quarter_of(const struct bw_ledger *ledger, bw_day day)
{
    size_t q = ledger->budget.quarters.n;
    while (q > 1 && ledger->quarters[q - 1].from > day)
        q--;
    return &ledger->quarters[q - 1];
}

static void enter_team(struct bw_ledger *ledger, uint32_t team, const struct entry *entry,
                       size_t quarter)
{
    if (team == BW_NONE || !ledger->teams[team].cells)
        return;
    enter(&ledger->teams[team], entry);
    if (entry->money != BW_MONEY_ASKED)
        ledger->teams[team].cells[quarter] += entry->cents;
}

/* What is spent or committed, by who bears it; the part of the employee. */
static int64_t charge(struct bw_ledger *ledger, const struct entry *entry, bool owed)
{
    int64_t own = bw_budget_own_cents(ledger->org, entry->cents, owed);
    if (owed) {
        ledger->budget.legal_cents += entry->cents;
        ledger->budget.working_hours += entry->hours;
    }
    ledger->budget.employee_cents += own;
    return own;
}

void bw_ledger_add(struct bw_ledger *ledger, const struct bw_person *person,
                   struct bw_bookings bookings)
{
    const struct bw_budget_terms *terms = &ledger->terms;
    struct bw_budget *budget = &ledger->budget;
    uint32_t place = (uint32_t)budget->people++;
    int64_t charged = 0;
    bool counted = false;
    if (person->team != BW_NONE && ledger->teams[person->team].cells)
        ledger->teams[person->team].members++;
    for (size_t i = 0; i < bookings.n; i++) {
        const struct bw_booking *booking = &bookings.at[i];
        const struct bw_course *course = &ledger->cat->courses[booking->course];
        bw_day day = bw_booking_day(booking);
        struct entry entry = {bw_booking_money(booking, terms->as_of), booking->price_cents,
                              course->hours, place};
        if (entry.money == BW_MONEY_FREE || day < terms->from || day > terms->to)
            continue;
        enter_sum(&budget->all, &entry, counted);
        counted = true;
        struct bw_budget_line *quarter = quarter_of(ledger, day);
        enter_team(ledger, person->team, &entry, (size_t)(quarter - ledger->quarters));
        enter(&ledger->courses[booking->course], &entry);
        enter(&ledger->providers[ledger->provider_of[booking->course]], &entry);
        enter(quarter, &entry);
        if (entry.money != BW_MONEY_ASKED)
            charged +=
                charge(ledger, &entry, bw_course_owed(ledger->cat, person, booking->course, day));
    }
    if (person->training_budget_cents >= 0)
        ledger->personal[budget->n_personal++] = (struct bw_personal_budget){
            person, bw_budget_of_period(person->training_budget_cents, terms->from, terms->to),
            charged};
}

static int most_first(const void *a, const void *b)
{
    const struct bw_budget_line *x = a, *y = b;
    int64_t one = x->sum.spent_cents + x->sum.committed_cents,
            other = y->sum.spent_cents + y->sum.committed_cents;
    if (one != other)
        return one > other ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

/* Those with anybody in them, in front. */
static struct bw_budget_lines keep(struct bw_budget_line *lines, size_t n, bool members)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (members ? lines[i].members : lines[i].sum.people)
            lines[kept++] = lines[i];
    return (struct bw_budget_lines){lines, kept};
}

struct bw_budget bw_ledger_end(struct bw_ledger *ledger)
{
    struct bw_budget *budget = &ledger->budget;
    budget->teams = keep(ledger->teams, ledger->cat->n_teams, true);
    budget->courses = keep(ledger->courses, ledger->cat->n_courses, false);
    budget->providers = keep(ledger->providers, ledger->cat->n_courses, false);
    bw_sort(ledger->courses, budget->courses.n, sizeof *ledger->courses, most_first);
    bw_sort(ledger->providers, budget->providers.n, sizeof *ledger->providers, most_first);
    budget->personal = ledger->personal;
    return *budget;
}

static void join(struct bw_budget_line *into, const struct bw_budget_line *line, size_t n_quarters)
{
    for (size_t q = 0; q < n_quarters; q++)
        into->cells[q] += line->cells[q];
    into->members += line->members;
    into->sum.spent_cents += line->sum.spent_cents;
    into->sum.committed_cents += line->sum.committed_cents;
    into->sum.requested_cents += line->sum.requested_cents;
    into->sum.hours += line->sum.hours;
    into->sum.people += line->sum.people;
}

static int smallest_first(const void *a, const void *b)
{
    const struct bw_budget_line *x = a, *y = b;
    if (x->members != y->members)
        return x->members < y->members ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

static int by_index(const void *a, const void *b)
{
    const struct bw_budget_line *x = a, *y = b;
    return (x->index > y->index) - (x->index < y->index);
}

struct bw_budget_lines bw_budget_teams_shown(const struct bw_budget *budget, size_t least,
                                             struct bw_arena *arena)
{
    size_t n = budget->teams.n, small = 0;
    struct bw_budget_line *lines = bw_arena_take(arena, (n + 1) * sizeof *lines);
    struct bw_budget_line together = {.index = BW_NONE,
                                      .cells = BW_ARENA_NEW(arena, int64_t, budget->quarters.n)};
    for (size_t i = 0; i < n; i++)
        lines[i] = budget->teams.at[i];
    bw_sort(lines, n, sizeof *lines, smallest_first);
    while (small < n && (lines[small].members < least || (small > 0 && together.members < least)))
        join(&together, &lines[small++], budget->quarters.n);
    if (small == 0)
        return budget->teams;
    if (together.members < least)
        return (struct bw_budget_lines){lines, 0};
    bw_sort(lines + small, n - small, sizeof *lines, by_index);
    lines[n] = together;
    return (struct bw_budget_lines){lines + small, n - small + 1};
}
