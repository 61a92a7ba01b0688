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

#include "daemon/solver/solver_check.h"
#include "daemon/solver/solver_clock.h"
#include "daemon/solver/solver_search.h"

#define NICE 10
#define ROOM ((size_t)1 << 20)

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SHADOWED 1 /* reserves terabytes of addresses */
#else
#define SHADOWED 0
#endif

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

static bool lead_nowhere(int fd)
{
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    return nowhere >= 0 && dup2(nowhere, fd) == fd;
}

/* What CBC prints is not the answer: stdout leads nowhere from here on. */
static int keep_stdout(void)
{
    int out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    return out >= 0 && lead_nowhere(STDOUT_FILENO) ? out : -1;
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

/* Where answers go. */
struct giving {
    int out;
    double began;
    uint32_t n_columns;
    void *packed; /* room for one */
};

static bool say(void *context, const struct bw_milp_answer *answer)
{
    const struct giving *giving = context;
    struct bw_milp_answer timed = *answer;
    timed.seconds = bw_solver_now() - giving->began;
    size_t size = bw_solver_answer_pack(&timed, giving->n_columns, giving->packed);
    return give(giving->out, giving->packed, size);
}

static bool solve(const struct bw_solver_task *task, struct bw_arena *arena, struct giving *giving)
{
    const char *fault = bw_solver_fault(&task->milp, arena);
    const struct bw_milp_answer wrong = {.end = BW_MILP_FAILED, .trouble = fault};
    const struct bw_solver_listener listener = {say, giving};
    return fault ? say(giving, &wrong) : bw_solver_search(task, arena, &listener);
}

int main(void)
{
    double began = bw_solver_now();
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
    struct bw_arena *arena = bw_arena_create(24 * len + ROOM);
    if (!arena)
        return fail("out of memory");
    char *bytes = bw_arena_take(arena, len);
    memcpy(bytes, head, sizeof head);
    if (!take(bytes + sizeof head, len - sizeof head))
        return fail("stdin ends before the task does");
    if (!bw_solver_task_open(bytes, len, arena, &task, &trouble))
        return fail(trouble);
    bind_to(&task);
    if (!lead_nowhere(STDERR_FILENO)) /* CBC complains there of what is no trouble */
        return fail("stderr cannot be closed");
    uint32_t n = task.milp.n_columns;
    struct giving giving = {out, began, n, bw_arena_take(arena, bw_solver_answer_most(n))};
    task.seconds -= bw_solver_now() - began;
    if (!solve(&task, arena, &giving))
        return fail("nobody reads the answer");
    fflush(NULL);
    _exit(0); /* what is held goes with the process, at once */
}
