/* bekwaam-solver: a task on stdin, its answer on stdout. Owns nothing beyond that; ends with the
 * process that started it, takes what the others leave of the processor, and no more memory than
 * the task allows. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "daemon/solver/solver_cbc.h"
#include "daemon/solver/solver_check.h"

#define NICE 10
#define ROOM ((size_t)1 << 20)

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SHADOWED 1 /* reserves terabytes of addresses */
#else
#define SHADOWED 0
#endif

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void limit(__rlimit_resource_t what, rlim_t most)
{
    struct rlimit both = {most, most};
    setrlimit(what, &both);
}

static bool take(void *bytes, size_t len)
{
    for (size_t got = 0; got < len;) {
        ssize_t n = read(STDIN_FILENO, (char *)bytes + got, len - got);
        if (n == 0 || (n < 0 && errno != EINTR))
            return false;
        got += n > 0 ? (size_t)n : 0;
    }
    return true;
}

static bool give(int fd, const void *bytes, size_t len)
{
    for (size_t sent = 0; sent < len;) {
        ssize_t n = write(fd, (const char *)bytes + sent, len - sent);
        if (n < 0 && errno != EINTR)
            return false;
        sent += n > 0 ? (size_t)n : 0;
    }
    return true;
}

/* What CBC prints is not the answer: stdout leads nowhere from here on. */
static int keep_stdout(void)
{
    int out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (out < 0 || nowhere < 0 || dup2(nowhere, STDOUT_FILENO) < 0)
        return -1;
    return out;
}

static int fail(const char *why)
{
    fprintf(stderr, "bekwaam-solver: %s\n", why);
    return 2;
}

/* Whoever asked may be gone already: then this is the child of another. */
static void bind_to(const struct bw_solver_task *task)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (task->asker > 0 && (int64_t)getppid() != task->asker)
        exit(2);
    if (!SHADOWED && task->memory_bytes)
        limit(RLIMIT_AS, task->memory_bytes);
}

/* Where answers go, and when this began. */
struct giving {
    int out;
    double began;
    struct bw_arena *arena;
};

static bool say(const struct giving *giving, const struct bw_solver_task *task,
                struct bw_milp_answer *answer)
{
    uint32_t n = task->milp.n_columns;
    void *packed = bw_arena_take(giving->arena, bw_solver_answer_most(n));
    answer->seconds = now() - giving->began;
    return give(giving->out, packed, bw_solver_answer_pack(answer, n, packed));
}

/* First a bound, which is soon known and stands when the time is up before anything else is. */
static bool solve(const struct giving *giving, struct bw_solver_task *task)
{
    struct bw_milp_answer answer = {.end = BW_MILP_FAILED};
    answer.trouble = bw_solver_fault(&task->milp, giving->arena);
    if (answer.trouble)
        return say(giving, task, &answer);
    bw_solver_cbc_bound(task, giving->arena, &answer);
    double bound = answer.bound;
    task->seconds -= now() - giving->began;
    if (answer.end == BW_MILP_FAILED && task->seconds <= 0)
        answer = (struct bw_milp_answer){.end = BW_MILP_NOTHING, .bound = bound};
    if (answer.end != BW_MILP_FAILED && !say(giving, task, &answer))
        return false;
    if (answer.end == BW_MILP_INFEASIBLE || task->seconds <= 0)
        return true;
    bw_solver_cbc(task, giving->arena, &answer);
    answer.bound = bound < answer.bound ? bound : answer.bound;
    return say(giving, task, &answer);
}

int main(void)
{
    double began = now();
    double head[BW_SOLVER_HEAD_SIZE / sizeof(double)];
    struct bw_solver_task task;
    const char *trouble;
    limit(RLIMIT_CORE, 0);
    setpriority(PRIO_PROCESS, 0, NICE);
    int out = keep_stdout();
    if (out < 0)
        return fail("stdout cannot be kept");
    size_t len = take(head, sizeof head) ? bw_solver_task_whole(head) : 0;
    if (len == 0)
        return fail("stdin is no task; the daemon starts this program");
    struct bw_arena *arena = bw_arena_create(12 * len + ROOM);
    if (!arena)
        return fail("out of memory");
    char *bytes = bw_arena_take(arena, len);
    memcpy(bytes, head, sizeof head);
    if (!take(bytes + sizeof head, len - sizeof head))
        return fail("stdin ends before the task does");
    if (!bw_solver_task_open(bytes, len, arena, &task, &trouble))
        return fail(trouble);
    bind_to(&task);
    struct giving giving = {out, began, arena};
    if (!solve(&giving, &task))
        return fail("nobody reads the answer");
    fflush(NULL);
    _exit(0); /* what is held goes with the process, at once */
}
