/* train: a learned model of what happened in the store, for the registry. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "data/models.h"
#include "data/time.h"
#include "tools/format.h"
#include "tools/model/model_send.h"
#include "tools/options.h"
#include "tools/progress.h"
#include "tools/table.h"
#include "tools/text.h"
#include "tools/training/training_show.h"
#include "tools/view.h"

/* Judging a model takes seconds, and others may be asked about first. */
#define JUDGE_MS (10 * 60 * 1000)

static const char help[] =
    "bekwaam train [--seed N] [--until DATE] [--promote] [--by NAME]: learns from what happened "
    "in\n"
    "the store (courses that were completed or dropped, what was taken, what was accepted and\n"
    "declined) and puts the model in the registry as a new version\n"
    "\n"
    "  --seed N      another draw where there is more than is needed (default 1); the same store\n"
    "                and seed give the same model\n"
    "  --until DATE  learns from what ended up to that day and judges by what ended later; "
    "without\n"
    "                it the newest fifth of the outcomes is held back\n"
    "  --promote     puts what is better than the closed form in service, when the gate lets it\n"
    "                (see bekwaam model promote)\n"
    "  --by NAME     who does it, for the history\n"
    "  --lang nl|en, --json\n"
    "\n"
    "A model has up to three parts: the chance to complete a course, what people take together "
    "and\n"
    "after what, and how much preferences weigh. Nothing serves before it is promoted, and a run\n"
    "that ends early leaves nothing. Who objects to profiling is not learned from.\n";

struct train_line {
    int64_t seed;
    bw_day until;
    const char *by;
    bool promote, over;
};

/* Reading, what is taken together, success, sending, as parts of one bar of a hundred. */
struct train {
    struct bw_app *app;
    const struct train_line *line;
    struct bw_progress progress;
    double begin, end; /* of the present part, 0 to 1 */
    struct bw_training_records records;
    struct bw_training_how how;
    struct bw_training_together together;
    struct bw_training_success success;
    struct bw_training_taste taste;
    struct bw_training_result result; /* of these */
    char version[BW_VIEW_LEN], trained_at[BW_TIME_TEXT_LEN + 1];
};

static enum bw_err take(void *context, int option, char *value, struct bw_fail *fail)
{
    struct train_line *line = context;
    char *end;
    switch (option) {
    case 's':
        errno = 0;
        line->seed = strtoll(value, &end, 10);
        return end != value && !*end && errno == 0 && line->seed >= 0
                   ? BW_OK
                   : bw_fail_set(fail, BW_BAD_REQUEST,
                                 "--seed: \"%s\" is no whole number from 0 on", value);
    case 'u':
        return bw_day_parse(value, strlen(value), &line->until)
                   ? BW_OK
                   : bw_fail_set(fail, BW_BAD_REQUEST, "--until: \"%s\" is no date like 2026-03-31",
                                 value);
    case 'p':
        line->promote = true;
        return BW_OK;
    case 'b':
        line->by = value;
        return BW_OK;
    default:
        return bw_fail_set(fail, BW_BAD_REQUEST, "no such option");
    }
}

static int read_line(struct bw_app *app, int argc, char **argv, struct train_line *line)
{
    static const struct option names[] = {{"seed", required_argument, NULL, 's'},
                                          {"until", required_argument, NULL, 'u'},
                                          {"promote", no_argument, NULL, 'p'},
                                          {"by", required_argument, NULL, 'b'},
                                          BW_OPTIONS_COMMON};
    static const struct bw_options options = {"train", help, "h", names, take};
    int first = bw_options_read(app, &options, argc, argv, line);
    line->over = first < 0;
    if (line->over)
        return BW_OPTIONS_EXIT(first);
    if (first < argc)
        return bw_app_usage("train", "train: \"%s\": no argument is expected", argv[first]);
    return BW_EXIT_WELL;
}

/* What went wrong here, and not in the daemon. */
static int failed(struct train *train, const struct bw_fail *fail)
{
    bw_progress_end(&train->progress);
    fprintf(stderr, "bekwaam: %s\n", fail->text);
    return BW_EXIT_ERROR;
}

static void part(struct train *train, double begin, double end)
{
    train->begin = begin;
    train->end = end;
}

static void step(void *context, double done)
{
    struct train *train = context;
    double all = train->begin + (train->end - train->begin) * done;
    bw_progress_step(&train->progress, (size_t)(100 * all));
}

static bool step_on(void *context, double done)
{
    step(context, done);
    return true;
}

/* Reads, and says from which day on is held back. */
static int read_records(struct train *train)
{
    struct bw_fail fail;
    part(train, 0, .4);
    int exit_code = bw_training_records_read(train->app, step, train, &train->records);
    if (exit_code)
        return exit_code;
    const struct bw_training_records *records = &train->records;
    if (records->n_outcomes + records->n_taken + records->n_shown == 0) {
        bw_fail_set(&fail, BW_NOT_FOUND,
                    "the store has nothing to learn from: no course was enrolled in, completed, "
                    "dropped or shown; events come with event.add or an import");
        return failed(train, &fail);
    }
    train->how.until = train->line->until;
    if (train->how.until == BW_DAY_NONE)
        train->how.until = bw_training_until(records);
    return BW_EXIT_WELL;
}

static int learn(struct train *train)
{
    struct bw_fail fail;
    part(train, .4, .5);
    if (bw_training_together(&train->records, &train->how, &train->together, &fail) != BW_OK)
        return failed(train, &fail);
    part(train, .5, .95);
    const struct bw_coenrol *coenrol = train->together.section ? &train->together.coenrol : NULL;
    if (bw_training_success(&train->records, coenrol, &train->how, &train->success, &fail) != BW_OK)
        return failed(train, &fail);
    if (bw_training_taste(&train->records, coenrol, &train->how, &train->taste, &fail) != BW_OK)
        return failed(train, &fail);
    return BW_EXIT_WELL;
}

/* The model as one block; NULL when memory is out. */
static void *pack(struct train *train, size_t *n)
{
    struct bw_section sections[BW_SECTION_KINDS] = {{NULL, 0}};
    unsigned char taste[BW_PREFERENCE_BYTES];
    struct bw_fail fail;
    if (train->success.chance.bytes) {
        sections[BW_SECTION_CHANCE] =
            (struct bw_section){train->success.chance.bytes, train->success.chance.n};
        sections[BW_SECTION_RATES] =
            (struct bw_section){train->success.rates, train->success.n_rates};
    }
    if (train->together.section)
        sections[BW_SECTION_COENROL] =
            (struct bw_section){train->together.section, train->together.n_bytes};
    if (train->taste.fit.learned &&
        bw_preference_pack(&train->taste.fit.weights, taste, &fail) == BW_OK)
        sections[BW_SECTION_PREFERENCE] = (struct bw_section){taste, sizeof taste};
    *n = bw_learned_bytes(sections);
    void *block = aligned_alloc(BW_BLOCK_ALIGN, *n);
    if (block)
        bw_learned_pack(sections, block);
    return block;
}

static void now(const struct bw_app *app, char out[BW_TIME_TEXT_LEN + 1])
{
    bw_day today;
    int64_t seconds = time(NULL);
    if (app->today && bw_day_parse(app->today, strlen(app->today), &today))
        seconds = (int64_t)today * 86400;
    bw_time_format(seconds, out);
}

static int hand_over(struct train *train)
{
    struct bw_fail fail;
    if (!bw_training_offered(&train->result)) {
        bw_fail_set(
            &fail, BW_NOT_FOUND,
            "nothing that could be learned is better than the closed form: no course that "
            "was begun has been completed or dropped, and too little was taken or answered");
        return failed(train, &fail);
    }
    struct bw_args card;
    size_t n;
    now(train->app, train->trained_at);
    void *block = pack(train, &n);
    if (!block) {
        bw_fail_set(&fail, BW_INTERNAL, "memory is out");
        return failed(train, &fail);
    }
    part(train, .95, 1);
    bw_args_init(&card);
    bw_training_card(&train->result, &card);
    struct bw_model_to_send model = {
        .card = &card, .bytes = block, .n = n, .parts = bw_training_offered(&train->result)};
    int exit_code = bw_model_send(train->app, &model, train->version, sizeof train->version);
    bw_args_clear(&card);
    free(block);
    return exit_code;
}

/* Puts the parts that are better in service. */
static int promote(struct train *train)
{
    struct bw_args args;
    struct bw_reply reply;
    unsigned parts = bw_training_better(&train->result);
    if (!parts) {
        fprintf(stderr,
                "bekwaam: %s is not better than the closed form in any part and was not put in "
                "service\n",
                train->version);
        return BW_EXIT_ERROR;
    }
    bw_args_init(&args);
    bw_args_str(&args, "version", train->version);
    bw_args_key(&args, "parts");
    bw_model_parts_pack(&args.packer, parts);
    if (train->line->by)
        bw_args_str(&args, "by", train->line->by);
    bw_app_patience(train->app, JUDGE_MS);
    int exit_code = bw_app_call(train->app, "model.promote", &args, &reply);
    bw_app_patience(train->app, 0);
    bw_args_clear(&args);
    if (!exit_code)
        bw_reply_clear(&reply);
    return exit_code;
}

/* The card, with the version that it became. */
static void print_json(struct train *train, double seconds)
{
    struct bw_args map;
    bw_args_init(&map);
    bw_args_str(&map, "version", train->version);
    bw_args_bool(&map, "promoted", train->line->promote);
    bw_args_float(&map, "seconds", seconds);
    bw_training_card(&train->result, &map);
    bw_app_print_args(&map);
    bw_args_clear(&map);
}

static int run(struct train *train)
{
    int exit_code = read_records(train);
    if (!exit_code)
        exit_code = learn(train);
    if (!exit_code)
        exit_code = hand_over(train);
    bw_progress_end(&train->progress);
    train->app->progress = NULL;
    if (!exit_code && train->line->promote)
        exit_code = promote(train);
    if (exit_code)
        return exit_code;
    if (train->app->json)
        print_json(train, bw_progress_seconds(&train->progress));
    else
        bw_training_show(&train->result, train->app->lang, train->version, train->line->promote);
    return BW_EXIT_WELL;
}

int bw_cmd_train(struct bw_app *app, int argc, char **argv)
{
    struct train_line line = {.seed = 1, .until = BW_DAY_NONE};
    struct train train = {.app = app, .line = &line};
    int exit_code = read_line(app, argc, argv, &line);
    if (exit_code || line.over)
        return exit_code;
    long n_processors = sysconf(_SC_NPROCESSORS_ONLN);
    train.how = (struct bw_training_how){.until = line.until,
                                         .seed = (uint64_t)line.seed,
                                         .n_threads = n_processors > 1 ? (unsigned)n_processors : 1,
                                         .step = step_on,
                                         .context = &train};
    train.result = (struct bw_training_result){.records = &train.records,
                                               .how = &train.how,
                                               .trained_at = train.trained_at,
                                               .success = &train.success,
                                               .together = &train.together,
                                               .taste = &train.taste};
    bw_progress_begin(&train.progress, app->lang, 0, 100);
    app->progress = &train.progress;
    exit_code = run(&train);
    bw_training_success_clear(&train.success);
    bw_training_together_clear(&train.together);
    bw_training_records_clear(&train.records);
    return exit_code;
}
