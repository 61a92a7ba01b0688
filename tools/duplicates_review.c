#include "tools/duplicates_review.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/format.h"
#include "tools/review.h"
#include "tools/text.h"
#include "tools/view.h"

enum choice { SAME, DIFFERENT, SKIP, QUIT, CHOICES };

/* A verdict that was sent and is not yet answered. */
struct sent {
    bool waiting;
    size_t pair;
    char a[BW_VIEW_LEN], b[BW_VIEW_LEN];
};

/* What was decided about a pair, unless it was refused. */
struct decided {
    enum { OPEN, ONE, TWO } as;
    bool retired[2]; /* the first, the second */
};

/* Records are known by where they stand: record 2 i and 2 i + 1 are those of pair i. */
struct walk {
    const struct bw_duplicates_review *of;
    const msgpack_object *items;
    size_t n;
    struct bw_client *writer; /* a connection of its own for verdicts */
    struct sent sent;
    size_t count[CHOICES], refused;
    struct decided *decided; /* by pair */
    size_t *first;           /* where the record stands first */
    size_t *group;           /* the same of all that are one by what was decided */
};

static const char *word(const struct walk *walk, enum bw_word of)
{
    return bw_word(walk->of->app->lang, of);
}

static const char *end_of(size_t end)
{
    return end % 2 ? "b" : "a";
}

static bool same_id(const struct walk *walk, size_t end, size_t other)
{
    const msgpack_object *x = bw_view(&walk->items[end / 2], end_of(end));
    const msgpack_object *y = bw_view(&walk->items[other / 2], end_of(other));
    return x && y && x->type == MSGPACK_OBJECT_STR && y->type == MSGPACK_OBJECT_STR &&
           x->via.str.size == y->via.str.size &&
           memcmp(x->via.str.ptr, y->via.str.ptr, x->via.str.size) == 0;
}

static bool make_room(struct walk *walk)
{
    walk->decided = calloc(walk->n + 1, sizeof *walk->decided);
    walk->first = calloc(2 * walk->n + 1, sizeof *walk->first);
    walk->group = calloc(2 * walk->n + 1, sizeof *walk->group);
    if (!walk->decided || !walk->first || !walk->group)
        return false;
    for (size_t end = 0; end < 2 * walk->n; end++) {
        size_t first = 0;
        while (first < end && !same_id(walk, first, end))
            first++;
        walk->first[end] = walk->group[end] = first;
    }
    return true;
}

/* Competencies are one with whatever those are that they are one with. */
static void regroup(struct walk *walk)
{
    memcpy(walk->group, walk->first, 2 * walk->n * sizeof *walk->group);
    for (size_t pair = 0; pair < walk->n && !walk->of->courses; pair++) {
        size_t from = walk->group[2 * pair + 1], to = walk->group[2 * pair];
        for (size_t end = 0; end < 2 * walk->n && walk->decided[pair].as == ONE; end++)
            if (walk->group[end] == from)
                walk->group[end] = to;
    }
}

/* Does what was decided about pair i say what there is to say about this one? */
static bool is_settled_by(const struct walk *walk, size_t pair, size_t i)
{
    const struct decided *decided = &walk->decided[i];
    size_t a = walk->group[2 * pair], b = walk->group[2 * pair + 1];
    size_t x = walk->group[2 * i], y = walk->group[2 * i + 1];
    bool apart = decided->as == TWO && ((x == a && y == b) || (x == b && y == a));
    bool gone = false;
    for (int end = 0; end < 2; end++) {
        size_t first = walk->first[2 * i + (size_t)end];
        gone |= decided->retired[end] &&
                (first == walk->first[2 * pair] || first == walk->first[2 * pair + 1]);
    }
    return apart || gone;
}

static bool is_settled(const struct walk *walk, size_t pair)
{
    bool settled = walk->group[2 * pair] == walk->group[2 * pair + 1];
    for (size_t i = 0; i < pair && !settled; i++)
        settled = is_settled_by(walk, pair, i);
    return settled;
}

static void note(struct walk *walk, size_t pair, struct decided decided)
{
    walk->decided[pair] = decided;
    regroup(walk);
}

/* Waits for the answer of what was sent. BW_EXIT_UNREACHED: there will be none. */
static int settle(struct walk *walk)
{
    struct bw_raw_reply reply;
    char text[BW_WORDS_LEN];
    if (!walk->sent.waiting)
        return BW_EXIT_WELL;
    walk->sent.waiting = false;
    enum bw_client_result result = bw_client_receive(walk->writer, &reply);
    if (result == BW_CLIENT_ANSWERED)
        return BW_EXIT_WELL;
    walk->refused++;
    note(walk, walk->sent.pair, (struct decided){.as = OPEN});
    bw_text_clean(reply.error);
    bw_say(text, walk->of->app->lang, BW_W_TWINS_FAILED, walk->sent.a, walk->sent.b, reply.error);
    fprintf(stderr, "bekwaam: %s\n", text);
    return result == BW_CLIENT_LOST ? BW_EXIT_UNREACHED : BW_EXIT_WELL;
}

/* Sends a verdict on its way, after the one before has arrived. */
static int send_verdict(struct walk *walk, size_t pair, struct decided decided)
{
    const msgpack_object *item = &walk->items[pair];
    struct bw_args args;
    uint32_t id;
    int exit_code = settle(walk);
    if (exit_code)
        return exit_code;
    walk->sent.pair = pair;
    bw_view_text(walk->sent.a, item, "a");
    bw_view_text(walk->sent.b, item, "b");
    bw_args_init(&args);
    bw_args_str(&args, "kind", walk->of->courses ? "courses" : "competencies");
    bw_args_str(&args, "a", walk->sent.a);
    bw_args_str(&args, "b", walk->sent.b);
    bw_args_bool(&args, "same", decided.as == ONE);
    if (decided.retired[0] || decided.retired[1])
        bw_args_str(&args, "retire", decided.retired[0] ? walk->sent.a : walk->sent.b);
    if (walk->of->by)
        bw_args_str(&args, "by", walk->of->by);
    walk->sent.waiting = bw_client_send(walk->writer, "duplicates.confirm", &args, &id);
    bw_args_clear(&args);
    if (!walk->sent.waiting) {
        perror("bekwaam: duplicates.confirm");
        return BW_EXIT_UNREACHED;
    }
    note(walk, pair, decided);
    walk->count[decided.as == ONE ? SAME : DIFFERENT]++;
    return BW_EXIT_WELL;
}

/* The text of a field in the language of the tables, else in another. */
static char *text_in(const struct walk *walk, char *out, const msgpack_object *record,
                     const char *field)
{
    const msgpack_object *value = bw_view(record, field);
    if (!value || value->type != MSGPACK_OBJECT_MAP)
        return bw_view_text(out, record, field);
    bw_view_text(out, value, walk->of->app->lang == BW_NL ? "nl" : "en");
    return *out ? out : bw_view_text(out, value, walk->of->app->lang == BW_NL ? "en" : "nl");
}

static void show_line(const struct walk *walk, enum bw_word name, const char *text)
{
    char front[BW_VIEW_LEN];
    snprintf(front, sizeof front, "       %s: ", word(walk, name));
    if (*text)
        bw_text_wrap(stdout, front, text, bw_text_terminal());
}

static void show_names(const struct walk *walk, const msgpack_object *record)
{
    char text[BW_WORDS_LEN], name[BW_VIEW_LEN];
    const msgpack_object *names = bw_view(record, walk->of->courses ? "alt_titles" : "alt_labels");
    size_t at = 0;
    text[0] = '\0';
    for (int lang = 0; lang < 2; lang++) {
        size_t n;
        const msgpack_object *list = bw_view_list(names, lang ? "en" : "nl", &n);
        for (size_t i = 0; i < n && at + BW_VIEW_LEN < sizeof text; i++)
            at += (size_t)snprintf(text + at, sizeof text - at, "%s%s", at ? "; " : "",
                                   bw_view_value(name, &list[i]));
    }
    show_line(walk, BW_W_FIELD_ALT, text);
}

/* What a course is beside its words. */
static void show_facts(const struct walk *walk, const msgpack_object *record)
{
    char format[BW_VIEW_LEN], language[BW_VIEW_LEN], url[BW_VIEW_LEN], text[4 * BW_VIEW_LEN];
    char hours[BW_FORMAT_LEN], price[BW_FORMAT_LEN];
    enum bw_lang lang = walk->of->app->lang;
    bw_format_hours(hours, lang, bw_view_number(record, "hours", 0));
    bw_format_euro(price, lang, bw_view_int(record, "price_cents", 0));
    bw_view_text(url, record, "url");
    snprintf(text, sizeof text, "%s · %s · %s · %s%s%s", hours, price,
             bw_view_text(format, record, "format"), bw_view_text(language, record, "language"),
             *url ? " · " : "", url);
    bw_text_wrap(stdout, "       ", text, bw_text_terminal());
}

static void show_record(const struct walk *walk, const char *place, const msgpack_object *record)
{
    char name[BW_VIEW_LEN], id[BW_VIEW_LEN], front[BW_VIEW_LEN], text[2 * BW_VIEW_LEN + 4];
    text_in(walk, name, record, walk->of->courses ? "title" : "label");
    snprintf(front, sizeof front, "    %s  ", place);
    snprintf(text, sizeof text, "%s  [%s]", name, bw_view_text(id, record, "id"));
    bw_text_wrap(stdout, front, text, bw_text_terminal());
    show_names(walk, record);
    if (walk->of->courses) {
        show_line(walk, BW_W_FIELD_PROVIDER, bw_view_text(text, record, "provider"));
        show_facts(walk, record);
    }
    show_line(walk, BW_W_FIELD_DESCRIPTION, text_in(walk, name, record, "description"));
}

/* One of the two as it is stored; *there: it still is. */
static int show_end(const struct walk *walk, const msgpack_object *item, bool second, bool *there)
{
    char id[BW_VIEW_LEN];
    struct bw_args args;
    struct bw_reply reply;
    bw_args_init(&args);
    bw_args_str(&args, "id", bw_view_text(id, item, second ? "b" : "a"));
    int exit_code = bw_app_ask(walk->of->app, walk->of->courses ? "course.get" : "competency.get",
                               &args, &reply);
    if (exit_code == BW_EXIT_WELL) {
        show_record(walk, second ? "2" : "1", bw_view(reply.result, "item"));
    } else if (exit_code == BW_EXIT_ERROR) {
        bw_text_clean(reply.error);
        printf("    %s\n", reply.error);
        *there = false;
        exit_code = BW_EXIT_WELL;
    }
    bw_reply_clear(&reply);
    bw_args_clear(&args);
    return exit_code;
}

static int show_pair(const struct walk *walk, size_t pair, bool *there)
{
    const msgpack_object *item = &walk->items[pair];
    char text[BW_WORDS_LEN], why[BW_VIEW_LEN], score[BW_FORMAT_LEN], at[32], of[32];
    snprintf(at, sizeof at, "%zu", pair + 1);
    snprintf(of, sizeof of, "%zu", walk->n);
    bw_format_number(score, walk->of->app->lang, bw_view_number(item, "score", 0), 2);
    bw_say(text, walk->of->app->lang, BW_W_TWINS_HEAD, at, of,
           bw_view_text(why, item, "reason_text"), score);
    putchar('\n');
    bw_text_wrap(stdout, "", text, bw_text_terminal());
    int exit_code = show_end(walk, item, false, there);
    return exit_code || !*there ? exit_code : show_end(walk, item, true, there);
}

/* Of two courses that are one, which goes. False: no answer will come. */
static bool ask_retired(const struct walk *walk, struct decided *decided)
{
    const char *const choices[] = {word(walk, BW_W_KEY_FIRST), word(walk, BW_W_KEY_SECOND),
                                   word(walk, BW_W_KEY_NEITHER)};
    printf("%s ", word(walk, BW_W_RETIRE_WHICH));
    int choice = bw_review_ask(choices, 3);
    if (choice == 0 || choice == 1)
        decided->retired[choice] = true;
    return choice != BW_REVIEW_END;
}

static int ask(struct walk *walk, size_t pair, bool *ended)
{
    const char *const choices[CHOICES] = {
        [SAME] = word(walk, BW_W_KEY_SAME),
        [DIFFERENT] = word(walk, BW_W_KEY_DIFFERENT),
        [SKIP] = word(walk, BW_W_KEY_SKIP),
        [QUIT] = word(walk, BW_W_KEY_QUIT),
    };
    bool there = true;
    int exit_code = show_pair(walk, pair, &there);
    if (exit_code || !there)
        return exit_code;
    struct decided decided = {.as = ONE};
    switch (bw_review_ask(choices, CHOICES)) {
    case SAME:
        if (!walk->of->courses || ask_retired(walk, &decided))
            return send_verdict(walk, pair, decided);
        *ended = true; /* half an answer is none */
        return BW_EXIT_WELL;
    case DIFFERENT:
        decided.as = TWO;
        return send_verdict(walk, pair, decided);
    case SKIP:
        walk->count[SKIP]++;
        return BW_EXIT_WELL;
    default:
        *ended = true;
        return BW_EXIT_WELL;
    }
}

static void sum_up(const struct walk *walk)
{
    char text[BW_WORDS_LEN], n[CHOICES][32], refused[32];
    for (int i = 0; i < CHOICES; i++)
        snprintf(n[i], sizeof n[i], "%zu", walk->count[i]);
    snprintf(refused, sizeof refused, "%zu", walk->refused);
    bw_say(text, walk->of->app->lang, BW_W_TWINS_DONE, n[SAME], n[DIFFERENT], n[SKIP]);
    printf("\n%s\n", text);
    if (walk->refused)
        printf("%s\n", bw_say(text, walk->of->app->lang, BW_W_TWINS_NOT_KEPT, refused));
}

int bw_duplicates_review(const struct bw_duplicates_review *review, const msgpack_object *items,
                         size_t n)
{
    struct walk walk = {.of = review, .items = items, .n = n};
    bool ended = false;
    int exit_code = bw_app_connect(review->app, &walk.writer, 1);
    if (exit_code)
        return exit_code;
    if (!make_room(&walk)) {
        fprintf(stderr, "bekwaam: out of memory\n");
        exit_code = BW_EXIT_ERROR;
    }
    for (size_t pair = 0; pair < n && !ended && !exit_code; pair++)
        if (!is_settled(&walk, pair))
            exit_code = ask(&walk, pair, &ended);
    int last = settle(&walk);
    sum_up(&walk);
    bw_client_close(walk.writer);
    free(walk.decided);
    free(walk.first);
    free(walk.group);
    exit_code = exit_code ? exit_code : last;
    return exit_code ? exit_code : walk.refused ? BW_EXIT_ERROR : BW_EXIT_WELL;
}
