#include "tools/evaluate/worlds_stage.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/app.h"
#include "tools/scratch.h"
#include "tools/simulate/simulate.h"

#define ANSWER_MS 120000
#define PATHS_OPEN 16
#define COPY_BYTES 65536

static int remove_one(const char *path, const struct stat *stat, int kind, struct FTW *at)
{
    (void)stat;
    (void)kind;
    (void)at;
    return remove(path);
}

static enum bw_err make_dir(struct bw_stage *stage, struct bw_fail *fail)
{
    if (!bw_scratch_make("bekwaam-world", stage->dir, sizeof stage->dir)) {
        enum bw_err err =
            bw_fail_set(fail, BW_INTERNAL, "no folder in %s: %s", stage->dir, strerror(errno));
        stage->dir[0] = '\0';
        return err;
    }
    snprintf(stage->store, sizeof stage->store, "%s/store", stage->dir);
    snprintf(stage->truth_path, sizeof stage->truth_path, "%s/truth", stage->dir);
    return BW_OK;
}

static enum bw_err look(struct bw_stage *stage, struct bw_store *store, struct bw_fail *fail)
{
    struct bw_reader *reader;
    enum bw_err err = bw_reader_open(store, &reader, fail);
    if (err)
        return err;
    err = bw_reader_begin(reader, fail);
    if (!err) {
        err = bw_snapshot_build(reader, stage->today, NULL, &stage->snapshot, fail);
        bw_reader_end(reader);
    }
    bw_reader_close(reader);
    return err;
}

static enum bw_err make(struct bw_stage *stage, uint64_t seed, uint64_t world, struct bw_fail *fail)
{
    struct bw_store *store;
    uint64_t written[BW_KIND_END];
    struct bw_store_options options = {.dir = stage->store, .create = true};
    struct bw_sim_order order = {.size = bw_sim_size_named("world"),
                                 .seed = seed,
                                 .world = world,
                                 .today = stage->today,
                                 .quiet = true,
                                 .truth = stage->truth_path};
    enum bw_err err = bw_store_open(&options, &store, fail);
    if (err)
        return err;
    err = bw_sim_make(store, &order, written, fail);
    if (!err)
        err = look(stage, store, fail);
    bw_store_close(store);
    return err ? err : bw_truth_read(stage->truth_path, &stage->truth, fail);
}

/* The truth file speaks of places in lists: they are the store's. */
static bool is_of(const struct bw_truth *truth, const struct bw_catalogue *cat)
{
    bool same = truth->n_competencies == cat->n_competencies &&
                truth->n_courses == cat->n_courses &&
                truth->n_competencies <= BW_PLAY_COMPETENCIES_MOST;
    for (uint32_t c = 0; same && c < truth->n_competencies; c++)
        same = bw_str_compare(truth->competencies[c], cat->competencies[c].id) == 0;
    for (uint32_t k = 0; same && k < truth->n_courses; k++)
        same = bw_str_compare(truth->courses[k].id, cat->courses[k].id) == 0;
    return same;
}

static enum bw_err settle(struct bw_stage *stage, struct bw_fail *fail)
{
    const struct bw_catalogue *cat = &stage->snapshot->cat;
    uint32_t n = stage->truth->n_people;
    if (!is_of(stage->truth, cat))
        return bw_fail_set(fail, BW_INTERNAL, "%s is not of this store", stage->truth_path);
    enum bw_err err = bw_truth_as_said(stage->truth, cat, &stage->said, fail);
    if (err)
        return err;
    stage->plays = calloc(n + 1, sizeof *stage->plays);
    stage->open = calloc((size_t)n * cat->n_courses + 1, sizeof *stage->open);
    if (!stage->plays || !stage->open)
        return bw_fail_set(fail, BW_INTERNAL, "a world of %u people: out of memory", n);
    for (uint32_t i = 0; i < n; i++) {
        stage->plays[i].cat = cat;
        stage->plays[i].truth = stage->truth;
        stage->plays[i].person = &stage->truth->people[i];
        stage->plays[i].open = stage->open + (size_t)i * cat->n_courses;
        bw_play_settle(&stage->plays[i], stage->today);
    }
    return BW_OK;
}

enum bw_err bw_stage_open(struct bw_stage *stage, uint64_t seed, uint64_t world, bw_day today,
                          struct bw_fail *fail)
{
    *stage = (struct bw_stage){.today = today};
    bw_day_format(today, stage->today_text);
    enum bw_err err = make_dir(stage, fail);
    if (!err)
        err = make(stage, seed, world, fail);
    if (!err)
        err = settle(stage, fail);
    if (err)
        bw_stage_close(stage);
    return err;
}

void bw_stage_rest(struct bw_stage *stage)
{
    bw_client_close(stage->client);
    bw_private_daemon_stop(stage->daemon);
    stage->client = NULL;
    stage->daemon = NULL;
}

void bw_stage_close(struct bw_stage *stage)
{
    bw_stage_rest(stage);
    bw_truth_free(stage->said);
    bw_truth_free(stage->truth);
    bw_snapshot_drop(stage->snapshot);
    free(stage->plays);
    free(stage->open);
    if (stage->dir[0])
        nftw(stage->dir, remove_one, PATHS_OPEN, FTW_DEPTH | FTW_PHYS);
    *stage = (struct bw_stage){.today = stage->today};
}

enum bw_err bw_stage_serve(struct bw_stage *stage, struct bw_fail *fail)
{
    bw_stage_rest(stage);
    return bw_private_daemon_start(stage->store, stage->today_text, ANSWER_MS, &stage->daemon,
                                   &stage->client, fail);
}

static bool pour(int from, int to)
{
    char some[COPY_BYTES];
    ssize_t got;
    while ((got = read(from, some, sizeof some)) > 0)
        if (write(to, some, (size_t)got) != got)
            return false;
    return got == 0;
}

static bool copy_file(const char *from_path, const char *to_path)
{
    int from = open(from_path, O_RDONLY | O_CLOEXEC);
    int to = open(to_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool well = from >= 0 && to >= 0 && pour(from, to);
    if (from >= 0)
        close(from);
    if (to >= 0 && close(to) != 0)
        well = false;
    return well;
}

static bool copy_files(const char *from, const char *to)
{
    DIR *dir = opendir(from);
    const struct dirent *entry;
    bool well = dir && mkdir(to, 0700) == 0;
    while (well && (entry = readdir(dir))) {
        char from_path[400], to_path[400];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(from_path, sizeof from_path, "%s/%s", from, entry->d_name);
        snprintf(to_path, sizeof to_path, "%s/%s", to, entry->d_name);
        well = copy_file(from_path, to_path);
    }
    if (dir)
        closedir(dir);
    return well;
}

enum bw_err bw_stage_aside(struct bw_stage *stage, struct bw_stage *aside, struct bw_fail *fail)
{
    bw_stage_rest(stage);
    *aside = (struct bw_stage){.today = stage->today};
    bw_day_format(aside->today, aside->today_text);
    snprintf(aside->dir, sizeof aside->dir, "%.80s/aside", stage->dir);
    snprintf(aside->store, sizeof aside->store, "%s", aside->dir);
    if (copy_files(stage->store, aside->store))
        return BW_OK;
    enum bw_err err = bw_fail_set(fail, BW_INTERNAL, "%s: no copy in %s: %s", stage->store,
                                  aside->dir, strerror(errno));
    bw_stage_close(aside);
    return err;
}

static void run_train(const struct bw_stage *stage, const char *seed, const char *words)
{
    const char *argv[] = {"bekwaam", "--data", stage->store, "--today", stage->today_text,
                          "train",   "--seed", seed,         NULL};
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    int said = open(words, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    dup2(nothing, STDIN_FILENO);
    dup2(nothing, STDOUT_FILENO);
    dup2(said, STDERR_FILENO);
    execv("/proc/self/exe", (char *const *)argv);
    _exit(127);
}

/* What it said last. */
static void read_words(const char *path, char *out, size_t size)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = file < 0 ? 0 : read(file, out, size - 1);
    size_t len = got > 0 ? (size_t)got : 0;
    while (len > 0 && out[len - 1] == '\n')
        len--;
    out[len] = '\0';
    if (file >= 0)
        close(file);
}

enum bw_err bw_stage_train(struct bw_stage *stage, uint64_t seed, bool *trained,
                           struct bw_fail *fail)
{
    char words[128], said[600], number[32];
    int status = 0;
    bw_stage_rest(stage);
    snprintf(words, sizeof words, "%s/words", stage->dir);
    snprintf(number, sizeof number, "%" PRIu64, seed);
    pid_t pid = fork();
    if (pid == 0)
        run_train(stage, number, words);
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (pid < 0)
        return bw_fail_set(fail, BW_INTERNAL, "no process: %s", strerror(errno));
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    *trained = code == BW_EXIT_WELL;
    if (*trained || code == BW_EXIT_USAGE)
        return BW_OK;
    read_words(words, said, sizeof said);
    return bw_fail_set(fail, BW_INTERNAL, "bekwaam train ended with %d: %s", code, said);
}
