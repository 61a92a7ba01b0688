#pragma once
/* The threads for questions that take seconds, so that no worker waits: each has a reader and
 * memory of its own, and answers through the mailbox of the worker that the question came by. Owns
 * the one queue of what waits. Submit: any thread. */
#include "daemon/pending.h"

/* More than these do not wait, in all and of one connection. */
#define BW_ERRANDS_MOST 64
#define BW_ERRANDS_EACH 16

struct bw_errands;
struct bw_server;

enum bw_err bw_errands_start(struct bw_server *server, struct bw_errands **out,
                             struct bw_fail *fail);

/* Takes over a question: pending->errand is run, then its write submitted when it has one. Next is
 * always the oldest of the connection whose turn was longest ago. busy when too many wait; then it
 * stays the caller's. */
enum bw_err bw_errands_submit(struct bw_errands *errands, struct bw_pending *pending,
                              struct bw_fail *fail);

/* The daemon stops: what waits is answered with busy, and what runs is told. Workers can drain. */
void bw_errands_wind_up(struct bw_errands *errands);
/* Ends the threads; nothing waits any more. */
void bw_errands_stop(struct bw_errands *errands);

/* How many wait and how many are run now. Any thread. */
void bw_errands_count(struct bw_errands *errands, size_t *waiting, size_t *running);

/* For an errand that is run, now and then: busy when nobody waits for it any more. */
enum bw_err bw_errand_wanted(const struct bw_request *request, struct bw_fail *fail);
