#include "tools/batch/batch_form.h"

#include <string.h>
#include <strings.h>

#include "data/json.h"
#include "data/token.h"
#include "tools/batch/batch_rows.h"

static const char *const names[] = {
    [BW_BATCH_JSONL] = "jsonl", [BW_BATCH_CSV] = "csv", [BW_BATCH_MSGPACK] = "msgpack"};

bool bw_batch_form_find(const char *path, enum bw_batch_form *out)
{
    const char *dot = strrchr(path, '.');
    const char *slash = strrchr(path, '/');
    if (!dot || dot == path || dot - 1 == slash || (slash && dot < slash))
        return false; /* "jsonl", ".jsonl" and "dir.jsonl/x" have no ending */
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(dot + 1, names[i]) == 0) {
            *out = (enum bw_batch_form)i;
            return true;
        }
    }
    return false;
}

const char *bw_batch_form_name(enum bw_batch_form form)
{
    return names[form];
}

const char *bw_batch_form_head(enum bw_batch_form form)
{
    return form == BW_BATCH_CSV ? bw_batch_rows_header : "";
}

void bw_batch_piece_init(struct bw_batch_piece *piece)
{
    *piece = (struct bw_batch_piece){0};
    msgpack_sbuffer_init(&piece->bytes);
    msgpack_sbuffer_init(&piece->complaints);
}

void bw_batch_piece_clear(struct bw_batch_piece *piece)
{
    msgpack_sbuffer_destroy(&piece->bytes);
    msgpack_sbuffer_destroy(&piece->complaints);
}

bool bw_batch_form_failed(const unsigned char *at)
{
    struct bw_token map;
    bw_token_read(at, &map);
    return map.type == BW_TOKEN_MAP && map.size == 2 && bw_token_find(at, "error");
}

/* The snapshot of the first answer that has one: all answers of a request rest on the same. */
static void note_snapshot(const unsigned char *at, struct bw_batch_piece *out)
{
    struct bw_token name;
    const unsigned char *snapshot = out->snapshot[0] ? NULL : bw_token_find(at, "snapshot");
    if (!snapshot)
        return;
    bw_token_read(snapshot, &name);
    if (name.type == BW_TOKEN_TEXT && name.size < sizeof out->snapshot) {
        memcpy(out->snapshot, name.as.text, name.size);
        out->snapshot[name.size] = 0;
    }
}

static const unsigned char *write_answer(enum bw_batch_form form, enum bw_lang lang,
                                         const unsigned char *at, struct bw_batch_piece *out)
{
    const unsigned char *end;
    bool failed = bw_batch_form_failed(at);
    out->n_failed += failed;
    if (!failed)
        note_snapshot(at, out);
    switch (form) {
    case BW_BATCH_JSONL:
        end = bw_json_from_bytes(at, false, &out->bytes);
        msgpack_sbuffer_write(&out->bytes, "\n", 1);
        return end;
    case BW_BATCH_CSV:
        end = bw_token_skip(at);
        bw_batch_rows_add(lang, at, (size_t)(end - at), failed ? &out->complaints : &out->bytes);
        return end;
    default:
        return bw_token_skip(at);
    }
}

bool bw_batch_form_write(enum bw_batch_form form, enum bw_lang lang, const unsigned char *result,
                         size_t n, struct bw_batch_piece *out)
{
    struct bw_token list;
    const unsigned char *at = bw_token_find(result, "items");
    msgpack_sbuffer_clear(&out->bytes);
    msgpack_sbuffer_clear(&out->complaints);
    out->n_failed = 0;
    out->snapshot[0] = 0;
    if (!at)
        return false;
    at = bw_token_read(at, &list);
    if (list.type != BW_TOKEN_ARRAY || list.size != n)
        return false;
    const unsigned char *first = at;
    for (size_t i = 0; i < n; i++)
        at = write_answer(form, lang, at, out);
    if (form == BW_BATCH_MSGPACK)
        msgpack_sbuffer_write(&out->bytes, (const char *)first, (size_t)(at - first));
    return true;
}
