/* book: from a plan to bookings, granting and refusing them, and the list for the providers. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/json.h"
#include "tools/options.h"
#include "tools/report/sheet_out.h"
#include "tools/text.h"
#include "tools/view.h"

#define FILE_MOST ((size_t)64 << 20)
#define LIST_MS (10 * 60 * 1000)

static const char help[] =
    "bekwaam book FILE --by NAME [--reason TEXT]: asks for every course of a plan\n"
    "bekwaam book --employee ID --course ID [--session ID] [--price EUROS] --by NAME: asks for "
    "one\n"
    "bekwaam book --approve FILE | ID... --by NAME: grants what is asked for\n"
    "bekwaam book --decline FILE | ID... --by NAME [--reason TEXT]: refuses it, or takes it back\n"
    "bekwaam book --list --org ID | --team ID [--provider NAME] [--state STATE]: who goes where\n"
    "\n"
    "  FILE            a plan, as bekwaam plan --out (or --json) gives it\n"
    "  ID              of a booking, as --list --csv shows it\n"
    "  --by NAME       who does it; nobody approves what is their own\n"
    "  --state STATE   open (default: on its way), requested, approved, enrolled, completed, "
    "dropped,\n"
    "                  declined or all\n"
    "  --as-of DATE, --min-group N\n"
    "  --csv           the list as CSV, with the provider's id, link, session and place\n"
    "  --table NAME    totals, providers or courses instead of enrolments, for --csv\n"
    "  --html FILE     the list as a page to read and print (-: stdout)\n"
    "  --lang nl|en, --json\n"
    "\n"
    "The same again changes nothing. All of a plan is booked or, when anything of it cannot be,\n"
    "nothing: the session is full or has begun, or the course is gone.\n";

enum book_what { BOOK_REQUEST, BOOK_APPROVE, BOOK_DECLINE, BOOK_LIST };

struct book_line {
    enum book_what what;
    bool chosen;               /* of --approve, --decline, --list */
    struct bw_args args, list; /* of a step; of the list */
    const char *org, *team, *employee, *course, *session, *by;
    int64_t price_cents; /* -1: not given */
    size_t left_out;     /* of a plan: what is the approver's own */
    struct bw_sheet_wish wish;
};

static enum bw_err choose(struct book_line *line, enum book_what what, struct bw_fail *fail)
{
    if (line->chosen)
        return bw_fail_set(fail, BW_BAD_REQUEST, "--approve, --decline, --list: one of them");
    line->chosen = true;
    line->what = what;
    return BW_OK;
}

static enum bw_err take_price(struct book_line *line, const char *value, struct bw_fail *fail)
{
    char *end;
    double euros = strtod(value, &end);
    if (end == value || *end || !(euros >= 0 && euros <= 1e10))
        return bw_fail_set(fail, BW_BAD_REQUEST, "--price: \"%s\" is no amount in euros", value);
    line->price_cents = (int64_t)(euros * 100 + .5);
    return BW_OK;
}

/* What is kept as it is typed. */
static const char **place_of(struct book_line *line, int option)
{
    switch (option) {
    case 'o':
        return &line->org;
    case 't':
        return &line->team;
    case 'e':
        return &line->employee;
    case 'k':
        return &line->course;
    case 's':
        return &line->session;
    case 'b':
        return &line->by;
    case 'w':
        return &line->wish.html;
    case 'n':
        return &line->wish.table;
    default:
        return NULL;
    }
}

static enum bw_err take(void *context, int option, char *value, struct bw_fail *fail)
{
    struct book_line *line = context;
    const char **place = place_of(line, option);
    if (place) {
        *place = value;
        return BW_OK;
    }
    switch (option) {
    case 'A':
        return choose(line, BOOK_APPROVE, fail);
    case 'D':
        return choose(line, BOOK_DECLINE, fail);
    case 'L':
        return choose(line, BOOK_LIST, fail);
    case 'r':
        bw_args_str(&line->args, "reason", value);
        return BW_OK;
    case 'c':
        line->wish.csv = true;
        return BW_OK;
    case 'P':
        return take_price(line, value, fail);
    case 'p':
        bw_args_str(&line->list, "provider", value);
        return BW_OK;
    case 'S':
        bw_args_str(&line->list, "state", value);
        return BW_OK;
    case 'a':
        bw_args_str(&line->list, "as_of", value);
        return BW_OK;
    case 'm':
        return bw_options_whole(&line->list, (struct bw_options_number){"--min-group", "min_group"},
                                value, fail);
    default:
        return bw_fail_set(fail, BW_BAD_REQUEST, "no such option");
    }
}

/* The whole file; NULL with errno. */
static char *read_file(const char *path, size_t *len)
{
    FILE *file = fopen(path, "rb");
    char *text = file ? malloc(FILE_MOST) : NULL;
    *len = text ? fread(text, 1, FILE_MOST, file) : 0;
    bool well = text && !ferror(file);
    int trouble = errno;
    if (file)
        fclose(file);
    if (!well) {
        free(text);
        text = NULL;
    }
    errno = trouble;
    return text;
}

static void pack_field(msgpack_packer *out, const char *name, const msgpack_object *value)
{
    bw_pack_str(out, name);
    msgpack_pack_object(out, *value);
}

/* An item of a plan as one of a booking. */
static void pack_item(msgpack_packer *out, const msgpack_object *item)
{
    static const char *const names[][2] = {{"employee", "employee"},
                                           {"course", "course"},
                                           {"session", "session"},
                                           {"cost_cents", "price_cents"},
                                           {"price_cents", "price_cents"}};
    size_t n = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        n += bw_view(item, names[i][0]) != NULL;
    msgpack_pack_map(out, n);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (bw_view(item, names[i][0]))
            pack_field(out, names[i][1], bw_view(item, names[i][0]));
}

/* Nobody approves what is their own: of a plan it is left to somebody else. */
static bool is_own(const struct book_line *line, const msgpack_object *item)
{
    char employee[BW_VIEW_LEN];
    return line->what == BOOK_APPROVE &&
           strcmp(bw_view_text(employee, item, "employee"), line->by) == 0;
}

static void pack_items(struct book_line *line, const msgpack_object *items, size_t n)
{
    for (size_t i = 0; i < n; i++)
        line->left_out += is_own(line, &items[i]);
    bw_args_key(&line->args, "items");
    msgpack_pack_array(&line->args.packer, n - line->left_out);
    for (size_t i = 0; i < n; i++)
        if (!is_own(line, &items[i]))
            pack_item(&line->args.packer, &items[i]);
}

/* The items of a plan as those of a step. */
static enum bw_err add_plan(struct book_line *line, const char *path, struct bw_fail *fail)
{
    struct bw_json_value plan;
    size_t len, n;
    char *text = read_file(path, &len);
    if (!text)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: %s", path, strerror(errno));
    enum bw_err err = bw_json_value_read(text, len, &plan, fail);
    free(text);
    if (err)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: no plan as JSON", path);
    const msgpack_object *items = bw_view_list(&plan.unpacked.data, "items", &n);
    if (n == 0)
        err = bw_fail_set(fail, BW_BAD_REQUEST, "%s: a plan without items; nothing to book", path);
    for (size_t i = 0; !err && i < n; i++)
        if (!bw_view(&items[i], "employee") || !bw_view(&items[i], "course"))
            err = bw_fail_set(fail, BW_BAD_REQUEST,
                              "%s: item %zu names no employee or no course: a plan for a group "
                              "that is too small to name persons cannot be booked",
                              path, i + 1);
    if (!err)
        pack_items(line, items, n);
    if (!err && line->left_out == n)
        err = bw_fail_set(fail, BW_BAD_REQUEST,
                          "%s: all of it is %s's own; somebody else is to approve it", path,
                          line->by);
    bw_json_value_clear(&plan);
    return err;
}

static void add_one(struct book_line *line)
{
    const struct {
        const char *name, *value;
    } fields[] = {
        {"employee", line->employee}, {"course", line->course}, {"session", line->session}};
    msgpack_packer *out = &line->args.packer;
    bw_args_key(&line->args, "items");
    msgpack_pack_array(out, 1);
    msgpack_pack_map(out, 2 + (line->session ? 1u : 0u) + (line->price_cents >= 0 ? 1u : 0u));
    for (size_t i = 0; i < 3; i++) {
        if (!fields[i].value)
            continue;
        bw_pack_str(out, fields[i].name);
        bw_pack_str(out, fields[i].value);
    }
    if (line->price_cents < 0)
        return;
    bw_pack_str(out, "price_cents");
    msgpack_pack_int64(out, line->price_cents);
}

/* Is it a file, and not the id of a booking? */
static bool is_file(const char *word)
{
    FILE *file = fopen(word, "rb");
    if (file)
        fclose(file);
    return file || strchr(word, '/');
}

/* What the step is about: one course, a plan, or bookings by their ids. */
static enum bw_err add_words(struct book_line *line, char **words, int n, struct bw_fail *fail)
{
    if (line->employee || line->course) {
        if (!line->employee || !line->course || n > 0)
            return bw_fail_set(fail, BW_BAD_REQUEST,
                               "--employee and --course go together, without a file");
        add_one(line);
        return BW_OK;
    }
    if (n == 0)
        return bw_fail_set(fail, BW_BAD_REQUEST, "a plan's file is expected%s",
                           line->what == BOOK_REQUEST ? "" : ", or ids of bookings");
    if (line->what == BOOK_REQUEST || is_file(words[0]))
        return n == 1 ? add_plan(line, words[0], fail)
                      : bw_fail_set(fail, BW_BAD_REQUEST, "one file is expected");
    bw_args_key(&line->args, "ids");
    msgpack_pack_array(&line->args.packer, (size_t)n);
    for (int i = 0; i < n; i++)
        bw_pack_str(&line->args.packer, words[i]);
    return BW_OK;
}

static void show_step(const struct bw_app *app, const struct book_line *line,
                      const msgpack_object *answer)
{
    static const enum bw_word words[] = {BW_W_BOOK_REQUESTED, BW_W_BOOK_APPROVED,
                                         BW_W_BOOK_DECLINED};
    char text[BW_WORDS_LEN], written[32], there[32], own[32];
    if (app->json) {
        bw_app_print_json(answer);
        return;
    }
    snprintf(written, sizeof written, "%lld", (long long)bw_view_int(answer, "written", 0));
    snprintf(there, sizeof there, "%lld", (long long)bw_view_int(answer, "duplicates", 0));
    printf("%s\n", bw_say(text, app->lang, words[line->what], written, there));
    snprintf(own, sizeof own, "%zu", line->left_out);
    if (line->left_out)
        printf("%s\n", bw_say(text, app->lang, BW_W_BOOK_OWN, own, line->by));
}

static int take_step(struct bw_app *app, struct book_line *line, char **words, int n)
{
    static const char *const methods[] = {"booking.request", "booking.approve", "booking.decline"};
    struct bw_fail fail;
    struct bw_reply reply;
    if (!line->by)
        return bw_app_usage("book", "book: --by is missing: who does it?");
    if (add_words(line, words, n, &fail) != BW_OK)
        return bw_app_usage("book", "book: %s", fail.text);
    bw_args_str(&line->args, "by", line->by);
    int code = bw_app_call(app, methods[line->what], &line->args, &reply);
    if (code)
        return code;
    show_step(app, line, reply.result);
    bw_reply_clear(&reply);
    return code;
}

static int show_list(struct bw_app *app, struct book_line *line)
{
    struct bw_reply reply;
    char group[BW_VIEW_LEN] = "";
    bool given;
    bw_args_str(&line->list, line->org ? "org" : "team", line->org ? line->org : line->team);
    bw_app_add_lang(app, !app->json, &line->list);
    bw_app_patience(app, LIST_MS);
    int code = bw_app_call(app, bw_sheet_bookings.method, &line->list, &reply);
    bw_app_patience(app, 0);
    if (code)
        return code;
    if (!app->json && !line->wish.csv)
        bw_app_label(app, line->org ? "org" : "team", line->org ? line->org : line->team, group,
                     sizeof group);
    struct bw_sheet_shown shown = {&bw_sheet_bookings, app->lang, group, reply.result};
    code = bw_sheet_give(app, &shown, &line->wish, &given);
    if (!given)
        bw_sheet_text(stdout, &shown, bw_text_terminal());
    bw_reply_clear(&reply);
    return code;
}

/* What is wrong with a list's line as a whole. */
static int check_list(const struct book_line *line, int n_words)
{
    if (!line->org == !line->team || n_words > 0)
        return bw_app_usage("book", "book --list: --org or --team is expected, one of the two");
    if (line->wish.csv && line->wish.html)
        return bw_app_usage("book", "book --list: --csv and --html: one of the two");
    if (line->wish.table && !line->wish.csv)
        return bw_app_usage("book", "book --list: --table goes with --csv");
    if (!bw_sheet_wanted(&bw_sheet_bookings, &line->wish))
        return bw_app_usage("book", "book --list: --table: \"%s\" is none", line->wish.table);
    return BW_EXIT_WELL;
}

int bw_cmd_book(struct bw_app *app, int argc, char **argv)
{
    static const struct option names[] = {{"approve", no_argument, NULL, 'A'},
                                          {"decline", no_argument, NULL, 'D'},
                                          {"list", no_argument, NULL, 'L'},
                                          {"org", required_argument, NULL, 'o'},
                                          {"team", required_argument, NULL, 't'},
                                          {"employee", required_argument, NULL, 'e'},
                                          {"course", required_argument, NULL, 'k'},
                                          {"session", required_argument, NULL, 's'},
                                          {"price", required_argument, NULL, 'P'},
                                          {"by", required_argument, NULL, 'b'},
                                          {"reason", required_argument, NULL, 'r'},
                                          {"provider", required_argument, NULL, 'p'},
                                          {"state", required_argument, NULL, 'S'},
                                          {"as-of", required_argument, NULL, 'a'},
                                          {"min-group", required_argument, NULL, 'm'},
                                          {"html", required_argument, NULL, 'w'},
                                          {"csv", no_argument, NULL, 'c'},
                                          {"table", required_argument, NULL, 'n'},
                                          BW_OPTIONS_COMMON};
    static const struct bw_options options = {"book", help, "h", names, take};
    struct book_line line = {.what = BOOK_REQUEST, .price_cents = -1};
    bw_args_init(&line.args);
    bw_args_init(&line.list);
    int first = bw_options_read(app, &options, argc, argv, &line), code;
    if (first < 0)
        code = BW_OPTIONS_EXIT(first);
    else if (line.what != BOOK_LIST)
        code = take_step(app, &line, argv + first, argc - first);
    else if ((code = check_list(&line, argc - first)) == BW_EXIT_WELL)
        code = show_list(app, &line);
    bw_args_clear(&line.args);
    bw_args_clear(&line.list);
    return code;
}
