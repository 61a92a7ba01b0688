#pragma once
/* How the gap of a group went from quarter to quarter: judged at the end of each with the evidence
 * and the role versions of then (people and votes of peers are those of today, as they are for
 * every question about another day). Owns the comparing of two days. Results live in the arena. Any
 * thread, one arena each. */
#include "model/gap.h"
#include "model/report/booking.h"

#define BW_TREND_QUARTERS_MOST 40

struct bw_trend_quarter {
    bw_day from, to;       /* to: its end, or the day of the question in the last one */
    double gap_total;      /* at the end */
    size_t people_short;   /* who have a gap then */
    size_t closed, opened; /* needs that were open at the end of the quarter before and are not now;
                              that are open and were not: newly asked, lapsed, faded */
    double less, more;     /* what gaps fell and rose by: gap_total = that before - less + more */
    double hours;          /* of what was spent in the quarter (bw_booking_money, bw_booking_day) */
    int64_t spent_cents;
    size_t completed; /* courses, by the day of completion */
};

struct bw_trend {
    const struct bw_trend_quarter *quarters; /* the oldest first */
    size_t n;
    double gap_before; /* at the end of the quarter before the first */
};

struct bw_trend_making;
/* The last `quarters` (1 or more) of them, up to and including that of `as_of`. */
struct bw_trend_making *bw_trend_begin(const struct bw_catalogue *cat, const struct bw_peers *peers,
                                       size_t quarters, bw_day as_of, struct bw_arena *arena);
/* One more person; `arena` is used and given back. */
void bw_trend_add(struct bw_trend_making *making, const struct bw_person *person,
                  const struct bw_event *events, size_t n, struct bw_arena *arena);
struct bw_trend bw_trend_end(struct bw_trend_making *making);
