#include "tools/embed/embed_keys.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/text.h"

#define SHOWN 200 /* bytes of a line in an error */

struct reading {
    const struct bw_embed_keys *keys;
    const char *path;
    const struct bw_embed_records *records;
    uint64_t line;  /* from 1 */
    uint64_t *seen; /* by record: the line that named it, 0: none */
    char shown[SHOWN + 1];
    struct bw_fail *fail;
};

static enum bw_err none_of(struct reading *reading, const char *what)
{
    return bw_fail_set(reading->fail, BW_BAD_REQUEST, "%s:%" PRIu64 ": there is no %s \"%s\"",
                       reading->path, reading->line, what, reading->shown);
}

/* What editors of Windows put in front of a text. */
static struct bw_str without_mark(struct bw_str line)
{
    bool marked = line.len >= 3 && memcmp(line.at, "\xef\xbb\xbf", 3) == 0;
    return marked ? (struct bw_str){line.at + 3, line.len - 3} : line;
}

/* "competency:", "role:" or "course:" in front: which kind, and the id behind; -1: none. */
static int kind_in_front(struct bw_str line, struct bw_str *id)
{
    for (int k = 0; k < BW_EMBED_KINDS; k++) {
        const char *name = bw_kind_name(bw_embed_kinds[k]);
        uint32_t len = (uint32_t)strlen(name);
        if (line.len > len && memcmp(line.at, name, len) == 0 && line.at[len] == ':') {
            *id = (struct bw_str){line.at + len + 1, line.len - len - 1};
            return k;
        }
    }
    return -1;
}

/* An id alone: of the one kind that has it. */
static enum bw_err find_bare(struct reading *reading, struct bw_str id, size_t *out)
{
    int has = -1;
    for (int k = 0; k < BW_EMBED_KINDS; k++) {
        size_t at = bw_embed_records_find(reading->records, k, id);
        if (at == SIZE_MAX)
            continue;
        if (has >= 0)
            return bw_fail_set(reading->fail, BW_BAD_REQUEST,
                               "%s:%" PRIu64 ": \"%s\" is a %s and a %s; write %s:%s or %s:%s",
                               reading->path, reading->line, reading->shown,
                               bw_kind_name(bw_embed_kinds[has]), bw_kind_name(bw_embed_kinds[k]),
                               bw_kind_name(bw_embed_kinds[has]), reading->shown,
                               bw_kind_name(bw_embed_kinds[k]), reading->shown);
        has = k;
        *out = at;
    }
    return has < 0 ? none_of(reading, "competency, role or course") : BW_OK;
}

static void show(struct reading *reading, struct bw_str text)
{
    int len = text.len < SHOWN ? (int)text.len : SHOWN;
    snprintf(reading->shown, sizeof reading->shown, "%.*s", len, text.at);
    bw_text_clean(reading->shown);
}

static enum bw_err find(struct reading *reading, struct bw_str line, size_t *out)
{
    struct bw_str id = line;
    int k = kind_in_front(line, &id);
    show(reading, id);
    if (line.len == 0)
        return bw_fail_set(reading->fail, BW_BAD_REQUEST,
                           "%s:%" PRIu64 ": empty; a line names a record, as course:ID",
                           reading->path, reading->line);
    if (k < 0)
        return find_bare(reading, id, out);
    *out = bw_embed_records_find(reading->records, k, id);
    return *out == SIZE_MAX ? none_of(reading, bw_kind_name(bw_embed_kinds[k])) : BW_OK;
}

static enum bw_err take(struct reading *reading, struct bw_str line, size_t *out)
{
    *out = 0;
    enum bw_err err = find(reading, line, out);
    if (err)
        return err;
    uint64_t *seen = &reading->seen[*out];
    if (*seen)
        return bw_fail_set(reading->fail, BW_BAD_REQUEST,
                           "%s:%" PRIu64 ": %s:%s is in line %" PRIu64 " already; each once",
                           reading->path, reading->line,
                           bw_kind_name(reading->records->at[*out].kind), reading->shown, *seen);
    *seen = reading->line;
    return BW_OK;
}

static enum bw_err read_lines(struct reading *reading, FILE *file, size_t *out)
{
    uint64_t n_rows = reading->keys->n_rows;
    char *line = NULL;
    size_t room = 0;
    ssize_t len;
    enum bw_err err = BW_OK;
    while (!err && (len = getline(&line, &room, file)) >= 0) {
        while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r'))
            len--;
        size_t past;
        struct bw_str text = {line, len < UINT32_MAX ? (uint32_t)len : UINT32_MAX};
        if (reading->line++ == 0)
            text = without_mark(text);
        err = take(reading, text, reading->line <= n_rows ? &out[reading->line - 1] : &past);
    }
    free(line);
    if (!err && ferror(file))
        err = bw_fail_set(reading->fail, BW_NOT_FOUND, "%s: cannot be read: %s", reading->path,
                          strerror(errno));
    if (!err && reading->line != n_rows)
        err = bw_fail_set(reading->fail, BW_BAD_REQUEST,
                          "%s: %" PRIu64 " lines; %s has %" PRIu64 " rows, and each needs its line",
                          reading->path, reading->line, reading->keys->vectors, n_rows);
    return err;
}

enum bw_err bw_embed_keys_read(const struct bw_embed_keys *keys,
                               const struct bw_embed_records *records, size_t **out,
                               struct bw_fail *fail)
{
    struct reading reading = {.keys = keys, .path = keys->path, .records = records, .fail = fail};
    FILE *file = fopen(keys->path, "r");
    if (!file)
        return bw_fail_set(fail, BW_NOT_FOUND, "%s: cannot be read: %s", keys->path,
                           strerror(errno));
    bool fits = keys->n_rows < SIZE_MAX / sizeof(size_t);
    size_t *places = fits ? calloc(keys->n_rows + 1, sizeof *places) : NULL;
    reading.seen = calloc(records->n + 1, sizeof *reading.seen);
    enum bw_err err = places && reading.seen ? read_lines(&reading, file, places)
                                             : bw_fail_set(fail, BW_INTERNAL, "memory is out");
    fclose(file);
    free(reading.seen);
    if (err)
        free(places);
    else
        *out = places;
    return err;
}
