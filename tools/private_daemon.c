#include "tools/private_daemon.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tools/scratch.h"

#define LOOK_MS 5
#define READY_MS 120000

struct bw_private_daemon {
    pid_t pid;
    char dir[96]; /* of the socket; empty once it is gone */
    char socket[112];
    int words; /* a file without a name: what the child says */
};

static void sleep_ms(long ms)
{
    struct timespec t = {ms / 1000, ms % 1000 * 1000000};
    nanosleep(&t, NULL);
}

/* $BEKWAAMD, else the one beside ourselves, else a name for PATH. */
static void find_program(char *out, size_t size)
{
    char self[PATH_MAX], beside[PATH_MAX + 16];
    const char *named = getenv("BEKWAAMD");
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
    snprintf(out, size, "%s", named && *named ? named : "bekwaamd");
    if ((named && *named) || len <= 0)
        return;
    self[len] = 0;
    snprintf(beside, sizeof beside, "%s/bekwaamd", dirname(self));
    if (access(beside, X_OK) == 0 && strlen(beside) < size)
        memcpy(out, beside, strlen(beside) + 1);
}

static bool make_dir(struct bw_private_daemon *daemon)
{
    if (!bw_scratch_make("bekwaam", daemon->dir, sizeof daemon->dir))
        return false;
    snprintf(daemon->socket, sizeof daemon->socket, "%s/s", daemon->dir);
    return true;
}

void bw_private_daemon_shut(struct bw_private_daemon *daemon)
{
    if (!daemon->dir[0])
        return;
    unlink(daemon->socket);
    rmdir(daemon->dir);
    daemon->dir[0] = 0;
}

enum bw_err bw_private_daemon_connect(const struct bw_private_daemon *daemon, int timeout_ms,
                                      struct bw_client **client, struct bw_fail *fail)
{
    struct bw_client_options options = {.unix_path = daemon->socket, .timeout_ms = timeout_ms};
    return bw_client_open(&options, client, fail);
}

static void run_child(const struct bw_private_daemon *daemon, const char *program, const char *data,
                      const char *today)
{
    const char *argv[12] = {"bekwaamd", "--data", data,          "--listen",
                            "none",     "--unix", daemon->socket};
    if (today) {
        argv[7] = "--today";
        argv[8] = today;
    }
    /* It ends with us, also when we are killed, and not before us on Ctrl-C. */
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    setpgid(0, 0);
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    dup2(nothing, STDIN_FILENO);
    dup2(nothing, STDOUT_FILENO);
    dup2(daemon->words, STDERR_FILENO);
    execvp(program, (char *const *)argv);
    dprintf(STDERR_FILENO, "%s: %s; build it, or name it in BEKWAAMD\n", program, strerror(errno));
    _exit(127);
}

/* What the child said, without the last line end. */
static void read_words(const struct bw_private_daemon *daemon, char *out, size_t size)
{
    ssize_t got = pread(daemon->words, out, size - 1, 0);
    size_t len = got > 0 ? (size_t)got : 0;
    while (len > 0 && out[len - 1] == '\n')
        len--;
    out[len] = 0;
    if (len == 0)
        snprintf(out, size, "bekwaamd ended without a word");
}

/* Connects as soon as the child listens; an error when it ends before that. */
static enum bw_err wait_ready(struct bw_private_daemon *daemon, int timeout_ms,
                              struct bw_client **client, struct bw_fail *fail)
{
    char words[900];
    for (int waited = 0; waited < READY_MS; waited += LOOK_MS) {
        int status;
        if (bw_private_daemon_connect(daemon, timeout_ms, client, fail) == BW_OK)
            return BW_OK;
        if (waitpid(daemon->pid, &status, WNOHANG) == daemon->pid) {
            daemon->pid = 0;
            read_words(daemon, words, sizeof words);
            return bw_fail_set(fail, BW_CONFLICT, "%s", words);
        }
        sleep_ms(LOOK_MS);
    }
    return bw_fail_set(fail, BW_BUSY, "bekwaamd is not ready after %d s", READY_MS / 1000);
}

enum bw_err bw_private_daemon_start(const char *data, const char *today, int timeout_ms,
                                    struct bw_private_daemon **out, struct bw_client **client,
                                    struct bw_fail *fail)
{
    char program[PATH_MAX];
    struct bw_private_daemon *daemon = calloc(1, sizeof *daemon);
    int words = memfd_create("bekwaamd", MFD_CLOEXEC);
    if (!daemon || words < 0 || !make_dir(daemon)) {
        if (words >= 0)
            close(words);
        free(daemon);
        return bw_fail_set(fail, BW_INTERNAL, "no folder for a socket: %s", strerror(errno));
    }
    daemon->words = words;
    find_program(program, sizeof program);
    daemon->pid = fork();
    if (daemon->pid == 0)
        run_child(daemon, program, data, today);
    enum bw_err err = daemon->pid < 0
                          ? bw_fail_set(fail, BW_INTERNAL, "no process: %s", strerror(errno))
                          : wait_ready(daemon, timeout_ms, client, fail);
    if (err)
        bw_private_daemon_stop(daemon);
    else
        *out = daemon;
    return err;
}

bool bw_private_daemon_stop(struct bw_private_daemon *daemon)
{
    int status = 0;
    bool well = true;
    if (!daemon)
        return true;
    bw_private_daemon_shut(daemon);
    if (daemon->pid > 0) {
        char words[900];
        kill(daemon->pid, SIGTERM);
        while (waitpid(daemon->pid, &status, 0) < 0 && errno == EINTR)
            ;
        well = WIFEXITED(status) && WEXITSTATUS(status) == 0;
        read_words(daemon, words, sizeof words);
        if (!well)
            fprintf(stderr, "%s\n", words);
    }
    close(daemon->words);
    free(daemon);
    return well;
}
