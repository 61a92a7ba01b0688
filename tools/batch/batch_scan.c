#include "tools/batch/batch_scan.h"

#include <stdio.h>
#include <string.h>

#include "data/frame.h"
#include "data/json.h"
#include "data/token.h"

static const struct bw_frame_limits answer_limits = {
    .bytes = (size_t)1 << 30, .objects = (size_t)1 << 27, .depth = 32};

struct reading {
    const struct bw_batch_people *people;
    const unsigned char *bytes;
    size_t len;
    struct bw_batch_scan *out;
};

/* false, with what is wrong. */
static bool wrong(const struct reading *reading, const char *what)
{
    struct bw_batch_scan *out = reading->out;
    snprintf(out->wrong, sizeof out->wrong, "%s at byte %zu, where person %zu of %zu should be",
             what, out->bytes, out->n_people + 1, reading->people->n);
    return false;
}

/* How a line about the person begins: {"employee":"ID" */
static void line_head(const struct bw_batch_people *people, size_t i, msgpack_sbuffer *out)
{
    struct bw_str id = bw_batch_people_id(people, i);
    msgpack_sbuffer packed;
    msgpack_packer packer;
    msgpack_sbuffer_init(&packed);
    msgpack_packer_init(&packer, &packed, msgpack_sbuffer_write);
    msgpack_pack_str_with_body(&packer, id.at, id.len);
    msgpack_sbuffer_clear(out);
    msgpack_sbuffer_write(out, "{\"employee\":", 12);
    bw_json_from_bytes((const unsigned char *)packed.data, false, out);
    msgpack_sbuffer_destroy(&packed);
}

static bool starts_with(const unsigned char *at, size_t len, const char *text, size_t size)
{
    return len >= size && (size == 0 || memcmp(at, text, size) == 0);
}

static bool scan_lines(struct reading *reading)
{
    static const char error[] = ",\"error\":";
    struct bw_batch_scan *out = reading->out;
    bool ok = true;
    msgpack_sbuffer head;
    msgpack_sbuffer_init(&head);
    while (ok) {
        const unsigned char *at = reading->bytes + out->bytes;
        size_t left = reading->len - out->bytes;
        const unsigned char *end = left ? memchr(at, '\n', left) : NULL;
        if (!end)
            break;
        size_t size = (size_t)(end - at);
        if (out->n_people < reading->people->n)
            line_head(reading->people, out->n_people, &head);
        if (out->n_people == reading->people->n || !starts_with(at, size, head.data, head.size)) {
            ok = wrong(reading, "another line");
            break;
        }
        out->n_failed += starts_with(at + head.size, size - head.size, error, sizeof error - 1);
        out->n_people++;
        out->bytes += size + 1;
    }
    msgpack_sbuffer_destroy(&head);
    return ok;
}

static bool is_about(const unsigned char *at, struct bw_str id)
{
    struct bw_token token;
    const unsigned char *employee = bw_token_find(at, "employee");
    if (!employee)
        return false;
    bw_token_read(employee, &token);
    return token.type == BW_TOKEN_TEXT && token.size == id.len &&
           memcmp(token.as.text, id.at, id.len) == 0;
}

static bool scan_packed(struct reading *reading)
{
    struct bw_batch_scan *out = reading->out;
    for (;;) {
        const unsigned char *at = reading->bytes + out->bytes;
        size_t size = 0;
        enum bw_frame_state state =
            bw_frame_check(at, reading->len - out->bytes, &answer_limits, &size);
        if (state == BW_FRAME_MORE)
            return true;
        if (state != BW_FRAME_WHOLE)
            return wrong(reading, "no MessagePack");
        if (out->n_people == reading->people->n ||
            !is_about(at, bw_batch_people_id(reading->people, out->n_people)))
            return wrong(reading, "another answer");
        out->n_failed += bw_batch_form_failed(at);
        out->n_people++;
        out->bytes += size;
    }
}

/* Where the row ends, its line end included; 0 when it is not whole. */
static size_t row_size(const unsigned char *at, size_t len)
{
    bool quoted = false;
    for (size_t i = 0; i < len; i++) {
        if (at[i] == '"')
            quoted = !quoted;
        else if (at[i] == '\n' && !quoted)
            return i + 1;
    }
    return 0;
}

/* The first cell of a row as it was before it was quoted. */
static struct bw_str first_cell(const unsigned char *row, size_t size, char *buf, size_t room)
{
    size_t n = 0, at = row[0] == '"';
    bool quoted = at == 1;
    while (at < size && n < room && (quoted || row[at] != ',')) {
        if (quoted && row[at] == '"' && row[++at] != '"')
            break;
        buf[n++] = (char)row[at++];
    }
    return (struct bw_str){buf, (uint32_t)n};
}

/* Passes over those without a row, up to the person of this one. */
static bool find_person(struct reading *reading, struct bw_str id, size_t *person)
{
    struct bw_batch_people *silent = &reading->out->silent;
    for (size_t i = *person; i < reading->people->n; i++) {
        struct bw_str other = bw_batch_people_id(reading->people, i);
        if (bw_str_compare(other, id) == 0) {
            *person = i;
            return true;
        }
        if (!bw_batch_people_add(silent, other))
            return wrong(reading, "out of memory");
    }
    return wrong(reading, "another row");
}

/* The last person's rows may not be all: they are asked for again. */
static bool scan_rows(struct reading *reading)
{
    struct bw_batch_scan *out = reading->out;
    char buf[256];
    size_t at = out->bytes, size, person = 0;
    bool any = false, ok = true;
    while (ok && (size = row_size(reading->bytes + at, reading->len - at)) > 0) {
        struct bw_str id = first_cell(reading->bytes + at, size, buf, sizeof buf);
        bool same = any && bw_str_compare(bw_batch_people_id(reading->people, person), id) == 0;
        if (!same) {
            person += any;
            out->bytes = at;
            ok = find_person(reading, id, &person);
            out->n_people = person;
            any = true;
        }
        at += size;
    }
    return ok;
}

bool bw_batch_scan(enum bw_batch_form form, const struct bw_batch_people *people,
                   const unsigned char *bytes, size_t len, struct bw_batch_scan *out)
{
    struct reading reading = {people, bytes, len, out};
    const char *head = bw_batch_form_head(form);
    size_t size = strlen(head);
    bool ok;
    *out = (struct bw_batch_scan){0};
    if (len < size && memcmp(head, bytes, len) == 0)
        return true; /* not even that: from the start */
    if (!starts_with(bytes, len, head, size))
        return wrong(&reading, "another header");
    out->bytes = size;
    if (form == BW_BATCH_JSONL)
        ok = scan_lines(&reading);
    else if (form == BW_BATCH_CSV)
        ok = scan_rows(&reading);
    else
        ok = scan_packed(&reading);
    if (!ok)
        bw_batch_people_clear(&out->silent);
    return ok;
}
