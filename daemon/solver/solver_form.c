#include "daemon/solver/solver_form.h"

#include <stdio.h>
#include <string.h>
#include <xxhash.h>

#define TASK_MAGIC 0x31304b5341545742ULL   /* "BWTASK01" */
#define ANSWER_MAGIC 0x3130534e41575742ULL /* "BWWANS01" */

struct task_head {
    uint64_t magic, checksum; /* of all that follows the checksum */
    uint64_t memory_bytes;
    int64_t asker;
    double seconds, gap;
    uint32_t n_columns, n_rows, n_entries, has_start;
    uint64_t spare[2];
};
_Static_assert(sizeof(struct task_head) == BW_SOLVER_HEAD_SIZE, "no padding in it");

struct answer_head {
    uint64_t magic, checksum;
    double value, bound, seconds;
    uint32_t end, n_columns; /* 0: no point */
    char trouble[BW_SOLVER_TROUBLE_SIZE];
};
_Static_assert(sizeof(struct answer_head) == 48 + BW_SOLVER_TROUBLE_SIZE, "no padding in it");

#define UNSUMMED (2 * sizeof(uint64_t))

/* Where the parts of a task lie: doubles first, then indices, then bytes. */
struct parts {
    double *gains, *lows, *highs, *row_lows, *row_highs, *factors, *start;
    uint32_t *froms, *columns;
    uint8_t *integers;
};

static size_t task_size(const struct task_head *head)
{
    size_t n = head->n_columns, rows = head->n_rows, entries = head->n_entries;
    size_t doubles = 3 * n + 2 * rows + entries + (head->has_start ? n : 0);
    return sizeof *head + doubles * sizeof(double) + (rows + entries) * sizeof(uint32_t) + n;
}

static struct parts parts_of(const struct task_head *head, void *bytes)
{
    struct parts parts;
    size_t n = head->n_columns;
    double *at = (double *)((char *)bytes + sizeof *head);
    parts.gains = at;
    parts.lows = parts.gains + n;
    parts.highs = parts.lows + n;
    parts.row_lows = parts.highs + n;
    parts.row_highs = parts.row_lows + head->n_rows;
    parts.factors = parts.row_highs + head->n_rows;
    parts.start = parts.factors + head->n_entries;
    parts.froms = (uint32_t *)(parts.start + (head->has_start ? n : 0));
    parts.columns = parts.froms + head->n_rows;
    parts.integers = (uint8_t *)(parts.columns + head->n_entries);
    return parts;
}

static struct task_head head_of(const struct bw_milp *milp)
{
    return (struct task_head){.magic = TASK_MAGIC,
                              .n_columns = milp->n_columns,
                              .n_rows = milp->n_rows,
                              .n_entries = milp->n_entries,
                              .has_start = milp->start != NULL};
}

size_t bw_solver_task_size(const struct bw_milp *milp)
{
    struct task_head head = head_of(milp);
    return task_size(&head);
}

static uint64_t checksum_of(const void *bytes, size_t len)
{
    return XXH64((const char *)bytes + UNSUMMED, len - UNSUMMED, 0);
}

void bw_solver_task_pack(const struct bw_solver_task *task, void *bytes)
{
    const struct bw_milp *milp = &task->milp;
    struct task_head head = head_of(milp);
    struct parts parts = parts_of(&head, bytes);
    size_t size = task_size(&head);
    head.seconds = task->seconds;
    head.gap = task->gap;
    head.memory_bytes = task->memory_bytes;
    head.asker = task->asker;
    for (uint32_t j = 0; j < milp->n_columns; j++) {
        parts.gains[j] = milp->columns[j].gain;
        parts.lows[j] = milp->columns[j].low;
        parts.highs[j] = milp->columns[j].high;
        parts.integers[j] = milp->columns[j].integer;
    }
    for (uint32_t i = 0; i < milp->n_rows; i++) {
        parts.row_lows[i] = milp->rows[i].low;
        parts.row_highs[i] = milp->rows[i].high;
        parts.froms[i] = milp->rows[i].from;
    }
    for (uint32_t e = 0; e < milp->n_entries; e++) {
        parts.factors[e] = milp->entries[e].factor;
        parts.columns[e] = milp->entries[e].column;
    }
    if (milp->start && milp->n_columns)
        memcpy(parts.start, milp->start, milp->n_columns * sizeof *milp->start);
    memcpy(bytes, &head, sizeof head);
    head.checksum = checksum_of(bytes, size);
    memcpy(bytes, &head, sizeof head);
}

size_t bw_solver_task_whole(const void *bytes)
{
    struct task_head head;
    memcpy(&head, bytes, sizeof head);
    if (head.magic != TASK_MAGIC || head.n_columns > BW_SOLVER_COLUMNS_MOST ||
        head.n_rows > BW_SOLVER_ROWS_MOST || head.n_entries > BW_SOLVER_ENTRIES_MOST)
        return 0;
    return task_size(&head);
}

bool bw_solver_task_open(const void *bytes, size_t len, struct bw_arena *arena,
                         struct bw_solver_task *out, const char **trouble)
{
    struct task_head head;
    if (len < sizeof head || bw_solver_task_whole(bytes) != len) {
        *trouble = "the task is cut short, or none";
        return false;
    }
    memcpy(&head, bytes, sizeof head);
    if (head.checksum != checksum_of(bytes, len)) {
        *trouble = "the task was damaged on its way";
        return false;
    }
    void *own = bw_arena_take(arena, len);
    memcpy(own, bytes, len);
    struct parts parts = parts_of(&head, own);
    struct bw_milp_column *columns = BW_ARENA_NEW(arena, struct bw_milp_column, head.n_columns);
    struct bw_milp_row *rows = BW_ARENA_NEW(arena, struct bw_milp_row, head.n_rows);
    struct bw_milp_entry *entries = BW_ARENA_NEW(arena, struct bw_milp_entry, head.n_entries);
    for (uint32_t j = 0; j < head.n_columns; j++)
        columns[j] = (struct bw_milp_column){parts.gains[j], parts.lows[j], parts.highs[j],
                                             parts.integers[j] != 0};
    for (uint32_t i = 0; i < head.n_rows; i++)
        rows[i] = (struct bw_milp_row){parts.row_lows[i], parts.row_highs[i], parts.froms[i]};
    for (uint32_t e = 0; e < head.n_entries; e++)
        entries[e] = (struct bw_milp_entry){parts.columns[e], parts.factors[e]};
    *out = (struct bw_solver_task){
        .milp = {columns, rows, entries, head.n_columns, head.n_rows, head.n_entries,
                 head.has_start ? parts.start : NULL},
        .seconds = head.seconds,
        .gap = head.gap,
        .memory_bytes = head.memory_bytes,
        .asker = head.asker,
    };
    return true;
}

size_t bw_solver_answer_most(uint32_t n_columns)
{
    return sizeof(struct answer_head) + n_columns * sizeof(double);
}

size_t bw_solver_answer_whole(const void *bytes, size_t len)
{
    struct answer_head head;
    if (len < sizeof head)
        return 0;
    memcpy(&head, bytes, sizeof head);
    size_t size = bw_solver_answer_most(head.n_columns);
    return head.magic == ANSWER_MAGIC && size <= len ? size : 0;
}

size_t bw_solver_answer_pack(const struct bw_milp_answer *answer, uint32_t n_columns, void *bytes)
{
    struct answer_head head = {.magic = ANSWER_MAGIC,
                               .value = answer->value,
                               .bound = answer->bound,
                               .seconds = answer->seconds,
                               .end = answer->end,
                               .n_columns = answer->point ? n_columns : 0};
    size_t size = bw_solver_answer_most(head.n_columns);
    if (answer->trouble)
        snprintf(head.trouble, sizeof head.trouble, "%s", answer->trouble);
    if (answer->point)
        memcpy((char *)bytes + sizeof head, answer->point, head.n_columns * sizeof(double));
    memcpy(bytes, &head, sizeof head);
    head.checksum = checksum_of(bytes, size);
    memcpy(bytes, &head, sizeof head);
    return size;
}

static bool head_fits(const struct answer_head *head, size_t len, uint32_t n_columns)
{
    bool found = head->end == BW_MILP_OPTIMAL || head->end == BW_MILP_STOPPED;
    return head->magic == ANSWER_MAGIC && head->end <= BW_MILP_FAILED &&
           head->n_columns == (found ? n_columns : 0) &&
           len == bw_solver_answer_most(head->n_columns) &&
           memchr(head->trouble, 0, sizeof head->trouble) != NULL;
}

bool bw_solver_answer_open(const void *bytes, size_t len, uint32_t n_columns,
                           struct bw_arena *arena, struct bw_milp_answer *out, const char **trouble)
{
    struct answer_head head;
    *trouble = "the solver's answer is none";
    if (len < sizeof head)
        return false;
    memcpy(&head, bytes, sizeof head);
    if (!head_fits(&head, len, n_columns) || head.checksum != checksum_of(bytes, len))
        return false;
    double *point = bw_arena_take(arena, len);
    memcpy(point, (const char *)bytes + sizeof head, len - sizeof head);
    char *said = bw_arena_take(arena, sizeof head.trouble);
    memcpy(said, head.trouble, sizeof head.trouble);
    *out = (struct bw_milp_answer){.end = (enum bw_milp_end)head.end,
                                   .value = head.value,
                                   .bound = head.bound,
                                   .seconds = head.seconds,
                                   .point = head.end <= BW_MILP_STOPPED ? point : NULL,
                                   .trouble = head.end == BW_MILP_FAILED ? said : NULL};
    return true;
}
