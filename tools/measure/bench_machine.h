#pragma once
/* A success model of the size that the goals are about, made up from the people and courses of a
 * store: support vectors where people stand, weights by lot. It foretells nothing; it takes as long
 * as a learned one. One thread. */
#include "data/snapshot.h"
#include "model/learned/learning.h"
#include "tools/measure/bench_names.h"

#define BW_MACHINE_VECTORS 1700

struct bw_machine {
    void *bytes; /* the section */
    struct bw_learning learning;
};

/* `employees` are shuffled already; the reader is begun, and the arena comes back as it was. */
enum bw_err bw_machine_make(struct bw_reader *reader, const struct bw_snapshot *snapshot,
                            const struct bw_names *employees, struct bw_arena *arena,
                            struct bw_machine *out, struct bw_fail *fail);
void bw_machine_release(struct bw_machine *machine);
