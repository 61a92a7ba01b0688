#pragma once
/* The clock of an open loop: when each request of a fixed rate is meant to be sent, whatever the
 * server does. Latency counts from that moment and not from the sending: a client that waits for a
 * slow server would send less just then and leave out the very answers that are late (coordinated
 * omission). Owns nothing; the time is a parameter. One thread. */
#include <stdbool.h>
#include <stdint.h>

struct bw_schedule {
    uint64_t start_ns;
    double rate; /* requests a second, above 0 */
    uint64_t n;  /* taken so far */
};

/* When the next request is meant to be sent. Follows from its number alone, so that nothing adds
 * up over a long run. */
uint64_t bw_schedule_next_ns(const struct bw_schedule *schedule);

/* Takes the next request when its time has come by now_ns; *intended_ns: when it was meant to be
 * sent, however late it is taken. */
bool bw_schedule_take(struct bw_schedule *schedule, uint64_t now_ns, uint64_t *intended_ns);
