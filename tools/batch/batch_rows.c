#include "tools/batch/batch_rows.h"

#include <stdio.h>
#include <string.h>

#include "data/json.h"
#include "tools/import/csv_record.h"
#include "tools/format.h"
#include "tools/text.h"
#include "tools/view.h"
#include "tools/words.h"

#define REASONS_MOST 3

const char bw_batch_rows_header[] =
    "employee,as_of,rank,course,title,score,closure,success,ready,price_cents,employee_cost_cents,"
    "hours,next_session,mandatory,flags,reasons,snapshot\n";

/* The value as it is: a text bare, anything else as JSON; nothing when absent. */
static void add_value(msgpack_sbuffer *out, const msgpack_object *value)
{
    if (value && value->type == MSGPACK_OBJECT_STR)
        bw_csv_cell_add(out, value->via.str.ptr, value->via.str.size);
    else if (value)
        bw_json_from_msgpack(value, false, out);
}

static void add_comma(msgpack_sbuffer *out)
{
    msgpack_sbuffer_write(out, ",", 1);
}

static void add_text(msgpack_sbuffer *out, const char *text)
{
    if (*text)
        bw_csv_cell_add(out, text, strlen(text));
}

static void join(char *list, size_t size, const char *between, const char *text)
{
    size_t at = strlen(list);
    snprintf(list + at, size - at, "%s%s", at ? between : "", text);
}

static void add_flags(msgpack_sbuffer *out, const msgpack_object *item)
{
    char list[BW_WORDS_LEN] = "", name[BW_VIEW_LEN];
    size_t n;
    const msgpack_object *flags = bw_view_list(item, "flags", &n);
    for (size_t i = 0; i < n; i++)
        join(list, sizeof list, " ", bw_view_value(name, &flags[i]));
    add_text(out, list);
}

/* "Gespreksvoering: 2,1 → 3,4 (nodig 4,0) · … en nog 2" */
static void add_reasons(enum bw_lang lang, msgpack_sbuffer *out, const msgpack_object *item)
{
    char list[(REASONS_MOST + 1) * BW_WORDS_LEN] = "", text[BW_WORDS_LEN], label[BW_VIEW_LEN];
    char have[BW_FORMAT_LEN], after[BW_FORMAT_LEN], need[BW_FORMAT_LEN], count[32];
    size_t n;
    const msgpack_object *why = bw_view_list(item, "why", &n);
    for (size_t i = 0; i < n && i < REASONS_MOST; i++) {
        bw_view_text(label, &why[i], "label");
        bw_format_number(have, lang, bw_view_number(&why[i], "have", 0), 1);
        bw_format_number(after, lang, bw_view_number(&why[i], "after", 0), 1);
        bw_format_number(need, lang, bw_view_number(&why[i], "need", 0), 1);
        join(list, sizeof list, " · ",
             bw_say(text, lang, BW_W_REASON_SHORT, label, have, after, need));
    }
    if (n > REASONS_MOST) {
        snprintf(count, sizeof count, "%zu", n - REASONS_MOST);
        join(list, sizeof list, " · ", bw_say(text, lang, BW_W_MORE_ROWS, count));
    }
    add_text(out, list);
}

static void add_row(enum bw_lang lang, const msgpack_object *answer, const msgpack_object *item,
                    msgpack_sbuffer *out)
{
    static const char *const plain[] = {"rank",  "course",      "title",
                                        "score", "closure",     "success",
                                        "ready", "price_cents", "employee_cost_cents",
                                        "hours"};
    add_value(out, bw_view(answer, "employee"));
    add_comma(out);
    add_value(out, bw_view(answer, "as_of"));
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        add_comma(out);
        add_value(out, bw_view(item, plain[i]));
    }
    add_comma(out);
    add_value(out, bw_view(bw_view(item, "next_session"), "start"));
    add_comma(out);
    add_value(out, bw_view(item, "mandatory"));
    add_comma(out);
    add_flags(out, item);
    add_comma(out);
    add_reasons(lang, out, item);
    add_comma(out);
    add_value(out, bw_view(answer, "snapshot"));
    msgpack_sbuffer_write(out, "\n", 1);
}

static void add_complaint(const msgpack_object *answer, msgpack_sbuffer *out)
{
    char line[3 * BW_WORDS_LEN], id[BW_VIEW_LEN], error[2 * BW_VIEW_LEN] = "";
    const msgpack_object *text = bw_view(answer, "error");
    if (text && text->type == MSGPACK_OBJECT_STR)
        snprintf(error, sizeof error, "%.*s", (int)text->via.str.size, text->via.str.ptr);
    bw_text_clean(error);
    int len = snprintf(line, sizeof line, "bekwaam: %s: %s\n", bw_view_text(id, answer, "employee"),
                       error);
    msgpack_sbuffer_write(out, line, (size_t)len);
}

void bw_batch_rows_add(enum bw_lang lang, const unsigned char *at, size_t len, msgpack_sbuffer *out)
{
    msgpack_unpacked answer;
    size_t n;
    msgpack_unpacked_init(&answer);
    if (msgpack_unpack_next(&answer, (const char *)at, len, NULL) == MSGPACK_UNPACK_SUCCESS) {
        const msgpack_object *items = bw_view_list(&answer.data, "items", &n);
        for (size_t i = 0; i < n; i++)
            add_row(lang, &answer.data, &items[i], out);
        if (bw_view(&answer.data, "error"))
            add_complaint(&answer.data, out);
    }
    msgpack_unpacked_destroy(&answer);
}
