/* batch: everyone's ranked list in one file, asked with all workers, taken up again where it was
 * interrupted. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/json.h"
#include "tools/batch/batch_part.h"
#include "tools/batch/batch_run.h"
#include "tools/format.h"
#include "tools/progress.h"
#include "tools/question.h"
#include "tools/view.h"

#define WORKERS_MOST 256

static const char help[] =
    "bekwaam batch {--org ID | --all} --out FILE [OPTIONS]: everyone's ranked list in one file\n"
    "\n"
    "  --org ID          the employees of this organisation, or\n"
    "  --all             everyone\n"
    "  --out FILE        in the form that its ending says, people in byte order of their ids:\n"
    "      .jsonl        a line a person, as recommend answers it\n"
    "      .msgpack      the answers one after another, the daemon's bytes\n"
    "      .csv          a row a suggestion; who has none has no row. Columns: employee, as_of,\n"
    "                    rank, course, title, score, closure, success, ready, price_cents,\n"
    "                    employee_cost_cents, hours, next_session (its first day), mandatory,\n"
    "                    flags (names, a space between), reasons (in words), snapshot\n"
    "  -k N              at most N courses a person (1 to 100, default 10)\n"
    "  --goal GOAL       current (default), wishes, role:ID, change:ID[,ID], or a JSON map\n"
    "  --as-of DATE      judge on this day (default today)\n"
    "  --objective O     balanced (default), closure, per_euro or per_hour\n"
    "  --diversity X     0.0 to 1.0: how much a course above makes the same again worth less\n"
    "  --filter JSON     hard conditions, e.g. '{\"max_price_cents\": 50000}'\n"
    "  --exclude ID[,ID] never these courses\n"
    "  --no-explain      without reasons\n"
    "  --restart         throw away what an interrupted batch left\n"
    "  --mixed           go on with what it left, also when the data changed since\n"
    "  --lang nl|en, --json (a summary as JSON)\n"
    "\n"
    "FILE grows as FILE.part, with FILE.part.json saying what it answers. When it is interrupted\n"
    "the same command goes on after the last whole person. Who cannot be answered becomes\n"
    "{employee, error} (in CSV: a line on stderr); all others are written, and the exit code is "
    "1.\n";

static atomic_bool stop;
static volatile sig_atomic_t stopped_by;

/* The second one ends at once. */
static void on_signal(int number)
{
    stopped_by = number;
    atomic_store(&stop, true);
    signal(number, SIG_DFL);
}

/* Unless whoever started us wants it passed over. */
static void listen_to(int number)
{
    struct sigaction before, action = {.sa_handler = on_signal};
    if (sigaction(number, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        sigaction(number, &action, NULL);
}

struct batch {
    struct bw_app *app;
    struct bw_question_line line;
    struct bw_batch_people people;
    struct bw_batch_part part;
    struct bw_progress progress;
    size_t n_done, n_failed, n_asked;
    size_t n_workers;
    bool write_failed, changed;
};

static void show_complaints(const struct batch *batch, const struct bw_batch_piece *piece)
{
    if (piece->complaints.size == 0)
        return;
    fputs(batch->progress.show ? "\r\033[K" : "", stderr);
    fwrite(piece->complaints.data, 1, piece->complaints.size, stderr);
}

static bool take(void *context, const struct bw_batch_piece *piece, size_t n)
{
    struct batch *batch = context;
    const struct bw_batch_part *part = &batch->part;
    show_complaints(batch, piece);
    if (!bw_batch_part_add(&batch->part, piece)) {
        batch->write_failed = true;
        return false;
    }
    batch->changed |= strcmp(part->first_snapshot, part->note.snapshot) != 0;
    batch->n_done += n;
    batch->n_asked += n;
    batch->n_failed += piece->n_failed;
    return true;
}

/* Who has no row in a CSV that is gone on with: only to hear again who cannot be answered. */
static bool take_silent(void *context, const struct bw_batch_piece *piece, size_t n)
{
    struct batch *batch = context;
    (void)n;
    show_complaints(batch, piece);
    batch->n_failed += piece->n_failed;
    return true;
}

static void tick(void *context)
{
    struct batch *batch = context;
    bw_progress_step(&batch->progress, batch->n_done);
}

/* Hears what the daemon is, and whether it would take the question at all. */
static int prepare(struct batch *batch)
{
    struct bw_reply info, nobody;
    struct bw_args args;
    struct bw_batch_note *note = &batch->part.note;
    batch->app->more_connections = true;
    int exit_code = bw_app_call(batch->app, "server.info", NULL, &info);
    if (exit_code)
        return exit_code;
    int64_t workers = bw_view_int(info.result, "workers", 1);
    batch->n_workers = workers < 1 ? 1 : workers > WORKERS_MOST ? WORKERS_MOST : (size_t)workers;
    char text[BW_VIEW_LEN];
    snprintf(note->version, sizeof note->version, "%.60s",
             bw_view_text(text, info.result, "version"));
    snprintf(note->snapshot, sizeof note->snapshot, "%.79s",
             bw_view_text(text, info.result, "snapshot"));
    bw_reply_clear(&info);
    bw_args_init(&args);
    bw_args_key(&args, "employees");
    msgpack_pack_array(&args.packer, 0);
    bw_args_append(&args, &batch->line.args);
    exit_code = bw_app_call(batch->app, "recommend.many", &args, &nobody);
    if (!exit_code)
        bw_reply_clear(&nobody);
    bw_args_clear(&args);
    return exit_code;
}

static int explain_end(struct batch *batch, enum bw_batch_end end, const char *why)
{
    bw_progress_end(&batch->progress);
    switch (end) {
    case BW_BATCH_ALL:
        return BW_EXIT_WELL;
    case BW_BATCH_REFUSED:
    case BW_BATCH_LOST:
        fprintf(stderr, "bekwaam: recommend.many: %s\n", why);
        break;
    case BW_BATCH_STOPPED:
        break;
    }
    if (batch->write_failed)
        return BW_EXIT_ERROR;
    if (batch->n_done == 0) {
        bw_batch_part_forget(&batch->part);
    } else {
        fprintf(stderr,
                "bekwaam: interrupted after %zu of %zu people, which stand in %s; the same command "
                "goes on there\n",
                batch->n_done, batch->people.n, batch->part.part);
    }
    return end == BW_BATCH_LOST ? BW_EXIT_UNREACHED : BW_EXIT_ERROR;
}

/* Asks for those without a row, then for all that are not there yet. */
static int ask_all(struct batch *batch, struct bw_client **clients)
{
    char why[BW_BATCH_WHY];
    struct bw_batch_run run = {.clients = clients,
                               .n_clients = batch->n_workers,
                               .question = &batch->line.args,
                               .people = &batch->part.found.silent,
                               .form = batch->part.note.form,
                               .lang = batch->app->lang,
                               .stop = &stop,
                               .take = take_silent,
                               .tick = tick,
                               .context = batch};
    enum bw_batch_end end = BW_BATCH_ALL;
    batch->n_done = batch->part.found.n_people;
    batch->n_failed = batch->part.found.n_failed;
    bw_progress_begin(&batch->progress, batch->app->lang, batch->n_done, batch->people.n);
    if (run.people->n)
        end = bw_batch_run(&run, why);
    run.people = &batch->people;
    run.first = batch->n_done;
    run.take = take;
    if (end == BW_BATCH_ALL && run.first < run.people->n)
        end = bw_batch_run(&run, why);
    return explain_end(batch, end, why);
}

static void print_json(const struct batch *batch, double seconds, double rate)
{
    struct bw_args map;
    bw_args_init(&map);
    bw_args_int(&map, "employees", (int64_t)batch->people.n);
    bw_args_int(&map, "answered", (int64_t)(batch->people.n - batch->n_failed));
    bw_args_int(&map, "failed", (int64_t)batch->n_failed);
    bw_args_float(&map, "seconds", seconds);
    bw_args_float(&map, "per_second", rate);
    bw_args_str(&map, "file", batch->part.file);
    bw_app_print_args(&map);
    bw_args_clear(&map);
}

static void print_line(const struct batch *batch, double seconds, double rate)
{
    enum bw_lang lang = batch->app->lang;
    char answered[BW_FORMAT_LEN], all[BW_FORMAT_LEN], time[BW_FORMAT_LEN], speed[BW_FORMAT_LEN];
    char text[BW_WORDS_LEN], failed[BW_FORMAT_LEN];
    bw_format_number(answered, lang, (double)(batch->people.n - batch->n_failed), 0);
    bw_format_number(all, lang, (double)batch->people.n, 0);
    bw_format_number(time, lang, seconds, 1);
    bw_format_number(speed, lang, rate, 0);
    fputs(bw_say(text, lang, BW_W_BATCH_DONE, answered, all, time, speed, batch->part.file),
          stdout);
    if (batch->n_failed) {
        bw_format_number(failed, lang, (double)batch->n_failed, 0);
        printf("; %s", bw_say(text, lang, BW_W_BATCH_FAILED, failed));
    }
    putchar('\n');
}

static int finish(struct batch *batch)
{
    double seconds = bw_progress_seconds(&batch->progress);
    double rate = seconds > 0 ? (double)batch->n_asked / seconds : 0;
    int exit_code = bw_batch_part_finish(&batch->part);
    if (exit_code)
        return exit_code;
    if (batch->changed)
        fprintf(stderr,
                "bekwaam: the data changed meanwhile (%s at first, %s at last); each answer names "
                "its snapshot\n",
                batch->part.first_snapshot, batch->part.note.snapshot);
    if (batch->app->json)
        print_json(batch, seconds, rate);
    else
        print_line(batch, seconds, rate);
    return batch->n_failed ? BW_EXIT_ERROR : BW_EXIT_WELL;
}

/* Opens the part, which cuts it, only now that there is somebody to ask. */
static int ask_into_part(struct batch *batch, struct bw_client **clients)
{
    const struct bw_question_line *line = &batch->line;
    struct bw_batch_part_options options = {line->out, line->restart, line->mixed};
    int exit_code = bw_batch_part_open(&batch->part, &options);
    if (!exit_code) {
        listen_to(SIGINT);
        listen_to(SIGTERM);
        exit_code = ask_all(batch, clients);
    }
    if (!exit_code)
        exit_code = finish(batch);
    bw_batch_part_close(&batch->part);
    return exit_code;
}

static int run(struct batch *batch)
{
    struct bw_client *clients[WORKERS_MOST];
    struct bw_batch_note *note = &batch->part.note;
    note->org = batch->line.org;
    note->question = &batch->line.args;
    note->people = &batch->people;
    int exit_code = prepare(batch);
    if (!exit_code)
        exit_code = bw_batch_people_list(batch->app, note->org, &batch->people);
    if (!exit_code)
        exit_code = bw_app_connect(batch->app, clients, batch->n_workers);
    if (exit_code)
        return exit_code;
    exit_code = ask_into_part(batch, clients);
    for (size_t i = 0; i < batch->n_workers; i++)
        bw_client_close(clients[i]);
    return exit_code;
}

/* What is wrong with the options that bw_question_read does not know of. */
static int check_line(struct batch *batch)
{
    const struct bw_question_line *line = &batch->line;
    if (!line->out)
        return bw_app_usage("batch", "batch: --out FILE is expected");
    if (!bw_batch_form_find(line->out, &batch->part.note.form))
        return bw_app_usage("batch", "batch: --out: \"%s\" ends in none of .jsonl, .csv, .msgpack",
                            line->out);
    if (line->restart && line->mixed)
        return bw_app_usage("batch", "batch: of --restart and --mixed only one can be given");
    return BW_EXIT_WELL;
}

int bw_cmd_batch(struct bw_app *app, int argc, char **argv)
{
    struct batch *batch = calloc(1, sizeof *batch);
    if (!batch) {
        perror("bekwaam");
        return BW_EXIT_ERROR;
    }
    batch->app = app;
    batch->part.fd = -1;
    int exit_code =
        bw_question_read(app, argc, argv, BW_Q_GOAL | BW_Q_LIST | BW_Q_MANY, &batch->line);
    bool show = batch->line.help;
    if (show)
        fputs(help, stdout);
    if (!exit_code && !show)
        exit_code = check_line(batch);
    /* As recommend --json answers; the reasons in CSV are in words. */
    bw_app_add_lang(app, batch->part.note.form == BW_BATCH_CSV, &batch->line.args);
    if (!exit_code && !show)
        exit_code = run(batch);
    bw_question_clear(&batch->line);
    bw_batch_people_clear(&batch->people);
    free(batch);
    if (stopped_by) {
        bw_app_close(app);
        raise(stopped_by); /* its disposition is the default again: whoever waits for us sees it */
    }
    return exit_code;
}
