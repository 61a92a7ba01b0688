/* embed: a text model for the store: trained on what it holds, brought from outside, or none. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/options.h"
#include "tools/embed/embed_keys.h"
#include "tools/embed/embed_send.h"
#include "tools/embed/train.h"
#include "tools/format.h"
#include "tools/npy/npy.h"
#include "tools/progress.h"
#include "tools/table.h"
#include "tools/text.h"
#include "tools/view.h"

static const char help[] =
    "bekwaam embed [--seed N] [--name NAME]: trains a text model on all competencies, roles and\n"
    "courses, and puts it in service\n"
    "bekwaam embed --import VECTORS.npy --keys KEYS.txt [--name NAME]: vectors from outside\n"
    "bekwaam embed --only-near all|taxonomy: what counts as near from now on\n"
    "bekwaam embed --drop: without a model from now on\n"
    "\n"
    "  --seed N            another model of the same texts (default 1); the same seed and texts "
    "give\n"
    "                      the same model\n"
    "  --name NAME         what answers call the model (default: made from its bytes)\n"
    "  --import FILE       rows of NumPy's: float32 or float16, row by row, at most 4096 wide\n"
    "  --keys FILE         whose each row is, a line a row: competency:ID, role:ID or course:ID; "
    "an\n"
    "                      id alone when only one of them has it\n"
    "  --near all|taxonomy which competencies are near, so that what is learnt of one counts in "
    "part\n"
    "                      for the other: by their names, the roles that ask both and the "
    "taxonomy\n"
    "                      (all, the default), or by the taxonomy alone, as without a model\n"
    "  --only-near WAY     the same for the model that serves, which stays\n"
    "  --lang nl|en, --json\n"
    "\n"
    "The model before serves until the new one is whole: Ctrl-C, an error or a full disk leave it\n"
    "as it is. What is written later is folded into a trained model at once; of vectors from\n"
    "outside, what is new or changed has none until they are brought again.\n";

struct embed_line {
    const char *import, *keys, *name, *near, *only_near;
    int64_t seed;
    bool seeded, drop, over;
};

/* Reading, training, folding and sending, as parts of one bar of a hundred. */
struct embed {
    struct bw_app *app;
    const struct embed_line *line;
    struct bw_embed_records records;
    struct bw_progress progress;
    double begin, end; /* of the present part, 0 to 1 */
    char model[BW_VIEW_LEN];
    uint64_t left_out;
};

static enum bw_err check_near(const char *option, const char *value, struct bw_fail *fail)
{
    if (strcmp(value, "all") == 0 || strcmp(value, "taxonomy") == 0)
        return BW_OK;
    return bw_fail_set(fail, BW_BAD_REQUEST, "%s: \"%s\" is neither all nor taxonomy", option,
                       value);
}

static enum bw_err take(void *context, int option, char *value, struct bw_fail *fail)
{
    struct embed_line *line = context;
    char *end;
    switch (option) {
    case 's':
        errno = 0;
        line->seed = strtoll(value, &end, 10);
        line->seeded = true;
        return end != value && !*end && errno == 0 && line->seed >= 0 &&
                       line->seed <= 9000000000000000
                   ? BW_OK
                   : bw_fail_set(fail, BW_BAD_REQUEST,
                                 "--seed: \"%s\" is no whole number from 0 on", value);
    case 'n':
        line->name = value;
        return BW_OK;
    case 'i':
        line->import = value;
        return BW_OK;
    case 'k':
        line->keys = value;
        return BW_OK;
    case 'd':
        line->drop = true;
        return BW_OK;
    case 'w':
        line->near = value;
        return check_near("--near", value, fail);
    case 'o':
        line->only_near = value;
        return check_near("--only-near", value, fail);
    default:
        return bw_fail_set(fail, BW_BAD_REQUEST, "no such option");
    }
}

static int check_line(const struct embed_line *line)
{
    if (!line->import != !line->keys)
        return bw_app_usage("embed", "embed: --import and --keys go together");
    if (line->import && line->seeded)
        return bw_app_usage("embed", "embed: --seed is for training, not for --import");
    bool makes = line->import || line->seeded || line->name || line->near;
    if (line->drop && (makes || line->only_near))
        return bw_app_usage("embed", "embed: --drop goes alone");
    if (line->only_near && makes)
        return bw_app_usage("embed", "embed: --only-near goes alone");
    return BW_EXIT_WELL;
}

static int read_line(struct bw_app *app, int argc, char **argv, struct embed_line *line)
{
    static const struct option names[] = {{"seed", required_argument, NULL, 's'},
                                          {"name", required_argument, NULL, 'n'},
                                          {"import", required_argument, NULL, 'i'},
                                          {"keys", required_argument, NULL, 'k'},
                                          {"drop", no_argument, NULL, 'd'},
                                          {"near", required_argument, NULL, 'w'},
                                          {"only-near", required_argument, NULL, 'o'},
                                          BW_OPTIONS_COMMON};
    static const struct bw_options options = {"embed", help, "h", names, take};
    int first = bw_options_read(app, &options, argc, argv, line);
    line->over = first < 0;
    if (line->over)
        return BW_OPTIONS_EXIT(first);
    if (first < argc)
        return bw_app_usage("embed", "embed: \"%s\": no argument is expected", argv[first]);
    return check_line(line);
}

/* What went wrong here, and not in the daemon. */
static int failed(struct embed *embed, const struct bw_fail *fail)
{
    bw_progress_end(&embed->progress);
    fprintf(stderr, "bekwaam: %s\n", fail->text);
    return BW_EXIT_ERROR;
}

static void part(struct embed *embed, double begin, double end)
{
    embed->begin = begin;
    embed->end = end;
}

static bool step(void *context, double done)
{
    struct embed *embed = context;
    double all = embed->begin + (embed->end - embed->begin) * done;
    bw_progress_step(&embed->progress, (size_t)(100 * all));
    return true;
}

static void listed(void *context, size_t n, size_t all)
{
    step(context, all ? (double)n / (double)all : 1);
}

static int send_rows(struct embed *embed, struct bw_embed_sending *sending, const float *rows,
                     size_t stride)
{
    int exit_code = BW_EXIT_WELL;
    for (size_t i = 0; !exit_code && i < embed->records.n; i++) {
        uint64_t hash = bw_said_hash(&embed->records.said[i]);
        exit_code = bw_embed_send_row(sending, &embed->records.at[i], &hash, rows + i * stride);
        step(embed, (double)i / (double)embed->records.n);
    }
    return exit_code;
}

static int send_trained(struct embed *embed, const struct bw_trained *trained,
                        const struct bw_space *space, const float *rows)
{
    struct bw_embed_sending sending;
    struct bw_embed_model model = {.name = embed->line->name,
                                   .near = embed->line->near,
                                   .dim = bw_space_dim(space),
                                   .space = trained->block,
                                   .space_bytes = trained->n,
                                   .seed = embed->line->seed};
    part(embed, .9, 1);
    int exit_code = bw_embed_send_begin(embed->app, &model, &sending);
    if (!exit_code)
        exit_code = bw_embed_send_space(&sending, &model);
    if (!exit_code)
        exit_code = send_rows(embed, &sending, rows, model.dim);
    if (!exit_code)
        exit_code = bw_embed_send_commit(&sending, embed->model, sizeof embed->model);
    embed->left_out = sending.left_out;
    bw_embed_send_clear(&sending);
    return exit_code;
}

/* A model of texts that have no word in common knows none, and is not to replace one that does. */
static enum bw_err check_rows(const float *rows, size_t n, size_t dim, struct bw_fail *fail)
{
    for (size_t i = 0; i < n * dim; i++)
        if (rows[i] < 0 || rows[i] > 0)
            return BW_OK;
    return bw_fail_set(
        fail, BW_BAD_REQUEST,
        "the store has too few texts to train on (%zu): a model of them would know no "
        "word; import more first",
        n);
}

/* The vectors of all records by the new model, then both go to the daemon. */
static int fold_and_send(struct embed *embed, const struct bw_trained *trained,
                         const struct bw_train *train)
{
    struct bw_fail fail;
    struct bw_space *space;
    if (bw_space_open(trained->block, trained->n, &space, &fail) != BW_OK)
        return failed(embed, &fail);
    size_t dim = bw_space_dim(space);
    float *rows = calloc(embed->records.n + 1, dim * sizeof *rows);
    enum bw_err err =
        rows ? bw_train_rows(space, embed->records.said, embed->records.n, dim, rows, train, &fail)
             : bw_fail_set(&fail, BW_INTERNAL, "memory is out");
    if (rows && !err)
        err = check_rows(rows, embed->records.n, dim, &fail);
    int exit_code = err ? failed(embed, &fail) : send_trained(embed, trained, space, rows);
    free(rows);
    bw_space_free(space);
    return exit_code;
}

static int train_and_send(struct embed *embed)
{
    struct bw_fail fail;
    struct bw_trained trained;
    long n_processors = sysconf(_SC_NPROCESSORS_ONLN);
    struct bw_train train = {.seed = (uint64_t)embed->line->seed,
                             .n_threads = n_processors > 1 ? (unsigned)n_processors : 1,
                             .step = step,
                             .context = embed};
    part(embed, 0, .05);
    int exit_code = bw_embed_records_list(embed->app, true, listed, embed, &embed->records);
    if (exit_code)
        return exit_code;
    if (embed->records.n == 0) {
        bw_fail_set(&fail, BW_NOT_FOUND,
                    "the store has no competency, role or course to train on; import some first");
        return failed(embed, &fail);
    }
    part(embed, .05, .8);
    if (bw_train_space(embed->records.said, embed->records.n, &train, &trained, &fail) != BW_OK)
        return failed(embed, &fail);
    part(embed, .8, .9);
    exit_code = fold_and_send(embed, &trained, &train);
    bw_trained_free(&trained);
    return exit_code;
}

/* Row after row from the file to the daemon. */
static int send_file(struct embed *embed, struct bw_npy *npy, const size_t *places)
{
    struct bw_fail fail;
    struct bw_embed_sending sending;
    struct bw_embed_model model = {
        .name = embed->line->name, .near = embed->line->near, .dim = bw_npy_columns(npy)};
    float row[BW_NPY_COLUMNS_MOST];
    uint64_t n = bw_npy_rows(npy);
    int exit_code = bw_embed_send_begin(embed->app, &model, &sending);
    for (uint64_t i = 0; !exit_code && i < n; i++) {
        if (bw_npy_next(npy, row, &fail) != BW_OK)
            exit_code = failed(embed, &fail);
        else
            exit_code = bw_embed_send_row(&sending, &embed->records.at[places[i]], NULL, row);
        step(embed, (double)i / (double)n);
    }
    if (!exit_code)
        exit_code = bw_embed_send_commit(&sending, embed->model, sizeof embed->model);
    embed->left_out = sending.left_out;
    bw_embed_send_clear(&sending);
    return exit_code;
}

static int import(struct embed *embed)
{
    struct bw_fail fail;
    struct bw_npy *npy;
    size_t *places;
    if (bw_npy_open(embed->line->import, &npy, &fail) != BW_OK)
        return failed(embed, &fail);
    part(embed, 0, .1);
    int exit_code = bw_embed_records_list(embed->app, false, listed, embed, &embed->records);
    part(embed, .1, 1);
    struct bw_embed_keys keys = {embed->line->keys, embed->line->import, bw_npy_rows(npy)};
    if (!exit_code && bw_embed_keys_read(&keys, &embed->records, &places, &fail) != BW_OK)
        exit_code = failed(embed, &fail);
    if (!exit_code) {
        exit_code = send_file(embed, npy, places);
        free(places);
    }
    bw_npy_free(npy);
    return exit_code;
}

/* One call, and that it is done. */
static int tell(struct bw_app *app, const char *method, struct bw_args *args, enum bw_word done)
{
    struct bw_reply reply;
    int exit_code = bw_app_call(app, method, args, &reply);
    if (exit_code)
        return exit_code;
    if (app->json)
        bw_app_print_json(reply.result);
    else
        bw_text_wrap(stdout, "", bw_word(app->lang, done), bw_text_terminal());
    bw_reply_clear(&reply);
    return BW_EXIT_WELL;
}

static int set_near(struct bw_app *app, const char *near)
{
    struct bw_args args;
    bw_args_init(&args);
    bw_args_str(&args, "near", near);
    int exit_code = tell(app, "embedding.set", &args,
                         strcmp(near, "all") == 0 ? BW_W_EMBED_NEAR_ALL : BW_W_EMBED_NEAR_TAXONOMY);
    bw_args_clear(&args);
    return exit_code;
}

static void print_table(struct embed *embed, const msgpack_object *model, double seconds)
{
    enum bw_lang lang = embed->app->lang;
    char name[BW_VIEW_LEN], number[BW_FORMAT_LEN], text[BW_WORDS_LEN];
    const struct bw_column columns[] = {
        {bw_word(lang, BW_W_H_MODEL), false, true},
        {bw_word(lang, BW_W_H_DIMENSIONS), true, false},
        {bw_word(lang, BW_W_H_VECTORS), true, false},
        {bw_word(lang, BW_W_H_MEMORY), true, false},
        {bw_word(lang, BW_W_H_SECONDS), true, false},
    };
    struct bw_table *table = bw_table_make(columns, sizeof columns / sizeof *columns);
    bw_table_cell(table, bw_view_text(name, model, "model"));
    bw_table_cell(table, bw_format_number(number, lang, bw_view_number(model, "dimension", 0), 0));
    bw_table_cell(table, bw_format_number(number, lang, bw_view_number(model, "rows", 0), 0));
    bw_format_number(number, lang, bw_view_number(model, "bytes", 0) / (1 << 20), 1);
    bw_table_cellf(table, "%s MiB", number);
    bw_table_cell(table, bw_format_number(number, lang, seconds, 1));
    bw_table_print(table, stdout, 2, bw_text_terminal());
    bw_table_free(table);
    if (embed->left_out == 0)
        return;
    bw_format_number(number, lang, (double)embed->left_out, 0);
    bw_text_wrap(stdout, "  ", bw_say(text, lang, BW_W_EMBED_LEFT_OUT, number), bw_text_terminal());
}

static void print_json(struct embed *embed, const msgpack_object *model, double seconds)
{
    struct bw_args map;
    bw_args_init(&map);
    bw_args_merge(&map, model);
    bw_args_int(&map, "left_out", (int64_t)embed->left_out);
    bw_args_float(&map, "seconds", seconds);
    bw_app_print_args(&map);
    bw_args_clear(&map);
}

/* What serves now, as the daemon sees it. */
static int show(struct embed *embed, double seconds)
{
    struct bw_reply reply;
    int exit_code = bw_app_call(embed->app, "server.info", NULL, &reply);
    if (exit_code)
        return exit_code;
    const msgpack_object *model = bw_view(reply.result, "embedding");
    char name[BW_VIEW_LEN];
    if (!model || strcmp(bw_view_text(name, model, "model"), embed->model) != 0) {
        fprintf(stderr, "bekwaam: %s was put in service, and something else is there now\n",
                embed->model);
        exit_code = BW_EXIT_ERROR;
    } else if (embed->app->json) {
        print_json(embed, model, seconds);
    } else {
        print_table(embed, model, seconds);
    }
    bw_reply_clear(&reply);
    return exit_code;
}

int bw_cmd_embed(struct bw_app *app, int argc, char **argv)
{
    struct embed_line line = {.seed = 1};
    struct embed embed = {.app = app, .line = &line};
    int exit_code = read_line(app, argc, argv, &line);
    if (exit_code || line.over)
        return exit_code;
    if (line.drop)
        return tell(app, "embedding.drop", NULL, BW_W_EMBED_DROPPED);
    if (line.only_near)
        return set_near(app, line.only_near);
    bw_progress_begin(&embed.progress, app->lang, 0, 100);
    app->progress = &embed.progress;
    exit_code = line.import ? import(&embed) : train_and_send(&embed);
    bw_progress_end(&embed.progress);
    app->progress = NULL;
    if (!exit_code)
        exit_code = show(&embed, bw_progress_seconds(&embed.progress));
    bw_embed_records_clear(&embed.records);
    return exit_code;
}
