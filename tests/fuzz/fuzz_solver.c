/* What goes between the daemon and the solver's program. The first byte says what the bytes are: a
 * task as it is, an answer as it is, each also with a checksum that fits, or what a small programme
 * is made of. Nothing may crash or be read beyond its end; what is refused says why and changes
 * nothing; what is taken and packed again is taken as the same; and a task with one byte changed is
 * refused. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "daemon/solver/solver_check.h"
#include "daemon/solver/solver_form.h"
#include "tests/fuzz/fuzz_help.h"

enum what { TASK, TASK_SUMMED, ANSWER, ANSWER_SUMMED, PROGRAMME, WHATS };

#define COLUMNS_MOST 40
#define ROWS_MOST 30
#define ENTRIES_MOST 120
#define UNSUMMED 16 /* magic and checksum */

static struct bw_arena *arena;

/* The checksum that the form would give, so that what is behind it comes to be looked at. */
static void sum_up(unsigned char *bytes, size_t size)
{
    if (size < UNSUMMED)
        return;
    uint64_t sum = XXH64(bytes + UNSUMMED, size - UNSUMMED, 0);
    memcpy(bytes + 8, &sum, sizeof sum);
}

static bool same_bits(const void *a, const void *b, size_t n)
{
    return memcmp(a, b, n) == 0;
}

static bool same_double(double a, double b)
{
    return same_bits(&a, &b, sizeof a);
}

static void must_be_same(const struct bw_milp *a, const struct bw_milp *b)
{
    must(a->n_columns == b->n_columns && a->n_rows == b->n_rows && a->n_entries == b->n_entries);
    must((a->start == NULL) == (b->start == NULL));
    for (uint32_t j = 0; j < a->n_columns; j++) {
        must(same_double(a->columns[j].gain, b->columns[j].gain));
        must(same_double(a->columns[j].low, b->columns[j].low));
        must(same_double(a->columns[j].high, b->columns[j].high));
        must(a->columns[j].integer == b->columns[j].integer);
    }
    must(!a->start || same_bits(a->start, b->start, a->n_columns * sizeof *a->start));
    for (uint32_t i = 0; i < a->n_rows; i++) {
        must(same_double(a->rows[i].low, b->rows[i].low));
        must(same_double(a->rows[i].high, b->rows[i].high) && a->rows[i].from == b->rows[i].from);
    }
    for (uint32_t e = 0; e < a->n_entries; e++)
        must(a->entries[e].column == b->entries[e].column &&
             same_double(a->entries[e].factor, b->entries[e].factor));
}

/* Whatever it says, asking about it stays within it. */
static void judge(const struct bw_milp *milp)
{
    const char *fault = bw_solver_fault(milp, arena);
    must(!fault || *fault);
    if (fault)
        return;
    double *point = BW_ARENA_NEW(arena, double, milp->n_columns + 1);
    (void)bw_solver_fits(milp, milp->start ? milp->start : point);
    (void)bw_solver_value(milp, point);
    must(bw_solver_ceiling(milp) <= BW_MILP_INFINITY);
    must(!isnan(bw_solver_ceiling(milp)));
}

static void open_task(const unsigned char *bytes, size_t size)
{
    struct bw_solver_task task, again;
    const char *trouble = NULL;
    fuzz_fill(&task, sizeof task);
    size_t whole = size >= BW_SOLVER_HEAD_SIZE ? bw_solver_task_whole(bytes) : 0;
    if (!bw_solver_task_open(bytes, size, arena, &task, &trouble)) {
        must(trouble && *trouble && fuzz_is_filled(&task, sizeof task));
        return;
    }
    must(whole == size && bw_solver_task_size(&task.milp) == size);
    void *packed = bw_arena_take(arena, size);
    bw_solver_task_pack(&task, packed);
    must(bw_solver_task_open(packed, size, arena, &again, &trouble));
    must_be_same(&task.milp, &again.milp);
    must(same_double(task.seconds, again.seconds) && same_double(task.gap, again.gap));
    must(task.asker == again.asker && task.memory_bytes == again.memory_bytes);
    judge(&task.milp);
}

static void open_answer(const unsigned char *bytes, size_t size, uint32_t n_columns)
{
    struct bw_milp_answer answer, again;
    const char *trouble = NULL;
    fuzz_fill(&answer, sizeof answer);
    must(bw_solver_answer_whole(bytes, size) <= size);
    if (!bw_solver_answer_open(bytes, size, n_columns, arena, &answer, &trouble)) {
        must(trouble && *trouble && fuzz_is_filled(&answer, sizeof answer));
        return;
    }
    must(bw_solver_answer_whole(bytes, size) == size && size <= bw_solver_answer_most(n_columns));
    must((answer.point != NULL) == (answer.end <= BW_MILP_STOPPED));
    must((answer.trouble != NULL) == (answer.end == BW_MILP_FAILED));
    void *packed = bw_arena_take(arena, bw_solver_answer_most(n_columns));
    size_t len = bw_solver_answer_pack(&answer, n_columns, packed);
    must(bw_solver_answer_open(packed, len, n_columns, arena, &again, &trouble));
    must(again.end == answer.end && same_double(again.bound, answer.bound));
    must(!answer.point || same_bits(answer.point, again.point, n_columns * sizeof *answer.point));
    must(!answer.trouble || strcmp(answer.trouble, again.trouble) == 0);
}

static double small_number(struct fuzz_taken *from)
{
    uint64_t byte = fuzz_take(from, 1);
    return byte == 255 ? BW_MILP_INFINITY : byte == 254 ? -BW_MILP_INFINITY : (double)byte / 4 - 30;
}

/* A programme of the bytes: whatever its numbers are, its form is one. */
static struct bw_milp make(struct fuzz_taken *from)
{
    uint32_t n = (uint32_t)fuzz_take(from, 1) % (COLUMNS_MOST + 1);
    uint32_t n_rows = (uint32_t)fuzz_take(from, 1) % (ROWS_MOST + 1);
    uint32_t n_entries = n && n_rows ? (uint32_t)fuzz_take(from, 1) % (ENTRIES_MOST + 1) : 0;
    struct bw_milp_column *columns = BW_ARENA_NEW(arena, struct bw_milp_column, n);
    struct bw_milp_row *rows = BW_ARENA_NEW(arena, struct bw_milp_row, n_rows);
    struct bw_milp_entry *entries = BW_ARENA_NEW(arena, struct bw_milp_entry, n_entries);
    double *start = fuzz_take(from, 1) & 1 ? BW_ARENA_NEW(arena, double, n) : NULL;
    for (uint32_t j = 0; j < n; j++) {
        columns[j] = (struct bw_milp_column){small_number(from), small_number(from),
                                             small_number(from), fuzz_take(from, 1) & 1};
        if (start)
            start[j] = small_number(from);
    }
    for (uint32_t i = 0; i < n_rows; i++)
        rows[i] = (struct bw_milp_row){small_number(from), small_number(from),
                                       (uint32_t)((uint64_t)n_entries * i / n_rows)};
    for (uint32_t e = 0; e < n_entries; e++)
        entries[e] = (struct bw_milp_entry){(uint32_t)fuzz_take(from, 1) % n, small_number(from)};
    return (struct bw_milp){columns, rows, entries, n, n_rows, n_entries, start};
}

static void make_and_open(struct fuzz_taken from)
{
    size_t at = (size_t)fuzz_take(&from, 4);
    unsigned char flip = (unsigned char)fuzz_take(&from, 1);
    struct bw_solver_task task = {
        .milp = make(&from), .seconds = 3, .gap = .01, .memory_bytes = 1 << 20, .asker = 17};
    struct bw_solver_task read;
    const char *trouble = NULL;
    size_t size = bw_solver_task_size(&task.milp);
    unsigned char *packed = bw_arena_take(arena, size);
    bw_solver_task_pack(&task, packed);
    must(bw_solver_task_whole(packed) == size);
    must(bw_solver_task_open(packed, size, arena, &read, &trouble));
    must_be_same(&task.milp, &read.milp);
    judge(&read.milp);
    packed[at % size] ^= flip;
    must(bw_solver_task_open(packed, size, arena, &read, &trouble) == (flip == 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    void *own;
    if (!arena)
        must((arena = bw_arena_create((size_t)1 << 32)) != NULL);
    if (size < 2)
        return 0;
    enum what what = bytes[0] % WHATS;
    uint32_t n_columns = bytes[1];
    bytes += 2;
    size -= 2;
    must(posix_memalign(&own, 8, size ? size : 1) == 0); /* the form stands on 8 */
    memcpy(own, bytes, size);
    if (what == TASK_SUMMED || what == ANSWER_SUMMED)
        sum_up(own, size);
    if (what == PROGRAMME)
        make_and_open((struct fuzz_taken){bytes, size});
    else if (what == TASK || what == TASK_SUMMED)
        open_task(own, size);
    else
        open_answer(own, size, n_columns);
    free(own);
    bw_arena_reset(arena);
    return 0;
}
