#pragma once
/* What goes between the daemon and the solver's program: a task there, an answer back, each one run
 * of bytes with its lengths and a checksum. Both ends are of one build on one machine, so numbers
 * lie as the processor has them. Whatever the bytes are, reading them stays within them. Any
 * thread.
 */
#include "model/base/arena.h"
#include "model/plan/milp.h"

/* Larger programmes are not taken. */
#define BW_SOLVER_COLUMNS_MOST 1000000u
#define BW_SOLVER_ROWS_MOST 1000000u
#define BW_SOLVER_ENTRIES_MOST 20000000u

#define BW_SOLVER_TROUBLE_SIZE 160

struct bw_solver_task {
    struct bw_milp milp;
    double seconds;
    double gap;            /* what is proven within this share of its value is optimal */
    uint64_t memory_bytes; /* that the program may take */
    int64_t asker;         /* the process that waits; without it nobody does */
};

/* Bytes that a task begins with, enough to know how many there are. */
#define BW_SOLVER_HEAD_SIZE 80

size_t bw_solver_task_size(const struct bw_milp *milp);
/* `bytes` has that size and stands on 8. */
void bw_solver_task_pack(const struct bw_solver_task *task, void *bytes);
/* How many bytes the task has that begins so; 0: it is none, or too large. */
size_t bw_solver_task_whole(const void *head);
/* The task in the arena; false, with a word why, when the bytes are no task. */
bool bw_solver_task_open(const void *bytes, size_t len, struct bw_arena *arena,
                         struct bw_solver_task *out, const char **trouble);

/* Bytes that an answer about n columns has at most. */
size_t bw_solver_answer_most(uint32_t n_columns);
/* How many bytes the first answer in these has; 0: there is no whole one. */
size_t bw_solver_answer_whole(const void *bytes, size_t len);
/* How many were written; `bytes` has room for the most and stands on 8. */
size_t bw_solver_answer_pack(const struct bw_milp_answer *answer, uint32_t n_columns, void *bytes);
/* The answer in the arena as it was given, unchecked against any programme; false, with a word why,
 * when the bytes are no answer about so many columns. */
bool bw_solver_answer_open(const void *bytes, size_t len, uint32_t n_columns,
                           struct bw_arena *arena, struct bw_milp_answer *out,
                           const char **trouble);
