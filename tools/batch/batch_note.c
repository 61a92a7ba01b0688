#include "tools/batch/batch_note.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "data/json.h"
#include "data/token.h"
#include "tools/text.h"

#define NOTE_MOST ((size_t)16 << 20)

static void pack_note(const struct bw_batch_note *note, msgpack_sbuffer *out)
{
    struct bw_args map;
    char hash[20];
    msgpack_packer packer;
    bw_args_init(&map);
    snprintf(hash, sizeof hash, "%016" PRIx64, bw_batch_people_hash(note->people));
    bw_args_str(&map, "form", bw_batch_form_name(note->form));
    if (note->org)
        bw_args_str(&map, "org", note->org);
    else
        bw_args_bool(&map, "all", true);
    bw_args_int(&map, "employees", (int64_t)note->people->n);
    bw_args_str(&map, "ids", hash);
    bw_args_str(&map, "version", note->version);
    bw_args_key(&map, "question");
    bw_args_pack(note->question, &map.packer);
    bw_args_str(&map, "snapshot", note->snapshot);
    msgpack_packer_init(&packer, out, msgpack_sbuffer_write);
    bw_args_pack(&map, &packer);
    bw_args_clear(&map);
}

static bool write_text(const char *path, const msgpack_sbuffer *text)
{
    FILE *file = fopen(path, "w");
    if (!file)
        return false;
    bool ok = fwrite(text->data, 1, text->size, file) == text->size && fputc('\n', file) != EOF &&
              fflush(file) == 0 && fsync(fileno(file)) == 0;
    int error = errno;
    ok &= fclose(file) == 0;
    if (!ok)
        errno = error;
    return ok;
}

bool bw_batch_note_write(const struct bw_batch_note *note, const char *path)
{
    msgpack_sbuffer bytes, text;
    char fresh[4096];
    msgpack_sbuffer_init(&bytes);
    msgpack_sbuffer_init(&text);
    pack_note(note, &bytes);
    bw_json_from_bytes((const unsigned char *)bytes.data, true, &text);
    snprintf(fresh, sizeof fresh, "%s.new", path);
    bool ok = write_text(fresh, &text) && rename(fresh, path) == 0;
    int error = errno;
    if (!ok)
        unlink(fresh);
    msgpack_sbuffer_destroy(&bytes);
    msgpack_sbuffer_destroy(&text);
    errno = error;
    return ok;
}

/* The note in the file, packed; why not, or NULL. */
static const char *read_note(const char *path, msgpack_sbuffer *out)
{
    msgpack_packer packer;
    struct bw_token map;
    struct bw_fail fail;
    FILE *file = fopen(path, "r");
    if (!file)
        return strerror(errno);
    char *text = malloc(NOTE_MOST);
    size_t len = text ? fread(text, 1, NOTE_MOST, file) : 0;
    fclose(file);
    msgpack_packer_init(&packer, out, msgpack_sbuffer_write);
    bool ok = text && bw_json_to_msgpack(text, len, &packer, &fail) == BW_OK;
    free(text);
    if (!ok)
        return "it is no JSON";
    bw_token_read((const unsigned char *)out->data, &map);
    return map.type == BW_TOKEN_MAP ? NULL : "it is no JSON object";
}

static void add_how(char *how, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add_how(char *how, const char *format, ...)
{
    va_list list;
    size_t at = strlen(how);
    if (at)
        at += (size_t)snprintf(how + at, BW_BATCH_HOW - at, "; ");
    if (at >= BW_BATCH_HOW)
        return;
    va_start(list, format);
    vsnprintf(how + at, BW_BATCH_HOW - at, format, list);
    va_end(list);
}

/* The packed value as JSON in buf of VALUE_LEN; "none" when there is none. */
#define VALUE_LEN 200
static const char *show(char *buf, const unsigned char *value)
{
    msgpack_sbuffer text;
    msgpack_sbuffer_init(&text);
    if (value)
        bw_json_from_bytes(value, false, &text);
    snprintf(buf, VALUE_LEN, "%.*s", (int)text.size, text.size ? text.data : "");
    msgpack_sbuffer_destroy(&text);
    return value ? buf : "none";
}

static bool is_equal(const unsigned char *a, const unsigned char *b)
{
    size_t len = (size_t)(bw_token_skip(a) - a);
    return len == (size_t)(bw_token_skip(b) - b) && memcmp(a, b, len) == 0;
}

/* Names what is other or new in `now`; when `back` what was there and is gone. */
static void compare_maps(const unsigned char *there, const unsigned char *now, bool back, char *how)
{
    struct bw_token map, key;
    char name[64], was[VALUE_LEN], is[VALUE_LEN];
    const unsigned char *at = bw_token_read(back ? there : now, &map);
    for (uint32_t i = 0; map.type == BW_TOKEN_MAP && i < map.size; i++) {
        at = bw_token_read(at, &key);
        snprintf(name, sizeof name, "%.*s", (int)key.size, key.as.text);
        const unsigned char *value = at, *other = bw_token_find(back ? now : there, name);
        at = bw_token_skip(at);
        if (strcmp(name, "question") == 0 || strcmp(name, "snapshot") == 0)
            continue;
        if (back && !other)
            add_how(how, "%s: %s there, none now", name, show(was, value));
        if (!back && !(other && is_equal(value, other)))
            add_how(how, "%s: %s there, %s now", name, show(was, other), show(is, value));
    }
}

static enum bw_batch_same compare(const unsigned char *there, const unsigned char *now, char *how)
{
    char was[VALUE_LEN], is[VALUE_LEN];
    const unsigned char *question = bw_token_find(there, "question");
    const unsigned char *snapshot = bw_token_find(there, "snapshot");
    const unsigned char *snapshot_now = bw_token_find(now, "snapshot");
    if (!question || !snapshot) {
        add_how(how, "it is no note of a batch");
        return BW_BATCH_UNKNOWN;
    }
    compare_maps(there, now, false, how);
    compare_maps(there, now, true, how);
    compare_maps(question, bw_token_find(now, "question"), false, how);
    compare_maps(question, bw_token_find(now, "question"), true, how);
    if (*how)
        return BW_BATCH_OTHER;
    if (is_equal(snapshot, snapshot_now))
        return BW_BATCH_SAME;
    add_how(how, "snapshot: %s there, %s now", show(was, snapshot), show(is, snapshot_now));
    return BW_BATCH_NEWER;
}

/* As JSON gives it back, so that the same is packed the same. */
static void pack_plainly(const struct bw_batch_note *note, msgpack_sbuffer *out)
{
    msgpack_sbuffer bytes, text;
    msgpack_packer packer;
    struct bw_fail fail;
    msgpack_sbuffer_init(&bytes);
    msgpack_sbuffer_init(&text);
    msgpack_packer_init(&packer, out, msgpack_sbuffer_write);
    pack_note(note, &bytes);
    bw_json_from_bytes((const unsigned char *)bytes.data, false, &text);
    if (bw_json_to_msgpack(text.data, text.size, &packer, &fail) != BW_OK)
        msgpack_pack_map(&packer, 0); /* no text of ours is no JSON */
    msgpack_sbuffer_destroy(&bytes);
    msgpack_sbuffer_destroy(&text);
}

enum bw_batch_same bw_batch_note_compare(const struct bw_batch_note *note, const char *path,
                                         char *how)
{
    msgpack_sbuffer there, now;
    enum bw_batch_same same = BW_BATCH_UNKNOWN;
    msgpack_sbuffer_init(&there);
    msgpack_sbuffer_init(&now);
    *how = 0;
    pack_plainly(note, &now);
    const char *why = read_note(path, &there);
    if (why)
        add_how(how, "%s", why);
    else
        same = compare((const unsigned char *)there.data, (const unsigned char *)now.data, how);
    bw_text_clean(how);
    msgpack_sbuffer_destroy(&there);
    msgpack_sbuffer_destroy(&now);
    return same;
}
