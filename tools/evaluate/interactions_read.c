#include "tools/evaluate/interactions_read.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/time.h"
#include "model/base/arena.h"
#include "tools/import/columns.h"

#define TEXT_MOST ((size_t)8 << 30)
#define ID_MOST 128
#define NUMBER_MOST 64

struct row {
    struct bw_str user, item;
    double when;
    uint32_t number, place; /* in the file; of the item */
};

struct reading {
    const char *path;
    struct bw_interactions *out;
    struct row *rows;
    size_t n, room;
    uint32_t without_last;
    enum bw_err err;
    struct bw_fail *fail;
};

static void out_of_memory(struct reading *reading)
{
    reading->err = bw_fail_set(reading->fail, BW_INTERNAL, "%s: out of memory", reading->path);
}

static void wrong(struct reading *reading, size_t line, const char *what, struct bw_str text)
{
    int len = text.len < ID_MOST ? (int)text.len : ID_MOST;
    reading->err = bw_fail_set(reading->fail, BW_BAD_REQUEST, "%s:%zu: \"%.*s\" %s", reading->path,
                               line, len, text.at ? text.at : "", what);
}

static void add(struct reading *reading, struct bw_str user, struct bw_str item, double when)
{
    if (reading->n == reading->room) {
        size_t room = reading->room ? 2 * reading->room : 4096;
        struct row *grown =
            room <= UINT32_MAX ? realloc(reading->rows, room * sizeof *grown) : NULL;
        if (!grown) {
            out_of_memory(reading);
            return;
        }
        reading->rows = grown;
        reading->room = room;
    }
    reading->rows[reading->n] = (struct row){user, item, when, (uint32_t)reading->n, 0};
    reading->n++;
}

/* KGAT's form */

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* The next run of other characters up to `end`; len 0 at the end. */
static struct bw_str next_word(const char **at, const char *end)
{
    while (*at < end && is_space(**at))
        (*at)++;
    const char *from = *at;
    while (*at < end && !is_space(**at))
        (*at)++;
    size_t len = (size_t)(*at - from);
    return (struct bw_str){from, len < UINT32_MAX ? (uint32_t)len : UINT32_MAX};
}

static bool is_number(struct bw_str word)
{
    for (uint32_t i = 0; i < word.len; i++)
        if (word.at[i] < '0' || word.at[i] > '9')
            return false;
    return word.len > 0 && word.len <= ID_MOST;
}

static void read_line(struct reading *reading, const char *at, const char *end, size_t line)
{
    struct bw_str user = next_word(&at, end);
    if (user.len == 0)
        return;
    if (!is_number(user)) {
        wrong(reading, line,
              "is no number; a line is a user and items, numbers with spaces between", user);
        return;
    }
    for (struct bw_str item; !reading->err && (item = next_word(&at, end)).len > 0;) {
        if (is_number(item))
            add(reading, user, item, 0);
        else
            wrong(reading, line,
                  "is no number; a line is a user and items, numbers with spaces "
                  "between",
                  item);
    }
}

static void read_lines(struct reading *reading, const char *bytes, size_t len)
{
    size_t line = 1;
    for (const char *at = bytes, *end = bytes + len; at < end && !reading->err; line++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        stop = stop ? stop : end;
        read_line(reading, at, stop, line);
        at = stop + 1;
    }
}

/* CSV */

enum column { USER, ITEM, TIME, ORDER };

static int digits(const char *two)
{
    return 10 * (two[0] - '0') + two[1] - '0';
}

/* A number, or a date or moment as its seconds. */
static bool read_when(struct bw_str text, double *out)
{
    char number[NUMBER_MOST + 1], utc[BW_TIME_TEXT_LEN + 1], *end;
    bw_day day;
    if (bw_day_parse(text.at, text.len, &day)) {
        *out = (double)day * 86400;
        return true;
    }
    if (bw_time_to_utc(text.at, text.len, utc) && bw_day_parse(utc, BW_DAY_TEXT_LEN, &day)) {
        *out = (double)day * 86400 + digits(utc + 11) * 3600 + digits(utc + 14) * 60 +
               digits(utc + 17);
        return true;
    }
    if (!text.at || text.len > NUMBER_MOST)
        return false;
    memcpy(number, text.at, text.len);
    number[text.len] = 0;
    *out = strtod(number, &end);
    return end != number && !*end && isfinite(*out);
}

static struct bw_str keep(struct reading *reading, struct bw_str text)
{
    char *copy = bw_arena_take(reading->out->arena, text.len);
    if (text.at)
        memcpy(copy, text.at, text.len);
    return (struct bw_str){copy, text.len};
}

static void take_cells(void *context, const struct bw_cells *row)
{
    static const char *const names[] = {"user", "item"};
    struct reading *reading = context;
    struct bw_str when = row->cells[row->cells[ORDER].at ? ORDER : TIME];
    double value = 0;
    for (int column = USER; column <= ITEM && !reading->err; column++) {
        struct bw_str cell = row->cells[column];
        if (!cell.at)
            reading->err = bw_fail_set(reading->fail, BW_BAD_REQUEST, "%s:%u: %s is empty",
                                       reading->path, row->place.line, names[column]);
        else if (cell.len > ID_MOST)
            wrong(reading, row->place.line, "is longer than 128 bytes", cell);
    }
    if (!reading->err && !when.at)
        reading->err = bw_fail_set(reading->fail, BW_BAD_REQUEST,
                                   "%s:%u: time (or order) is empty; it says what came first",
                                   reading->path, row->place.line);
    if (!reading->err && !read_when(when, &value))
        wrong(reading, row->place.line, "is no number and no date (2026-11-24, with a time or not)",
              when);
    if (!reading->err)
        add(reading, keep(reading, row->cells[USER]), keep(reading, row->cells[ITEM]), value);
}

static enum bw_err read_csv(struct reading *reading)
{
    static const struct bw_column_wanted wanted[] = {
        {"user", false}, {"item", false}, {"time", true}, {"order", true}};
    const struct bw_columns columns = {.form = BW_CSV_QUOTED,
                                       .wanted = wanted,
                                       .n_wanted = sizeof wanted / sizeof *wanted,
                                       .take = take_cells,
                                       .context = reading};
    struct bw_intake *intake = &reading->out->intake;
    if (!(reading->out->arena = bw_arena_create(TEXT_MOST))) {
        out_of_memory(reading);
        return reading->err;
    }
    enum bw_err err = bw_columns_read(intake, reading->path, &columns, reading->fail);
    if (err)
        return err;
    if (!reading->err && intake->n_bad > 0)
        reading->err = bw_fail_set(reading->fail, BW_BAD_REQUEST, "%s:%u: %s", reading->path,
                                   intake->bad[0].place.line, intake->bad[0].text);
    return reading->err;
}

/* Digits and spaces only, up to its end. */
static bool first_line_is_numbers(const char *bytes, size_t len)
{
    size_t at = 0;
    while (at < len && isspace((unsigned char)bytes[at]))
        at++;
    for (; at < len && bytes[at] != '\n'; at++)
        if (!is_space(bytes[at]) && (bytes[at] < '0' || bytes[at] > '9'))
            return false;
    return true;
}

static enum bw_err read_rows(struct reading *reading)
{
    struct bw_intake *intake = &reading->out->intake;
    enum bw_err err = bw_intake_open(intake, reading->path, reading->fail);
    if (err)
        return err;
    const struct bw_intake_source *source = &intake->sources[0];
    if (!first_line_is_numbers(source->bytes, source->len))
        return read_csv(reading);
    read_lines(reading, source->bytes, source->len);
    return reading->err;
}

/* Users, items and order */

static int by_user_and_time(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    int order = bw_str_compare(x->user, y->user);
    if (order == 0 && (x->when < y->when || x->when > y->when))
        return x->when < y->when ? -1 : 1;
    return order ? order : (x->number > y->number) - (x->number < y->number);
}

static int by_item(const void *a, const void *b)
{
    const struct row *x = *(struct row *const *)a, *y = *(struct row *const *)b;
    return bw_str_compare(x->item, y->item);
}

/* From rows by user and time: each user's last few go. */
static void cut_ends(struct reading *reading)
{
    size_t kept = 0;
    for (size_t from = 0, end; from < reading->n; from = end) {
        for (end = from; end < reading->n; end++)
            if (bw_str_compare(reading->rows[from].user, reading->rows[end].user) != 0)
                break;
        for (size_t i = from; i + reading->without_last < end; i++)
            reading->rows[kept++] = reading->rows[i];
    }
    reading->n = kept;
}

/* Gives each row the place of its item, and out the items' ids. */
static bool place_items(const struct reading *reading)
{
    struct bw_interactions *out = reading->out;
    struct row **sorted = malloc((reading->n + 1) * sizeof *sorted);
    out->ids = calloc(reading->n + 1, sizeof *out->ids);
    bool well = sorted && out->ids;
    for (size_t i = 0; well && i < reading->n; i++)
        sorted[i] = &reading->rows[i];
    if (well && reading->n)
        qsort(sorted, reading->n, sizeof(struct row *), by_item);
    for (size_t i = 0; well && i < reading->n; i++) {
        uint32_t n = out->taken.n_items;
        if (n == 0 || bw_str_compare(out->ids[n - 1], sorted[i]->item) != 0)
            out->ids[out->taken.n_items++] = sorted[i]->item;
        sorted[i]->place = out->taken.n_items - 1;
    }
    free(sorted);
    return well;
}

/* From rows by user and time. */
static bool fill_users(const struct reading *reading)
{
    struct bw_interactions *out = reading->out;
    struct bw_taken *taken = &out->taken;
    uint32_t *last_user = calloc((size_t)taken->n_items + 1, sizeof *last_user); /* from 1 */
    taken->at = calloc(reading->n + 2, sizeof *taken->at);
    taken->items = malloc((reading->n + 1) * sizeof *taken->items);
    bool well = last_user && taken->at && taken->items;
    for (size_t i = 0, n = 0; well && i < reading->n; i++) {
        const struct row *row = &reading->rows[i];
        if (i == 0 || bw_str_compare(row->user, reading->rows[i - 1].user) != 0)
            taken->n_users++;
        if (last_user[row->place] == taken->n_users)
            out->n_repeated++;
        else
            taken->items[n++] = row->place;
        last_user[row->place] = taken->n_users;
        taken->at[taken->n_users] = n;
    }
    free(last_user);
    return well;
}

static enum bw_err arrange(struct reading *reading)
{
    struct bw_interactions *out = reading->out;
    if (reading->n)
        qsort(reading->rows, reading->n, sizeof *reading->rows, by_user_and_time);
    if (reading->without_last)
        cut_ends(reading);
    out->n_rows = reading->n;
    if (!place_items(reading) || !fill_users(reading))
        out_of_memory(reading);
    else if (out->taken.n_users == 0)
        reading->err = bw_fail_set(reading->fail, BW_BAD_REQUEST,
                                   "%s: nobody took anything; lines \"user item item …\" or CSV "
                                   "with the columns user, item and time or order are expected",
                                   reading->path);
    else if (out->taken.n_users == 1)
        reading->err = bw_fail_set(reading->fail, BW_BAD_REQUEST,
                                   "%s: it has one user; what others took is what is learned from",
                                   reading->path);
    return reading->err;
}

enum bw_err bw_interactions_read(const char *path, uint32_t without_last,
                                 struct bw_interactions *out, struct bw_fail *fail)
{
    struct bw_interactions interactions = {0};
    struct reading reading = {
        .path = path, .out = &interactions, .without_last = without_last, .fail = fail};
    bw_intake_init(&interactions.intake);
    enum bw_err err = read_rows(&reading);
    if (!err)
        err = arrange(&reading);
    free(reading.rows);
    if (err)
        bw_interactions_free(&interactions);
    else
        *out = interactions;
    return err;
}

void bw_interactions_free(struct bw_interactions *interactions)
{
    bw_taken_free(&interactions->taken);
    free(interactions->ids);
    bw_intake_clear(&interactions->intake);
    if (interactions->arena)
        bw_arena_free(interactions->arena);
    interactions->arena = NULL;
}
