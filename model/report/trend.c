#include "model/report/trend.h"

#define QUARTER_MONTHS 3

struct bw_trend_making {
    const struct bw_catalogue *cat;
    const struct bw_peers *peers;
    bw_day as_of;
    struct bw_trend_quarter *quarters;
    size_t n;
    double gap_before;
};

/* The quarter before the one that begins with `from`. */
static bw_day before(bw_day from)
{
    return bw_day_quarter_start(from - 1);
}

struct bw_trend_making *bw_trend_begin(const struct bw_catalogue *cat, const struct bw_peers *peers,
                                       size_t quarters, bw_day as_of, struct bw_arena *arena)
{
    struct bw_trend_making *making = BW_ARENA_NEW(arena, struct bw_trend_making, 1);
    making->cat = cat;
    making->peers = peers;
    making->as_of = as_of;
    making->n = quarters;
    making->quarters = BW_ARENA_NEW(arena, struct bw_trend_quarter, quarters);
    bw_day from = bw_day_quarter_start(as_of);
    for (size_t q = quarters; q-- > 0; from = before(from)) {
        making->quarters[q].from = from;
        making->quarters[q].to =
            q + 1 == quarters ? as_of : bw_day_add_months(from, QUARTER_MONTHS) - 1;
    }
    return making;
}

static bool is_open(const struct bw_need *need)
{
    return need && need->standing != BW_MET;
}

/* One competency on two days; either may be NULL: not asked. */
static void compare(struct bw_trend_quarter *quarter, const struct bw_need *then,
                    const struct bw_need *now)
{
    double change = (now ? now->gap : 0) - (then ? then->gap : 0);
    quarter->closed += is_open(then) && !is_open(now);
    quarter->opened += !is_open(then) && is_open(now);
    if (change > 0)
        quarter->more += change;
    else
        quarter->less -= change;
}

static void compare_all(struct bw_trend_quarter *quarter, const struct bw_gap *then,
                        const struct bw_gap *now)
{
    size_t t = 0, n = 0;
    while (t < then->n_needs || n < now->n_needs) {
        const struct bw_need *one = t < then->n_needs ? &then->needs[t] : NULL;
        const struct bw_need *other = n < now->n_needs ? &now->needs[n] : NULL;
        if (one && other && one->ask.competency != other->ask.competency) {
            if (one->ask.competency < other->ask.competency)
                other = NULL;
            else
                one = NULL;
        }
        compare(quarter, one, other);
        t += one != NULL;
        n += other != NULL;
    }
}

static void add_bookings(struct bw_trend_making *making, struct bw_bookings bookings)
{
    for (size_t i = 0; i < bookings.n; i++) {
        const struct bw_booking *booking = &bookings.at[i];
        bool spent = bw_booking_money(booking, making->as_of) == BW_MONEY_SPENT;
        bw_day day = bw_booking_day(booking);
        for (size_t q = 0; q < making->n; q++) {
            struct bw_trend_quarter *quarter = &making->quarters[q];
            if (spent && day >= quarter->from && day <= quarter->to) {
                quarter->spent_cents += booking->price_cents;
                quarter->hours += making->cat->courses[booking->course].hours;
            }
            quarter->completed += booking->state == BW_BOOKING_COMPLETED &&
                                  booking->ended >= quarter->from && booking->ended <= quarter->to;
        }
    }
}

void bw_trend_add(struct bw_trend_making *making, const struct bw_person *person,
                  const struct bw_event *events, size_t n, struct bw_arena *arena)
{
    size_t mark = bw_arena_mark(arena);
    struct bw_question question = bw_question_on(making->quarters[0].from - 1);
    struct bw_gap then = bw_gap_make(making->cat, making->peers, person, &question, arena);
    making->gap_before += then.total;
    for (size_t q = 0; q < making->n; q++) {
        struct bw_trend_quarter *quarter = &making->quarters[q];
        question.as_of = quarter->to;
        struct bw_gap now = bw_gap_make(making->cat, making->peers, person, &question, arena);
        quarter->gap_total += now.total;
        quarter->people_short += now.n_open > 0;
        compare_all(quarter, &then, &now);
        then = now;
    }
    add_bookings(making, bw_bookings_of(making->cat, events, n, making->as_of, arena));
    bw_arena_rewind(arena, mark);
}

struct bw_trend bw_trend_end(struct bw_trend_making *making)
{
    return (struct bw_trend){making->quarters, making->n, making->gap_before};
}
