#pragma once
/* Seats that are asked for: how many bookings of a session are requested or approved and not yet
 * enrolled, of anyone. Counted when it is first asked for, and kept. Lives in the arena. The
 * reader's thread. */
#include "data/snapshot.h"

struct bw_waiting;

/* What `reader` (begun) sees, up to `as_of`. */
struct bw_waiting *bw_waiting_open(struct bw_reader *reader, const struct bw_snapshot *snapshot,
                                   bw_day as_of, struct bw_arena *arena);

/* Of one of the course's sessions; 0 when it cannot be read (bw_waiting_trouble), or was not asked
 * for before bw_waiting_close. */
size_t bw_waiting_count(struct bw_waiting *waiting, uint32_t course,
                        const struct bw_session *session);

/* Reads no more: the reader may end. */
void bw_waiting_close(struct bw_waiting *waiting);

/* What went wrong while counting. */
enum bw_err bw_waiting_trouble(const struct bw_waiting *waiting, struct bw_fail *fail);
