#include "daemon/solver/solver_child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "daemon/solver/solver_clock.h"

#define LOOK_MS 50     /* is it still wanted? */
#define GOODBYE_MS 250 /* from its last word to its end */

struct child {
    const struct bw_child_run *run;
    char trouble[BW_CHILD_TROUBLE_SIZE];
    pid_t pid;
    int in, out; /* our ends of its stdin and stdout; -1: closed */
    size_t sent, got;
    double until;
};

static enum bw_child_end broken(struct child *child, const char *what, const char *why)
{
    snprintf(child->trouble, sizeof child->trouble, "%s: %.100s", what, why);
    return BW_CHILD_BROKEN;
}

static void shut(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* Two ends, neither of which is one that the program gets. Sockets, because writing to one that
 * nobody reads can be told not to raise SIGPIPE. */
static bool make_pair(int ends[2])
{
    int made[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, made) != 0)
        return false;
    for (int i = 0; i < 2; i++) {
        ends[i] = fcntl(made[i], F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
        close(made[i]);
    }
    if (ends[0] >= 0 && ends[1] >= 0)
        return true;
    shut(&ends[0]);
    shut(&ends[1]);
    return false;
}

/* Signals as a new program expects them, a group of its own, and no descriptor of ours. */
static int spawn(struct child *child, int in, int out)
{
    static char *const environment[] = {NULL};
    char *const argv[] = {(char *)(size_t)child->run->program, NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int err = posix_spawn_file_actions_init(&files);
    if (err)
        return err;
    err = posix_spawnattr_init(&attributes);
    if (!err) {
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawnattr_setsigdefault(&attributes, &all);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                                  POSIX_SPAWN_SETPGROUP);
        err = posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
        if (!err)
            err = posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
        if (!err)
            err = posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
        if (!err)
            err = posix_spawn(&child->pid, child->run->program, &files, &attributes, argv,
                              environment);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&files);
    return err;
}

static bool start(struct child *child)
{
    int in[2], out[2];
    if (!make_pair(in)) {
        broken(child, "no way to the solver", strerror(errno));
        return false;
    }
    if (!make_pair(out)) {
        broken(child, "no way from the solver", strerror(errno));
        shut(&in[0]);
        shut(&in[1]);
        return false;
    }
    int err = spawn(child, in[0], out[1]);
    shut(&in[0]);
    shut(&out[1]);
    child->in = in[1];
    child->out = out[0];
    if (!err && fcntl(child->in, F_SETFL, O_NONBLOCK) == 0 &&
        fcntl(child->out, F_SETFL, O_NONBLOCK) == 0)
        return true;
    broken(child, child->run->program, strerror(err ? err : errno));
    return false;
}

/* What it no longer reads is no fault by itself: its answer will say. */
static void send_more(struct child *child)
{
    const struct bw_child_run *run = child->run;
    ssize_t n = send(child->in, (const char *)run->in + child->sent, run->in_bytes - child->sent,
                     MSG_NOSIGNAL);
    if (n > 0)
        child->sent += (size_t)n;
    bool later = n < 0 && (errno == EAGAIN || errno == EINTR);
    if ((n < 0 && !later) || child->sent == run->in_bytes)
        shut(&child->in);
}

/* A byte more than there may be is room to notice it by. */
static bool receive_more(struct child *child)
{
    const struct bw_child_run *run = child->run;
    char over;
    bool full = child->got == run->out_most;
    ssize_t n = read(child->out, full ? &over : (char *)run->out + child->got,
                     full ? 1 : run->out_most - child->got);
    if (n > 0 && full)
        return false;
    if (n > 0)
        child->got += (size_t)n;
    else if (n == 0 || (errno != EAGAIN && errno != EINTR))
        shut(&child->out);
    return true;
}

/* Until it closes its output or its time is up. */
static enum bw_child_end talk(struct child *child)
{
    const struct bw_child_run *run = child->run;
    while (child->out >= 0) {
        double left = child->until - bw_solver_now();
        struct pollfd fds[2] = {{.fd = child->out, .events = POLLIN},
                                {.fd = child->in, .events = POLLOUT}};
        if (left <= 0)
            return BW_CHILD_LATE;
        if (run->wanted && !run->wanted(run->context))
            return BW_CHILD_UNWANTED;
        int ms = left * 1000 < LOOK_MS ? (int)(left * 1000) + 1 : LOOK_MS;
        if (poll(fds, 2, ms) < 0 && errno != EINTR)
            return broken(child, "waiting for the solver", strerror(errno));
        if (fds[1].revents)
            send_more(child);
        if (fds[0].revents && !receive_more(child))
            return broken(child, run->program, "said more than an answer has");
    }
    return BW_CHILD_DONE;
}

/* A moment for a program that has said all to end by itself, so that its end can be told. */
static void wait_goodbye(const struct child *child)
{
    struct pollfd end = {.fd = pidfd_open(child->pid, 0), .events = POLLIN};
    if (end.fd < 0)
        return;
    while (poll(&end, 1, GOODBYE_MS) < 0 && errno == EINTR)
        continue;
    close(end.fd);
}

/* No process of the group is left, and none to be waited for. */
static int reap(const struct child *child)
{
    int status = 0;
    kill(-child->pid, SIGKILL);
    while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    return status;
}

static enum bw_child_end judge(struct child *child, int status)
{
    char text[64];
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return BW_CHILD_DONE;
    if (WIFSIGNALED(status))
        snprintf(text, sizeof text, "was ended by signal %d", WTERMSIG(status));
    else
        snprintf(text, sizeof text, "ended with %d", WEXITSTATUS(status));
    return broken(child, child->run->program, text);
}

enum bw_child_end bw_child_run(const struct bw_child_run *run, size_t *len,
                               char trouble[BW_CHILD_TROUBLE_SIZE])
{
    struct child child = {
        .run = run, .pid = -1, .in = -1, .out = -1, .until = bw_solver_now() + run->seconds};
    enum bw_child_end end = start(&child) ? talk(&child) : BW_CHILD_BROKEN;
    shut(&child.in);
    shut(&child.out);
    if (child.pid > 0) {
        if (end == BW_CHILD_DONE)
            wait_goodbye(&child);
        int status = reap(&child);
        if (end == BW_CHILD_DONE)
            end = judge(&child, status);
    }
    *len = child.got;
    memcpy(trouble, child.trouble, sizeof child.trouble);
    return end;
}
