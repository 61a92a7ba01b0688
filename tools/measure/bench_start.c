/* start: from starting the daemon on a store to its first answer of recommend, and what memory it
 * has taken by then. Cold: nothing of the store's file is in memory before. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/app.h"
#include "tools/measure/bench.h"
#include "tools/measure/bench_names.h"
#include "tools/measure/bench_usage.h"

extern char **environ;

struct starting {
    const struct bw_bench *bench;
    struct bw_names employees;
    char socket[100];
    pid_t pid;
};

/* Share of a file that is in memory, in percent; negative when that cannot be known. */
static double resident_percent(int fd, size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), n = (size + page - 1) / page, in = 0;
    unsigned char *seen = malloc(n ? n : 1);
    void *map = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
    double percent = -1;
    if (seen && map != MAP_FAILED && mincore(map, size, seen) == 0) {
        for (size_t i = 0; i < n; i++)
            in += seen[i] & 1;
        percent = 100.0 * (double)in / (double)n;
    }
    if (map != MAP_FAILED)
        munmap(map, size);
    free(seen);
    return percent;
}

/* Reads all of it, or puts all of it out of memory. */
static enum bw_err prepare_file(const struct bw_bench *bench, struct bw_fail *fail)
{
    char path[1200];
    struct stat about;
    static char buffer[1 << 20];
    snprintf(path, sizeof path, "%s/data.mdb", bench->data);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &about) != 0) {
        if (fd >= 0)
            close(fd);
        return bw_fail_set(fail, BW_NOT_FOUND, "%s: %s", path, strerror(errno));
    }
    if (bench->cold) {
        fsync(fd); /* what is not on the disk yet cannot be put out */
        posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    }
    while (!bench->cold && read(fd, buffer, sizeof buffer) > 0)
        ;
    bw_bench_figure(bench, "resident", resident_percent(fd, (size_t)about.st_size));
    close(fd);
    return BW_OK;
}

/* Starts the daemon with its words in a pipe; *words is read from. */
static enum bw_err spawn(struct starting *starting, FILE **words, struct bw_fail *fail)
{
    const struct bw_bench *bench = starting->bench;
    char today[BW_DAY_TEXT_LEN + 1];
    const char *argv[] = {bench->daemon, "--data",         bench->data, "--listen", "none",
                          "--unix",      starting->socket, "--today",   today,      NULL};
    int ends[2];
    bw_day_format(bench->today, today);
    if (bench->today == BW_DAY_NONE)
        argv[7] = NULL;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return bw_fail_set(fail, BW_INTERNAL, "pipe: %s", strerror(errno));
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    int code =
        posix_spawn(&starting->pid, bench->daemon, &actions, NULL, (char *const *)argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    *words = code == 0 ? fdopen(ends[0], "r") : NULL;
    if (*words)
        return BW_OK;
    close(ends[0]);
    return bw_fail_set(fail, BW_NOT_FOUND, "%s: %s", bench->daemon, strerror(code));
}

/* One question, by the client that the command uses. */
static enum bw_err first_answer(struct starting *starting, struct bw_fail *fail)
{
    struct bw_client_options to = {.unix_path = starting->socket, .timeout_ms = 60000};
    struct bw_str id = starting->employees.at[0];
    struct bw_client *client;
    struct bw_args args;
    struct bw_reply reply;
    enum bw_err err = bw_client_open(&to, &client, fail);
    if (err)
        return err;
    bw_args_init(&args);
    bw_args_key(&args, "employee");
    msgpack_pack_str_with_body(&args.packer, id.at, id.len);
    if (bw_client_call(client, "recommend", &args, &reply) != BW_CLIENT_ANSWERED)
        err = bw_fail_set(fail, BW_INTERNAL, "%s", reply.error);
    bw_reply_clear(&reply);
    bw_args_clear(&args);
    bw_client_close(client);
    return err;
}

/* SIGTERM and its end; well when it ends with 0. */
static enum bw_err stop(struct starting *starting, struct bw_fail *fail)
{
    int status = 0;
    kill(starting->pid, SIGTERM);
    while (waitpid(starting->pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return BW_OK;
    return bw_fail_set(fail, BW_INTERNAL, "the daemon did not end well");
}

static enum bw_err measure(struct starting *starting, struct bw_fail *fail)
{
    char line[256];
    FILE *words = NULL;
    struct bw_fail ending;
    uint64_t from_ns = bw_usage_now_ns();
    enum bw_err err = spawn(starting, &words, fail);
    if (err || !words)
        return err;
    /* It says "listening on" once it does: no look every few milliseconds is in the figure. */
    if (!fgets(line, sizeof line, words))
        err = bw_fail_set(fail, BW_INTERNAL, "the daemon ended before it listened");
    if (!err)
        err = first_answer(starting, fail);
    uint64_t answered_ns = bw_usage_now_ns();
    double anonymous_mb = bw_usage_anonymous_mb(starting->pid);
    enum bw_err stopped = stop(starting, &ending);
    fclose(words);
    if (!err && stopped)
        *fail = ending;
    if (err || stopped)
        return err ? err : stopped;
    bw_bench_figure(starting->bench, "s", 1e-9 * (double)(answered_ns - from_ns));
    bw_bench_figure(starting->bench, "anonymous", anonymous_mb);
    return BW_OK;
}

int bw_bench_start(const struct bw_bench *bench)
{
    struct starting starting = {.bench = bench};
    struct bw_fail fail;
    enum bw_err err = bw_names_read(bench->employees, &starting.employees, &fail);
    snprintf(starting.socket, sizeof starting.socket, "%s/s", bench->dir);
    if (!err)
        bw_names_shuffle(&starting.employees, bench->seed);
    if (!err)
        err = prepare_file(bench, &fail);
    if (!err)
        err = measure(&starting, &fail);
    bw_names_release(&starting.employees);
    return err ? bw_bench_failed(bench, &fail) : BW_EXIT_WELL;
}
