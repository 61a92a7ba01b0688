#include "tools/tag_review.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/format.h"
#include "tools/review.h"
#include "tools/text.h"
#include "tools/view.h"

#define DESCRIPTION_MOST 400 /* bytes that are shown */
#define LINE_LEN 64

enum answer { OPEN, ACCEPTED, REJECTED };

struct proposal {
    char competency[BW_VIEW_LEN], label[BW_VIEW_LEN];
    double probability, from, to;
    enum answer answer;
};

/* A course and what is proposed for it. */
struct lot {
    char course[BW_VIEW_LEN], title[BW_VIEW_LEN], taught[BW_WORDS_LEN];
    int64_t revision;
    struct proposal *at;
    size_t n;
};

struct walk {
    struct bw_app *app;
    const struct bw_tag_review *review;
    struct lot *lots;
    size_t n, room;
    size_t lot, at; /* where we are */
    size_t shown;   /* the lot whose heading stands above, + 1 */
    char after[BW_VIEW_LEN];
    bool began, more; /* was a page asked for; is there another? */
    bool stop;
};

char *bw_tag_level_text(char *buf, enum bw_lang lang, double from, double to)
{
    char of[BW_FORMAT_LEN], until[BW_FORMAT_LEN];
    bw_format_number(until, lang, to, to > (double)(int)to);
    if (from >= 0)
        bw_format_number(of, lang, from, from > (double)(int)from);
    snprintf(buf, BW_TAG_LEVEL_LEN, "%s%s→ %s", from >= 0 ? of : "", from >= 0 ? " " : "", until);
    return buf;
}

/* A number with a point or a comma; NULL when there is none. */
static const char *read_number(const char *text, double *out)
{
    char plain[LINE_LEN], *end;
    size_t n = 0;
    while (n + 1 < sizeof plain && (isdigit((unsigned char)text[n]) || strchr(".,", text[n])) &&
           text[n]) {
        plain[n] = text[n] == ',' ? '.' : text[n];
        n++;
    }
    plain[n] = '\0';
    *out = strtod(plain, &end);
    return n && !*end ? text + n : NULL;
}

bool bw_tag_level_read(const char *text, double *from, double *to)
{
    double first, second;
    const char *at = read_number(text + strspn(text, " \t"), &first);
    if (!at)
        return false;
    at += strspn(at, " \t-");
    bool both = *at != '\0';
    if (both && (!(at = read_number(at, &second)) || at[strspn(at, " \t")]))
        return false;
    *from = both ? first : -1;
    *to = both ? second : first;
    return *to > 0 && *to <= 5 && *from < *to;
}

/* ---- what is proposed */

static void read_proposal(const msgpack_object *item, struct proposal *out)
{
    bw_view_text(out->competency, item, "competency");
    bw_view_text(out->label, item, "label");
    out->probability = bw_view_number(item, "probability", 0);
    out->from = bw_view_number(item, "from", -1);
    out->to = bw_view_number(item, "to", 0);
    out->answer = OPEN;
}

/* "Gesprekken voeren (1 → 3), …" */
static void read_taught(enum bw_lang lang, const msgpack_object *item, char *out)
{
    size_t n, at = 0;
    const msgpack_object *taught = bw_view_list(item, "teaches", &n);
    out[0] = '\0';
    for (size_t i = 0; i < n && at < BW_WORDS_LEN; i++) {
        char label[BW_VIEW_LEN], level[BW_TAG_LEVEL_LEN];
        bw_tag_level_text(level, lang, bw_view_number(&taught[i], "from", -1),
                          bw_view_number(&taught[i], "to", 0));
        at += (size_t)snprintf(out + at, BW_WORDS_LEN - at, "%s%s (%s)", i ? ", " : "",
                               bw_view_text(label, &taught[i], "label"), level);
    }
}

static bool add_lot(struct walk *walk, const msgpack_object *item)
{
    size_t n;
    const msgpack_object *items = bw_view_list(item, "items", &n);
    if (walk->n == walk->room) {
        size_t room = 2 * walk->room + 16;
        struct lot *grown = realloc(walk->lots, room * sizeof *grown);
        if (!grown)
            return false;
        walk->lots = grown;
        walk->room = room;
    }
    struct lot *lot = &walk->lots[walk->n];
    lot->at = malloc((n + 1) * sizeof *lot->at);
    if (!lot->at)
        return false;
    walk->n++;
    bw_view_text(lot->course, item, "course");
    bw_view_text(lot->title, item, "title");
    read_taught(walk->app->lang, item, lot->taught);
    lot->revision = bw_view_int(item, "revision", 0);
    lot->n = n;
    for (size_t i = 0; i < n; i++)
        read_proposal(&items[i], &lot->at[i]);
    return true;
}

/* The next page of tag.list; it may hold nothing and be followed by others. */
static int more_lots(struct walk *walk)
{
    struct bw_args args;
    struct bw_reply reply;
    size_t n;
    bw_args_init(&args);
    bw_args_append(&args, walk->review->list);
    if (walk->began)
        bw_args_str(&args, "after", walk->after);
    int exit_code = bw_app_call(walk->app, "tag.list", &args, &reply);
    bw_args_clear(&args);
    if (exit_code)
        return exit_code;
    const msgpack_object *items = bw_view_list(reply.result, "items", &n);
    for (size_t i = 0; !exit_code && i < n; i++)
        exit_code = add_lot(walk, &items[i]) ? BW_EXIT_WELL : BW_EXIT_ERROR;
    if (exit_code)
        fputs("bekwaam: out of memory\n", stderr);
    walk->began = true;
    walk->more = bw_view(reply.result, "next") != NULL;
    bw_view_text(walk->after, reply.result, "next");
    bw_reply_clear(&reply);
    return exit_code;
}

/* ---- showing */

/* The beginning of the description, in the app's language when it has one. */
static void show_description(const struct walk *walk, const msgpack_object *record)
{
    const msgpack_object *text = bw_view(record, "description");
    const char *first = walk->app->lang == BW_NL ? "nl" : "en";
    char part[DESCRIPTION_MOST + 4];
    if (text && text->type == MSGPACK_OBJECT_MAP)
        text = bw_view(text, first) ? bw_view(text, first)
                                    : bw_view(text, walk->app->lang == BW_NL ? "en" : "nl");
    if (!text || text->type != MSGPACK_OBJECT_STR || text->via.str.size == 0)
        return;
    size_t len = text->via.str.size, most = DESCRIPTION_MOST;
    bool cut = len > most;
    if (cut)
        for (len = most; len && ((unsigned char)text->via.str.ptr[len] & 0xc0) == 0x80;)
            len--;
    memcpy(part, text->via.str.ptr, len);
    memcpy(part + len, cut ? "…" : "", cut ? sizeof "…" : 1);
    bw_text_clean(part);
    bw_text_wrap(stdout, "    ", part, bw_text_terminal());
}

/* The course as it is now: its revision, and (`show`) its description. */
static int look_at_course(struct walk *walk, struct lot *lot, bool show)
{
    struct bw_args args;
    struct bw_reply reply;
    bw_args_init(&args);
    bw_args_str(&args, "id", lot->course);
    int exit_code = bw_app_call(walk->app, "course.get", &args, &reply);
    bw_args_clear(&args);
    if (exit_code)
        return exit_code;
    if (!show)
        lot->revision = bw_view_int(reply.result, "revision", lot->revision);
    else
        show_description(walk, bw_view(reply.result, "item"));
    bw_reply_clear(&reply);
    return BW_EXIT_WELL;
}

static int show_lot(struct walk *walk, struct lot *lot)
{
    char line[BW_WORDS_LEN], number[LINE_LEN];
    enum bw_lang lang = walk->app->lang;
    snprintf(number, sizeof number, "%zu", walk->lot + 1);
    putchar('\n');
    bw_text_wrap(stdout, "", bw_say(line, lang, BW_W_TAG_COURSE, number, lot->title, lot->course),
                 bw_text_terminal());
    int exit_code = look_at_course(walk, lot, true);
    if (lot->taught[0])
        bw_text_wrap(stdout, "    ", bw_say(line, lang, BW_W_TAG_TEACHES, lot->taught),
                     bw_text_terminal());
    walk->shown = walk->lot + 1;
    return exit_code;
}

static void show_proposal(const struct walk *walk, const struct lot *lot, const struct proposal *of)
{
    static const enum bw_word said[] = {
        [ACCEPTED] = BW_W_TAG_IS_ACCEPTED, [REJECTED] = BW_W_TAG_IS_REJECTED};
    char line[BW_WORDS_LEN], at[LINE_LEN], n[LINE_LEN], share[BW_FORMAT_LEN];
    char level[BW_TAG_LEVEL_LEN];
    enum bw_lang lang = walk->app->lang;
    snprintf(at, sizeof at, "%zu", walk->at + 1);
    snprintf(n, sizeof n, "%zu", lot->n);
    bw_format_share(share, of->probability);
    bw_tag_level_text(level, lang, of->from, of->to);
    bw_say(line, lang, BW_W_TAG_PROPOSAL, at, n, of->label, share, level);
    size_t len = strlen(line);
    if (of->answer != OPEN)
        snprintf(line + len, sizeof line - len, " · %s", bw_word(lang, said[of->answer]));
    bw_text_wrap(stdout, "  ", line, bw_text_terminal());
}

/* ---- answering */

static void pack_level(struct bw_args *args, const struct proposal *of)
{
    struct bw_args teach;
    bw_args_init(&teach);
    bw_args_str(&teach, "competency", of->competency);
    if (of->from >= 0)
        bw_args_float(&teach, "from", of->from);
    bw_args_float(&teach, "to", of->to);
    bw_args_key(args, "accept");
    msgpack_pack_array(&args->packer, 1);
    bw_args_pack(&teach, &args->packer);
    bw_args_clear(&teach);
}

/* Says on stderr why the answer was not taken, and looks at the course again. */
static int refused(struct walk *walk, struct lot *lot, char *error)
{
    bw_text_clean(error);
    fflush(stdout);
    fprintf(stderr, "bekwaam: %s\n", error);
    return look_at_course(walk, lot, false);
}

/* Writes the decision; *taken: it is durable. */
static int write_answer(struct walk *walk, struct lot *lot, const struct proposal *of, bool *taken)
{
    struct bw_args args;
    struct bw_reply reply;
    bw_args_init(&args);
    bw_args_str(&args, "course", lot->course);
    if (of->answer == ACCEPTED) {
        pack_level(&args, of);
    } else {
        bw_args_key(&args, "reject");
        msgpack_pack_array(&args.packer, 1);
        bw_pack_str(&args.packer, of->competency);
    }
    if (walk->review->by)
        bw_args_str(&args, "by", walk->review->by);
    bw_args_int(&args, "if_revision", lot->revision);
    int exit_code = bw_app_ask(walk->app, "tag.confirm", &args, &reply);
    bw_args_clear(&args);
    *taken = exit_code == BW_EXIT_WELL;
    if (exit_code == BW_EXIT_WELL)
        exit_code = look_at_course(walk, lot, false);
    else if (exit_code == BW_EXIT_ERROR)
        exit_code = refused(walk, lot, reply.error);
    bw_reply_clear(&reply);
    return exit_code;
}

/* Back to the proposal before, if there is one. */
static void go_back(struct walk *walk)
{
    if (walk->at > 0)
        walk->at--;
    else if (walk->lot > 0)
        walk->at = walk->lots[--walk->lot].n - 1;
}

static void go_on(struct walk *walk)
{
    if (++walk->at >= walk->lots[walk->lot].n) {
        walk->lot++;
        walk->at = 0;
    }
}

static int decide(struct walk *walk, enum answer answer, double from, double to)
{
    struct lot *lot = &walk->lots[walk->lot];
    struct proposal decided = lot->at[walk->at];
    char line[BW_WORDS_LEN], level[BW_TAG_LEVEL_LEN];
    bool taken;
    decided.answer = answer;
    decided.from = from;
    decided.to = to;
    int exit_code = write_answer(walk, lot, &decided, &taken);
    if (exit_code || !taken)
        return exit_code;
    lot->at[walk->at] = decided;
    bw_tag_level_text(level, walk->app->lang, from, to);
    bw_text_wrap(stdout, "    ",
                 bw_say(line, walk->app->lang,
                        answer == ACCEPTED ? BW_W_TAG_SAVED_ACCEPTED : BW_W_TAG_SAVED_REJECTED,
                        decided.label, level),
                 bw_text_terminal());
    go_on(walk);
    return BW_EXIT_WELL;
}

/* Another level, then accepted; an empty line: not after all. */
static int ask_level(struct walk *walk)
{
    char line[LINE_LEN];
    double from, to;
    while (bw_review_line(bw_word(walk->app->lang, BW_W_TAG_LEVEL_PROMPT), line, sizeof line)) {
        if (!line[strspn(line, " \t")])
            return BW_EXIT_WELL;
        if (bw_tag_level_read(line, &from, &to))
            return decide(walk, ACCEPTED, from, to);
        bw_text_wrap(stdout, "    ", bw_word(walk->app->lang, BW_W_TAG_NO_LEVEL),
                     bw_text_terminal());
    }
    walk->stop = true;
    return BW_EXIT_WELL;
}

static int ask(struct walk *walk)
{
    static const enum bw_word keys[] = {BW_W_TAG_ACCEPT, BW_W_TAG_LEVEL,       BW_W_TAG_REJECT,
                                        BW_W_TAG_NEXT,   BW_W_TAG_NEXT_COURSE, BW_W_TAG_BACK,
                                        BW_W_TAG_QUIT};
    enum { N_KEYS = sizeof keys / sizeof *keys };
    const char *choices[N_KEYS];
    struct lot *lot = &walk->lots[walk->lot];
    const struct proposal *of = &lot->at[walk->at];
    for (size_t i = 0; i < N_KEYS; i++)
        choices[i] = bw_word(walk->app->lang, keys[i]);
    show_proposal(walk, lot, of);
    int choice = bw_review_ask(choices, N_KEYS);
    switch (choice == BW_REVIEW_END ? BW_W_TAG_QUIT : keys[choice]) {
    case BW_W_TAG_ACCEPT:
        return decide(walk, ACCEPTED, of->from, of->to);
    case BW_W_TAG_LEVEL:
        return ask_level(walk);
    case BW_W_TAG_REJECT:
        return decide(walk, REJECTED, of->from, of->to);
    case BW_W_TAG_NEXT:
        go_on(walk);
        return BW_EXIT_WELL;
    case BW_W_TAG_NEXT_COURSE:
        walk->lot++;
        walk->at = 0;
        return BW_EXIT_WELL;
    case BW_W_TAG_BACK:
        go_back(walk);
        return BW_EXIT_WELL;
    default:
        walk->stop = true;
        return BW_EXIT_WELL;
    }
}

static void show_end(const struct walk *walk)
{
    size_t n[] = {[OPEN] = 0, [ACCEPTED] = 0, [REJECTED] = 0};
    char line[BW_WORDS_LEN], accepted[LINE_LEN], rejected[LINE_LEN], courses[LINE_LEN];
    for (size_t l = 0; l < walk->n; l++)
        for (size_t i = 0; i < walk->lots[l].n; i++)
            n[walk->lots[l].at[i].answer]++;
    snprintf(accepted, sizeof accepted, "%zu", n[ACCEPTED]);
    snprintf(rejected, sizeof rejected, "%zu", n[REJECTED]);
    snprintf(courses, sizeof courses, "%zu", walk->stop ? walk->lot + 1 : walk->n);
    putchar('\n');
    bw_text_wrap(stdout, "",
                 walk->n ? bw_say(line, walk->app->lang, BW_W_TAG_DONE, courses, accepted, rejected)
                         : bw_word(walk->app->lang, BW_W_TAG_NOTHING),
                 bw_text_terminal());
}

int bw_tag_review(struct bw_app *app, const struct bw_tag_review *review)
{
    struct walk walk = {.app = app, .review = review, .more = true};
    int exit_code = BW_EXIT_WELL;
    while (!exit_code && !walk.stop && (walk.lot < walk.n || walk.more)) {
        if (walk.lot == walk.n) {
            exit_code = more_lots(&walk);
            continue;
        }
        if (walk.shown != walk.lot + 1)
            exit_code = show_lot(&walk, &walk.lots[walk.lot]);
        if (!exit_code)
            exit_code = ask(&walk);
    }
    if (!exit_code)
        show_end(&walk);
    for (size_t l = 0; l < walk.n; l++)
        free(walk.lots[l].at);
    free(walk.lots);
    return exit_code;
}
