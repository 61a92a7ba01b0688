#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tools/import/import_show.h"

/* The bad lines of the file whose first one is bad[first]; a line with two reasons is written once.
 */
static size_t write_lines(const struct bw_intake *intake, size_t first, FILE *file)
{
    uint32_t number = intake->bad[first].place.source;
    const struct bw_intake_source *source = &intake->sources[number];
    size_t n = 0, last = SIZE_MAX;
    for (size_t i = first; i < intake->n_bad && intake->bad[i].place.source == number; i++) {
        const struct bw_intake_place *place = &intake->bad[i].place;
        if (place->raw_at == last)
            continue;
        last = place->raw_at;
        fwrite(source->bytes + place->raw_at, 1, place->raw_len, file);
        if (source->bytes[place->raw_at + place->raw_len - 1] != '\n')
            fputc('\n', file);
        n++;
    }
    return n;
}

static bool is_first(const struct bw_intake *intake, size_t i)
{
    return i == 0 || intake->bad[i - 1].place.source != intake->bad[i].place.source;
}

static const char *name_of(const struct bw_intake *intake, size_t i)
{
    return intake->sources[intake->bad[i].place.source].rejects;
}

static bool unwritable(const char *path)
{
    fprintf(stderr, "bekwaam: %s: %s\n", path, strerror(errno));
    return false;
}

/* All files with the name of bad[first]'s, one after another, under the first one's header. Beside
 * it first: a file of rejects may itself be what is imported. */
static bool write_file(const struct bw_intake *intake, size_t first, const char *dir)
{
    const struct bw_intake_source *source = &intake->sources[intake->bad[first].place.source];
    char path[4096], part[4096 + 8];
    snprintf(path, sizeof path, "%s/%s", dir, source->rejects);
    snprintf(part, sizeof part, "%s.part", path);
    FILE *file = fopen(part, "w");
    size_t n = 0;
    if (!file)
        return unwritable(part);
    if (source->header_len)
        fwrite(source->bytes + source->header_at, 1, source->header_len, file);
    for (size_t i = first; i < intake->n_bad; i++)
        if (is_first(intake, i) && strcmp(name_of(intake, i), source->rejects) == 0)
            n += write_lines(intake, i, file);
    bool well = !ferror(file);
    if (fclose(file) != 0 || !well || rename(part, path) != 0)
        return unwritable(path);
    fprintf(stderr, "%s: %zu left out\n", path, n);
    return true;
}

bool bw_import_write_rejects(const struct bw_intake *intake, const char *dir)
{
    for (size_t i = 0; i < intake->n_bad; i++) {
        bool again = !is_first(intake, i);
        for (size_t j = 0; j < i && !again; j++)
            again = is_first(intake, j) && strcmp(name_of(intake, j), name_of(intake, i)) == 0;
        if (!again && !write_file(intake, i, dir))
            return false;
    }
    return true;
}
