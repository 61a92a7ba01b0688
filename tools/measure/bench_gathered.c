#include "tools/measure/bench_gathered.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tools/measure/bench_file.h"

static const char *const kinds[] = {"figure", "fact", "missing", "load"};

/* Takes one line apart, in place. */
static bool read_line(char *line, struct bw_gathered_entry *out)
{
    char *name = strchr(line, '\t'), *text = name ? strchr(name + 1, '\t') : NULL, *end;
    if (!text)
        return false;
    *name++ = 0;
    *text++ = 0;
    *out = (struct bw_gathered_entry){.name = name, .text = text};
    for (int kind = 0; kind < 4; kind++) {
        if (strcmp(line, kinds[kind]) != 0)
            continue;
        out->kind = (enum bw_gathered_kind)kind;
        if (out->kind == BW_GATHERED_FACT || out->kind == BW_GATHERED_MISSING)
            return true;
        out->value = strtod(text, &end);
        return end != text && *end == 0 && isfinite(out->value);
    }
    return false;
}

enum bw_err bw_gathered_read(const char *path, struct bw_gathered *out, struct bw_fail *fail)
{
    struct bw_gathered gathered = {0};
    size_t len, n_lines = 1, number = 0;
    char *rest = NULL;
    enum bw_err err = bw_file_read(path, &gathered.bytes, &len, fail);
    if (err)
        return err;
    for (const char *at = gathered.bytes; *at; at++)
        n_lines += *at == '\n';
    gathered.entries = calloc(n_lines, sizeof *gathered.entries);
    if (!gathered.entries) {
        bw_fail_set(fail, BW_INTERNAL, "%s: out of memory", path);
        err = BW_INTERNAL;
    }
    for (char *line = strtok_r(gathered.bytes, "\n", &rest); !err && line;
         line = strtok_r(NULL, "\n", &rest)) {
        number++;
        if (read_line(line, &gathered.entries[gathered.n]))
            gathered.n++;
        else
            err = bw_fail_set(fail, BW_BAD_REQUEST,
                              "%s:%zu: \"%.60s\" is no figure, fact, missing or load", path, number,
                              line);
    }
    if (err)
        bw_gathered_release(&gathered);
    else
        *out = gathered;
    return err;
}

void bw_gathered_release(struct bw_gathered *gathered)
{
    free(gathered->bytes);
    free(gathered->entries);
    *gathered = (struct bw_gathered){0};
}

size_t bw_gathered_values(const struct bw_gathered *gathered, const char *name, double *out,
                          size_t most)
{
    size_t n = 0;
    for (size_t i = 0; name && i < gathered->n && n < most; i++) {
        const struct bw_gathered_entry *entry = &gathered->entries[i];
        if (entry->kind == BW_GATHERED_FIGURE && strcmp(entry->name, name) == 0)
            out[n++] = entry->value;
    }
    return n;
}

const char *bw_gathered_text(const struct bw_gathered *gathered, enum bw_gathered_kind kind,
                             const char *name)
{
    const char *found = NULL;
    for (size_t i = 0; i < gathered->n; i++)
        if (gathered->entries[i].kind == kind && strcmp(gathered->entries[i].name, name) == 0)
            found = gathered->entries[i].text;
    return found;
}

bool bw_gathered_ratio(const struct bw_gathered *gathered, const char *name, const char *peer,
                       struct bw_spread *out)
{
    double own[BW_GATHERED_REPEATS], theirs[BW_GATHERED_REPEATS];
    size_t n = bw_gathered_values(gathered, name, own, BW_GATHERED_REPEATS);
    size_t n_theirs = bw_gathered_values(gathered, peer, theirs, BW_GATHERED_REPEATS);
    if (n == 0 || n_theirs == 0)
        return false;
    if (n == n_theirs) {
        for (size_t i = 0; i < n; i++)
            own[i] /= theirs[i];
        *out = bw_spread_of(own, n);
    } else {
        double ratio = bw_spread_of(own, n).median / bw_spread_of(theirs, n_theirs).median;
        *out = (struct bw_spread){ratio, ratio, ratio};
    }
    return true;
}
