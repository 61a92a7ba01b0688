/* The solver's process: true optima, proofs, time, and whatever may happen to a process. */
#include <errno.h>
#include <dirent.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/solver/solver.h"
#include "daemon/solver/solver_clock.h"
#include "daemon/solver/solver_check.h"
#include "tests/daemon/programmes.h"

#define DRAWN 150
#define MANY 200

static struct bw_arena *arena;
static char dir[64];

static int setup(void **state)
{
    (void)state;
    snprintf(dir, sizeof dir, "/tmp/bekwaam-solver-XXXXXX");
    arena = bw_arena_create((size_t)256 << 20);
    return arena && mkdtemp(dir) ? 0 : -1;
}

static int teardown(void **state)
{
    char command[128];
    (void)state;
    bw_arena_free(arena);
    snprintf(command, sizeof command, "rm -r %s", dir);
    return system(command);
}

static struct bw_milp_answer ask(struct bw_solver_asker *asker, const struct bw_milp *milp,
                                 double seconds, struct bw_arena *memory)
{
    struct bw_milp_answer answer = {.end = BW_MILP_NOTHING};
    struct bw_milp_solver solver = bw_solver_of(asker);
    assert_non_null(solver.solve);
    solver.solve(solver.context, milp, seconds, memory, &answer);
    return answer;
}

static struct bw_milp_answer ask_at(const char *program, const struct bw_milp *milp, double seconds)
{
    struct bw_solver solver;
    bw_solver_find(program, &solver);
    struct bw_solver_asker asker = {.solver = &solver};
    return ask(&asker, milp, seconds, arena);
}

static struct bw_milp_answer solve(const struct bw_milp *milp, double seconds)
{
    return ask_at(BW_SOLVER_PROGRAM, milp, seconds);
}

static void says(const struct bw_milp_answer *answer, const char *trouble)
{
    assert_int_equal(answer->end, BW_MILP_FAILED);
    assert_non_null(answer->trouble);
    if (!strstr(answer->trouble, trouble))
        fail_msg("\"%s\" has no \"%s\" in it", answer->trouble, trouble);
}

static void solver__is_found_beside_the_program_or_where_told(void **state)
{
    struct bw_solver solver;
    struct bw_solver_asker asker = {.solver = &solver};
    (void)state;
    bw_solver_find("", &solver);
    assert_non_null(strstr(solver.program, "/bekwaam-solver"));
    assert_null(strstr(solver.program, "test_solver"));
    bw_solver_find("/some/where", &solver);
    assert_string_equal(solver.program, "/some/where");
    bw_solver_find("off", &solver);
    assert_string_equal(solver.program, "");
    assert_null(bw_solver_of(&asker).solve);
}

static void solver__drawn_programmes_have_the_optimum_of_trying_all(void **state)
{
    struct drawing drawing = {11};
    int feasible = 0;
    (void)state;
    for (int i = 0; i < DRAWN; i++) {
        size_t mark = bw_arena_mark(arena);
        struct bw_milp milp = draw_programme(&drawing, arena);
        double best = 0;
        bool any = try_all(&milp, &best);
        struct bw_milp_answer answer = solve(&milp, 60);
        assert_int_equal(answer.end, any ? BW_MILP_OPTIMAL : BW_MILP_INFEASIBLE);
        if (any) {
            assert_true(bw_solver_fits(&milp, answer.point));
            assert_true(answer.value <= best + 1e-6 * (1 + fabs(best)));
            assert_true(answer.value >= best - .0011 * fabs(best) - 1e-6);
            assert_true(answer.bound >= best - 1e-6 * (1 + fabs(best)));
            assert_true(answer.bound >= answer.value);
        }
        feasible += any;
        bw_arena_rewind(arena, mark);
    }
    assert_in_range(feasible, DRAWN / 3, DRAWN - 10);
}

static void solver__the_same_programme_has_the_same_point(void **state)
{
    struct drawing drawing = {12};
    (void)state;
    for (int i = 0; i < 20; i++) {
        struct bw_milp milp = draw_programme(&drawing, arena);
        struct bw_milp_answer first = solve(&milp, 60), again = solve(&milp, 60);
        assert_int_equal(first.end, again.end);
        if (first.point)
            assert_memory_equal(first.point, again.point, milp.n_columns * sizeof(double));
    }
}

static void solver__what_cannot_be_is_proven(void **state)
{
    struct bw_milp linear = two_programme(-1, arena), whole = two_programme(.6, arena);
    struct bw_milp_row narrow = {.5, .6, 0};
    (void)state;
    struct bw_milp_answer answer = solve(&linear, 10);
    assert_int_equal(answer.end, BW_MILP_INFEASIBLE);
    assert_null(answer.point);
    whole.rows = &narrow;
    assert_int_equal(solve(&whole, 10).end, BW_MILP_INFEASIBLE);
    struct bw_milp_column real[2] = {{1, 0, 1, false}, {2, 0, 1, false}};
    linear.columns = real;
    assert_int_equal(solve(&linear, 10).end, BW_MILP_INFEASIBLE);
}

static void solver__a_programme_without_integers_or_rows_is_one_too(void **state)
{
    struct bw_milp milp = two_programme(1.5, arena);
    struct bw_milp_column real[2] = {{1, 0, 1, false}, {2, 0, 1, false}};
    (void)state;
    milp.columns = real;
    struct bw_milp_answer answer = solve(&milp, 10);
    assert_int_equal(answer.end, BW_MILP_OPTIMAL);
    assert_true(fabs(answer.value - 2.5) < 1e-6);
    struct bw_milp free = two_programme(1, arena);
    free.n_rows = free.n_entries = 0;
    answer = solve(&free, 10);
    assert_int_equal(answer.end, BW_MILP_OPTIMAL);
    assert_true(fabs(answer.value - 3) < 1e-6);
    struct bw_milp none = {.columns = real};
    answer = solve(&none, 10);
    assert_int_equal(answer.end, BW_MILP_OPTIMAL);
    assert_true(answer.value >= 0 && answer.value <= 0);
}

static void solver__what_has_no_bound_is_refused(void **state)
{
    struct bw_milp milp = two_programme(1, arena);
    struct bw_milp_column open[2] = {{1, 0, BW_MILP_INFINITY, true}, {2, 0, 1, true}};
    struct bw_milp_row lax = {-5, BW_MILP_INFINITY, 0};
    (void)state;
    milp.columns = open;
    milp.rows = &lax;
    struct bw_milp_answer answer = solve(&milp, 10);
    says(&answer, "no bound");
    open[0].integer = open[1].integer = false;
    answer = solve(&milp, 10);
    says(&answer, "no best point");
}

static void solver__wrong_programmes_are_named_before_anything_runs(void **state)
{
    struct bw_milp_column columns[2] = {{1, 0, 1, true}, {2, 0, 1, true}};
    struct bw_milp_row rows[2] = {{0, 1, 0}, {0, 1, 1}};
    struct bw_milp_entry entries[2] = {{0, 1}, {1, 1}};
    const struct bw_milp milp = {columns, rows, entries, 2, 2, 2, NULL};
    struct bw_milp_answer answer;
    (void)state;
#define WRONG(place, value, text)                                                                  \
    do {                                                                                           \
        __typeof__(place) before = place;                                                          \
        (place) = (value);                                                                         \
        answer = ask_at("/nowhere", &milp, 1);                                                     \
        says(&answer, text);                                                                       \
        (place) = before;                                                                          \
    } while (0)
    WRONG(columns[1].low, 2, "column 1: no value lies");
    WRONG(columns[1].low, NAN, "column 1: no value lies");
    WRONG(columns[0].gain, NAN, "column 0: its gain");
    WRONG(columns[0].gain, INFINITY, "column 0: its gain");
    WRONG(rows[1].low, 2, "row 1: no sum lies");
    WRONG(rows[0].from, 1, "the first row");
    WRONG(rows[1].from, 3, "row 0: its entries end");
    WRONG(entries[1].column, 2, "row 1: there is no column 2");
    WRONG(entries[1].factor, NAN, "row 1: the factor");
#undef WRONG
}

static void solver__a_column_twice_in_a_row_is_wrong(void **state)
{
    struct bw_milp milp = two_programme(1, arena);
    struct bw_milp_entry twice[2] = {{1, 1}, {1, 1}};
    (void)state;
    milp.entries = twice;
    struct bw_milp_answer answer = ask_at("/nowhere", &milp, 1);
    says(&answer, "row 0: column 1 is in it twice");
}

static void solver__time_is_kept_and_what_was_found_is_given(void **state)
{
    struct bw_milp milp = hard_programme(arena);
    (void)state;
    static const double limits[] = {.2, .9, 4};
    for (int i = 0; i < 3; i++) {
        double seconds = limits[i], began = bw_solver_now();
        struct bw_milp_answer answer = solve(&milp, seconds);
        double took = bw_solver_now() - began;
        assert_int_equal(answer.end, BW_MILP_STOPPED);
        assert_true(bw_solver_fits(&milp, answer.point));
        assert_true(answer.value > 0 || i < 2); /* the start may be all there was time for */
        assert_true(answer.bound > answer.value && answer.bound <= bw_solver_ceiling(&milp));
        assert_true(took < seconds + BW_SOLVER_GRACE(seconds) + 1);
    }
}

static void solver__is_never_worth_less_than_where_it_starts(void **state)
{
    struct bw_milp milp = hard_programme(arena);
    double *start = BW_ARENA_NEW(arena, double, milp.n_columns);
    (void)state;
    struct bw_milp_answer good = solve(&milp, 4);
    memcpy(start, good.point, milp.n_columns * sizeof *start);
    milp.start = start;
    struct bw_milp_answer answer = solve(&milp, .001);
    assert_int_equal(answer.end, BW_MILP_STOPPED);
    assert_true(answer.value >= good.value);
    start[0] = 17; /* no point of it */
    answer = solve(&milp, 4);
    assert_int_equal(answer.end, BW_MILP_STOPPED);
    assert_true(bw_solver_fits(&milp, answer.point));
}

/* The process that the thread waits for now; 0: none. */
static pid_t child_of_ours(void)
{
    char line[64] = "";
    FILE *file = fopen("/proc/thread-self/children", "r");
    if (!file)
        return 0;
    char *got = fgets(line, sizeof line, file);
    fclose(file);
    return got ? (pid_t)strtol(line, NULL, 10) : 0;
}

static bool kill_it(void *context)
{
    int *looks = context;
    if (++*looks == 3)
        assert_int_equal(kill(child_of_ours(), SIGKILL), 0);
    return true;
}

static void solver__killed_in_the_middle_is_told(void **state)
{
    struct bw_milp milp = hard_programme(arena);
    struct bw_solver solver;
    int looks = 0;
    (void)state;
    bw_solver_find(BW_SOLVER_PROGRAM, &solver);
    struct bw_solver_asker asker = {&solver, kill_it, &looks};
    struct bw_milp_answer answer = ask(&asker, &milp, 60, arena);
    says(&answer, "was ended by signal 9");
    assert_true(answer.seconds < 30);
}

static bool only_twice(void *context)
{
    int *looks = context;
    return ++*looks < 3;
}

static void solver__ends_when_nobody_wants_it(void **state)
{
    struct bw_milp milp = hard_programme(arena);
    struct bw_solver solver;
    int looks = 0;
    (void)state;
    bw_solver_find(BW_SOLVER_PROGRAM, &solver);
    struct bw_solver_asker asker = {&solver, only_twice, &looks};
    double began = bw_solver_now();
    struct bw_milp_answer answer = ask(&asker, &milp, 60, arena);
    assert_int_equal(answer.end, BW_MILP_STOPPED);
    assert_ptr_equal(answer.point, milp.start);
    assert_true(bw_solver_now() - began < 30);
    assert_int_equal(looks, 3);
}

static const char *script(const char *text)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/script", dir);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "#!/bin/sh\n%s\n", text);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, 0700), 0);
    return path;
}

static void solver__a_program_that_is_none_is_told(void **state)
{
    static const struct {
        const char *text, *trouble;
    } scripts[] = {
        {"exit 0", "is none"},
        {"exit 3", "ended with 3"},
        {"cat >/dev/null", "is none"},
        {"echo hello; cat >/dev/null", "is none"},
        {"cat", "is none"},
        {"cat >/dev/null; head -c 656 /dev/zero", "is none"},
        {"cat >/dev/null; head -c 657 /dev/zero", "more than an answer has"},
        {"cat /dev/zero", "more than an answer has"},
        {"kill -SEGV $$", "was ended by signal 11"},
        {"cat >/dev/null; kill -ABRT $$", "was ended by signal 6"},
    };
    struct bw_milp milp = two_programme(1, arena);
    (void)state;
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        struct bw_milp_answer answer = ask_at(script(scripts[i].text), &milp, 20);
        says(&answer, scripts[i].trouble);
    }
    struct bw_milp_answer answer = ask_at("/nowhere/at-all", &milp, 1);
    says(&answer, "No such file");
    answer = ask_at(dir, &milp, 1);
    says(&answer, "Permission denied");
}

static void solver__a_program_that_hangs_is_killed_with_its_children(void **state)
{
    static const char *const texts[] = {"sleep 1000", "sleep 1000 & sleep 1000",
                                        "trap '' TERM INT; while :; do sleep 100; done",
                                        "cat >/dev/null; printf x; sleep 1000"};
    struct bw_milp small = two_programme(1, arena), large = hard_programme(arena);
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        double began = bw_solver_now();
        assert_int_equal(ask_at(script(texts[i]), &small, .1).end, BW_MILP_NOTHING);
        struct bw_milp_answer answer = ask_at(script(texts[i]), &large, .1);
        assert_int_equal(answer.end, BW_MILP_STOPPED);
        assert_ptr_equal(answer.point, large.start);
        assert_true(bw_solver_now() - began < 10);
    }
}

static void solver__what_is_not_so_is_not_believed(void **state)
{
    static const struct {
        const char *name, *trouble;
    } lies[] = {
        {"infeasible", "finds no point where there is one"},
        {"all", "does not meet the programme"},
        {"half", "does not meet the programme"},
        {"nan", "does not meet the programme"},
        {"bound_nan", "bound is none"},
        {"bound_low", "bound is none"},
        {"failed", "out of luck"},
        {"other_count", "answer is none"},
        {"flipped", "answer is none"},
        {"cut", "answer is none"},
    };
    struct bw_milp milp = two_programme(1, arena);
    static const double start[2] = {1, 0};
    char path[128];
    (void)state;
    milp.start = start;
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, lies[i].name);
        assert_int_equal(symlink(BW_SOLVER_LIAR, path), 0);
        struct bw_milp_answer answer = ask_at(path, &milp, 20);
        says(&answer, lies[i].trouble);
    }
    /* Nothing, said to be the best and to be worth a million: it is worth less than the start, and
     * the bound is what the columns allow. */
    snprintf(path, sizeof path, "%s/nothing", dir);
    assert_int_equal(symlink(BW_SOLVER_LIAR, path), 0);
    struct bw_milp_answer answer = ask_at(path, &milp, 20);
    assert_int_equal(answer.end, BW_MILP_STOPPED);
    assert_ptr_equal(answer.point, start);
    assert_true(answer.value >= 1 && answer.value <= 1);
    assert_true(answer.bound >= 3 && answer.bound <= 3);
}

static void solver__has_the_bound_that_was_said_before_it_was_killed(void **state)
{
    static const char *const names[] = {"late", "late_cut"};
    static const double start[2] = {1, 0};
    struct bw_milp milp = two_programme(1, arena);
    char path[128];
    (void)state;
    for (int i = 0; i < 4; i++) {
        milp.start = i < 2 ? start : NULL;
        snprintf(path, sizeof path, "%s/%s", dir, names[i % 2]);
        if (i < 2)
            assert_int_equal(symlink(BW_SOLVER_LIAR, path), 0);
        struct bw_milp_answer answer = ask_at(path, &milp, 1);
        assert_int_equal(answer.end, i < 2 ? BW_MILP_STOPPED : BW_MILP_NOTHING);
        assert_ptr_equal(answer.point, milp.start);
        assert_true(answer.bound >= 2.5 && answer.bound <= 2.5);
    }
}

static void solver__has_the_point_that_was_said_before_it_was_killed_or_crashed(void **state)
{
    static const char *const names[] = {"late_point", "crash_point", "crash"};
    static const double start[2] = {1, 0};
    struct bw_milp milp = two_programme(1, arena);
    char path[128];
    (void)state;
    milp.start = start;
    for (int i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        assert_int_equal(symlink(BW_SOLVER_LIAR, path), 0);
        struct bw_milp_answer answer = ask_at(path, &milp, 1);
        if (i == 2) {
            says(&answer, "was ended by signal 11");
            continue;
        }
        assert_int_equal(answer.end, BW_MILP_STOPPED);
        assert_true(answer.value >= 2 && answer.value <= 2);
        assert_true(answer.bound >= 2.5 && answer.bound <= 2.5);
    }
}

static void solver__a_programme_too_large_for_its_time_has_a_bound(void **state)
{
    struct bw_milp milp = hard_programme(arena);
    (void)state;
    struct bw_milp_answer answer = solve(&milp, 4);
    assert_int_equal(answer.end, BW_MILP_STOPPED);
    assert_true(answer.bound < .9 * bw_solver_ceiling(&milp));
}

static size_t count_descriptors(void)
{
    size_t n = 0;
    DIR *folder = opendir("/proc/self/fd");
    assert_non_null(folder);
    while (readdir(folder))
        n++;
    closedir(folder);
    return n;
}

static void solver__many_solves_leave_nothing_behind(void **state)
{
    struct bw_milp milp = two_programme(1, arena);
    size_t before = count_descriptors();
    (void)state;
    for (int i = 0; i < MANY; i++) {
        size_t mark = bw_arena_mark(arena);
        struct bw_milp_answer answer =
            i % 10 == 9 ? ask_at("/nowhere", &milp, 1) : solve(&milp, 60);
        assert_int_equal(answer.end, i % 10 == 9 ? BW_MILP_FAILED : BW_MILP_OPTIMAL);
        bw_arena_rewind(arena, mark);
    }
    assert_int_equal(count_descriptors(), before);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static void *solve_some(void *argument)
{
    struct drawing drawing = {*(uint64_t *)argument};
    struct bw_arena *own = bw_arena_create((size_t)64 << 20);
    struct bw_solver solver;
    bw_solver_find(BW_SOLVER_PROGRAM, &solver);
    struct bw_solver_asker asker = {.solver = &solver};
    size_t wrong = 0;
    for (int i = 0; i < 10; i++) {
        struct bw_milp milp = draw_programme(&drawing, own);
        double best = 0;
        bool any = try_all(&milp, &best);
        struct bw_milp_answer answer = ask(&asker, &milp, 60, own);
        wrong += answer.end != (any ? BW_MILP_OPTIMAL : BW_MILP_INFEASIBLE);
    }
    bw_arena_free(own);
    return (void *)wrong;
}

static void solver__threads_solve_at_once(void **state)
{
    pthread_t threads[4];
    uint64_t seeds[4] = {21, 22, 23, 24};
    (void)state;
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, solve_some, &seeds[i]), 0);
    for (int i = 0; i < 4; i++) {
        void *wrong;
        pthread_join(threads[i], &wrong);
        assert_null(wrong);
    }
}

/* After a second, when it has its task. */
static bool tell_and_die(void *context)
{
    static int looks;
    int *tell = context;
    pid_t pid = child_of_ours();
    if (++looks < 20)
        return true;
    ssize_t n = write(tell[1], &pid, sizeof pid);
    _exit(n == sizeof pid ? 0 : 1);
}

static void solver__ends_with_the_process_that_asked(void **state)
{
    int tell[2], status = 0;
    pid_t solving = 0;
    (void)state;
    assert_int_equal(pipe(tell), 0);
    assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    pid_t asking = fork();
    if (asking == 0) {
        struct bw_milp milp = hard_programme(arena);
        struct bw_solver solver;
        bw_solver_find(BW_SOLVER_PROGRAM, &solver);
        struct bw_solver_asker asker = {&solver, tell_and_die, tell};
        ask(&asker, &milp, 60, arena);
        _exit(1);
    }
    assert_int_equal(waitpid(asking, &status, 0), asking);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_int_equal(read(tell[0], &solving, sizeof solving), sizeof solving);
    double began = bw_solver_now();
    assert_int_equal(waitpid(solving, &status, 0), solving);
    assert_true(bw_solver_now() - began < 30);                    /* it has a minute */
    assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) != 0); /* and gives no answer */
    close(tell[0]);
    close(tell[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(solver__is_found_beside_the_program_or_where_told),
        cmocka_unit_test(solver__drawn_programmes_have_the_optimum_of_trying_all),
        cmocka_unit_test(solver__the_same_programme_has_the_same_point),
        cmocka_unit_test(solver__what_cannot_be_is_proven),
        cmocka_unit_test(solver__a_programme_without_integers_or_rows_is_one_too),
        cmocka_unit_test(solver__what_has_no_bound_is_refused),
        cmocka_unit_test(solver__wrong_programmes_are_named_before_anything_runs),
        cmocka_unit_test(solver__a_column_twice_in_a_row_is_wrong),
        cmocka_unit_test(solver__time_is_kept_and_what_was_found_is_given),
        cmocka_unit_test(solver__is_never_worth_less_than_where_it_starts),
        cmocka_unit_test(solver__killed_in_the_middle_is_told),
        cmocka_unit_test(solver__ends_when_nobody_wants_it),
        cmocka_unit_test(solver__a_program_that_is_none_is_told),
        cmocka_unit_test(solver__a_program_that_hangs_is_killed_with_its_children),
        cmocka_unit_test(solver__what_is_not_so_is_not_believed),
        cmocka_unit_test(solver__has_the_bound_that_was_said_before_it_was_killed),
        cmocka_unit_test(solver__has_the_point_that_was_said_before_it_was_killed_or_crashed),
        cmocka_unit_test(solver__a_programme_too_large_for_its_time_has_a_bound),
        cmocka_unit_test(solver__many_solves_leave_nothing_behind),
        cmocka_unit_test(solver__threads_solve_at_once),
        cmocka_unit_test(solver__ends_with_the_process_that_asked),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
