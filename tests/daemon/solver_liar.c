/* Stands in for bekwaam-solver and says what is not so, in its form: what, by the name that it is
 * started by. */
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/solver/solver_form.h"

static void answer(const char *name, uint32_t n, struct bw_milp_answer *out, double *point)
{
    *out =
        (struct bw_milp_answer){.end = BW_MILP_OPTIMAL, .value = 1e6, .bound = 1e6, .point = point};
    if (strcmp(name, "infeasible") == 0)
        *out = (struct bw_milp_answer){.end = BW_MILP_INFEASIBLE};
    else if (strcmp(name, "all") == 0)
        for (uint32_t j = 0; j < n; j++)
            point[j] = 1;
    else if (strcmp(name, "half") == 0)
        point[0] = .5;
    else if (strcmp(name, "nan") == 0)
        point[0] = NAN;
    else if (strcmp(name, "bound_nan") == 0)
        out->bound = NAN;
    else if (strcmp(name, "bound_low") == 0)
        out->bound = -1;
    else if (strncmp(name, "late", 4) == 0 || strncmp(name, "crash", 5) == 0)
        *out = (struct bw_milp_answer){.end = BW_MILP_NOTHING, .bound = 2.5};
    else if (strcmp(name, "failed") == 0)
        *out = (struct bw_milp_answer){.end = BW_MILP_FAILED, .trouble = "out of luck"};
}

int main(int argc, char **argv)
{
    static _Alignas(8) char bytes[1 << 16];
    static double point[100];
    struct bw_arena *arena = bw_arena_create((size_t)1 << 20);
    struct bw_solver_task task;
    struct bw_milp_answer said;
    const char *trouble;
    size_t len = 0;
    ssize_t n = 0;
    const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
    const char *name = slash ? slash + 1 : "";
    while ((len < BW_SOLVER_HEAD_SIZE || len < bw_solver_task_whole(bytes)) &&
           (n = read(0, bytes + len, sizeof bytes - len)) > 0)
        len += (size_t)n;
    if (!bw_solver_task_open(bytes, len, arena, &task, &trouble))
        return 2;
    answer(name, task.milp.n_columns, &said, point);
    size_t size = bw_solver_answer_pack(&said, task.milp.n_columns, bytes);
    if (strcmp(name, "other_count") == 0)
        size = bw_solver_answer_pack(&said, task.milp.n_columns + 1, bytes);
    if (strcmp(name, "flipped") == 0)
        bytes[size - 1] ^= 1;
    if (strcmp(name, "cut") == 0)
        size--;
    bool given = write(1, bytes, size) == (ssize_t)size;
    if (strcmp(name, "late_cut") == 0) /* the next is on its way */
        given = given && write(1, bytes, size / 2) == (ssize_t)(size / 2);
    if (strcmp(name, "late_point") == 0 || strcmp(name, "crash_point") == 0) {
        point[1] = 1;
        said = (struct bw_milp_answer){BW_MILP_STOPPED, 2, 2.5, 0, point, NULL};
        size = bw_solver_answer_pack(&said, task.milp.n_columns, bytes);
        given = given && write(1, bytes, size) == (ssize_t)size;
    }
    if (strncmp(name, "late", 4) == 0)
        pause();
    if (strncmp(name, "crash", 5) == 0) {
        signal(SIGSEGV, SIG_DFL); /* a sanitizer would make another end of it */
        raise(SIGSEGV);
    }
    bw_arena_free(arena);
    return given ? 0 : 1;
}
