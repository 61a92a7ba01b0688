#pragma once
/* When somebody can be through with the courses of a climb, one after another. Owns the reckoning
 * with sessions and with the hours of a week. Pure, any thread. */
#include "model/change/climb.h"

/* Hours of a week for who states none. */
#define BW_READY_HOURS 36

/* Hours a week that a person can learn at their own pace: as preferred, at most those they work. */
double bw_ready_pace(const struct bw_person *person);

/* The last day of the mandatory courses of a climb, in the order that ends first and has each
 * behind those that it builds on (of more than ten: with the one next that ends first): `from`
 * without any, BW_DAY_NONE when they cannot all be followed within a hundred years. A course with
 * sessions takes one of them, from its start to its end (both included); one without is learnt in
 * whole weeks counted from `from`, at `pace` hours each. No two share a day. */
bw_day bw_ready_by(const struct bw_catalogue *cat, const struct bw_climbing *climbing, bw_day from,
                   double pace);
