#pragma once
/* The current snapshot, and the thread that makes the next one. Readers take what is current and
 * hold it by count; they never wait. Publishes after catalogue writes and promotions of models
 * (their answers wait for it), when the day turns, and after people writes at most once in a while.
 * Acquire and note: any thread. */
#include "daemon/pending.h"

struct bw_publisher;

/* `day` tells today; `answer` is called on the publisher's thread for each write whose snapshot is
 * out. The first snapshot is made before this returns. */
enum bw_err bw_publisher_start(struct bw_store *store, struct bw_writer *writer,
                               const struct bw_config *config,
                               void (*answer)(struct bw_pending *pending),
                               struct bw_publisher **out, struct bw_fail *fail);
/* What waits is still answered. */
void bw_publisher_stop(struct bw_publisher *publisher);

struct bw_snapshot *bw_publisher_acquire(struct bw_publisher *publisher);
bool bw_publisher_is_current(struct bw_publisher *publisher, const struct bw_snapshot *snapshot);

/* Who asks "anything newer than revision r?" has an answer of that revision, made with a snapshot
 * that may have been older than the revision: votes of peers come later than the writes they stand
 * for. These two keep count of such answers, so that nobody is told "unchanged" wrongly. */
/* An answer of `revision` is about to be made with `snapshot`. */
void bw_publisher_answers(struct bw_publisher *publisher, const struct bw_snapshot *snapshot,
                          uint64_t revision);
/* Is every answer of `revision` that was ever given the same as one made now? */
bool bw_publisher_unchanged(struct bw_publisher *publisher, const struct bw_snapshot *snapshot,
                            uint64_t revision);

/* A durable write to the catalogue, or one that changes which model answers: it is answered once a
 * snapshot holds it. */
void bw_publisher_wait(struct bw_publisher *publisher, struct bw_pending *pending);
/* A durable people write: votes may change. */
void bw_publisher_people(struct bw_publisher *publisher);

/* How many writes wait for a snapshot, and how old the current one is. Any thread. */
void bw_publisher_count(struct bw_publisher *publisher, size_t *waiting, int64_t *age_ms);

/* The configuration was read again: `learned_off` from now on, and the learned model is read from
 * the store again. */
void bw_publisher_reload(struct bw_publisher *publisher, bool learned_off);

/* Today by the configuration or the clock of the machine. */
bw_day bw_today(const struct bw_config *config);
