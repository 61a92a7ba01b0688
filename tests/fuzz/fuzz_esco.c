/* Any bytes as the files of an ESCO download: a line "= stem lang" (stem as below, nl or en) begins
 * a file. Nothing may crash; a file without its columns is refused with its name; every row is
 * accounted for once (used, left out for a reason, or bad); what is made obeys its schema and
 * refers to what is made. */
#include <stdlib.h>
#include <string.h>

#include "data/refs.h"
#include "tests/fuzz/fuzz_help.h"
#include "tests/fuzz/intake_claims.h"
#include "tools/import/esco.h"

static const struct {
    const char *stem;
    const struct bw_esco_rows *rows;
} stems[] = {
    {"skills", &bw_esco_skills},
    {"skillGroups", &bw_esco_groups},
    {"skillsHierarchy", &bw_esco_hierarchy},
    {"ISCOGroups", &bw_esco_isco_groups},
    {"occupations", &bw_esco_occupations},
    {"collection", &bw_esco_collection},
    {"broader", &bw_esco_broader},
    {"between", &bw_esco_between_skills},
    {"asked", &bw_esco_asked},
    {"unused", &bw_esco_unused},
};

/* A file in the bytes. */
struct part {
    const struct bw_esco_rows *rows;
    enum bw_lang lang;
    const char *at;
    size_t len;
};

/* What a first line says; false when it begins no file. */
static bool read_head(const char *line, size_t len, struct part *out)
{
    for (size_t i = 0; i < sizeof stems / sizeof *stems; i++) {
        size_t n = strlen(stems[i].stem);
        if (len != n + 5 || memcmp(line, "= ", 2) != 0 || memcmp(line + 2, stems[i].stem, n) != 0)
            continue;
        out->rows = stems[i].rows;
        out->lang = memcmp(line + 2 + n, " nl", 3) == 0 ? BW_NL : BW_EN;
        return true;
    }
    return false;
}

/* The files, up to FUZZ_FILES; what comes before the first head belongs to none. */
static size_t split(const char *text, size_t size, struct part *parts)
{
    size_t n = 0;
    for (size_t at = 0, len; at < size; at += len) {
        const char *end = memchr(text + at, '\n', size - at);
        len = end ? (size_t)(end - text) + 1 - at : size - at;
        struct part part;
        if (read_head(text + at, end ? len - 1 : len, &part)) {
            if (n == FUZZ_FILES)
                break;
            part.at = text + at + len;
            part.len = 0;
            parts[n++] = part;
        } else if (n > 0) {
            parts[n - 1].len += len;
        }
    }
    return n;
}

static void claim_rows(const struct bw_intake *intake)
{
    const struct bw_report *report = &intake->report;
    uint64_t bad[FUZZ_FILES] = {0};
    for (size_t i = 0; i < intake->n_bad; i++)
        bad[intake->bad[i].place.source] += !intake->bad[i].late;
    for (size_t f = 0; f < report->n_files; f++) {
        uint64_t n = report->files[f].used + bad[f];
        for (size_t r = 0; r < report->n_reasons; r++)
            n += report->files[f].left[r];
        must(n == report->files[f].rows);
    }
}

static enum bw_err must_be_made(void *context, const char *path, enum bw_kind kind,
                                struct bw_str id, struct bw_fail *fail)
{
    const struct bw_esco *esco = context;
    uint32_t number = bw_esco_find(esco, id);
    (void)path;
    (void)fail;
    must(number != BW_ESCO_NONE && kind == BW_KIND_COMPETENCY);
    const struct bw_esco_concept *concept = &esco->concepts[number];
    must(!concept->bad && !bw_esco_is_gone(concept) && concept->sort != BW_ESCO_OCCUPATION);
    return BW_OK;
}

static void check_competency(void *context, const msgpack_object *record)
{
    struct bw_fail fail;
    bw_refs_walk(bw_schema_of(BW_KIND_COMPETENCY), record, NULL, must_be_made, context, &fail);
}

static void check_role(void *context, const msgpack_object *record)
{
    struct bw_fail fail;
    bw_refs_walk(bw_schema_of(BW_KIND_ROLE), record, NULL, must_be_made, context, &fail);
}

static bool read_parts(struct bw_esco *esco, const struct part *parts, size_t n)
{
    bool well = true;
    for (size_t i = 0; i < n && well; i++) {
        const struct bw_columns columns = {BW_CSV_QUOTED, parts[i].rows->wanted,
                                           parts[i].rows->n_wanted, parts[i].rows->take, esco};
        struct bw_fail fail = {BW_OK, {0}};
        const char *path = fuzz_file((unsigned)i, parts[i].at, parts[i].len);
        esco->lang = parts[i].lang;
        well = bw_columns_read(esco->intake, path, &columns, &fail) == BW_OK;
        if (!well) {
            must_say_why(&fail);
            must(strncmp(fail.text, path, strlen(path)) == 0);
        }
    }
    return well;
}

static struct bw_arena *texts(void)
{
    static struct bw_arena *arena;
    if (!arena)
        must((arena = bw_esco_arena()) != NULL);
    bw_arena_reset(arena);
    return arena;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct bw_esco esco;
    struct part parts[FUZZ_FILES];
    struct bw_intake intake;
    size_t n = split((const char *)bytes, size, parts);
    bw_intake_init(&intake);
    esco = (struct bw_esco){.intake = &intake,
                            .levels = bw_esco_levels_default,
                            .from = "1900-01-01",
                            .arena = texts()};
    if (read_parts(&esco, parts, n)) {
        bw_esco_judge(&esco);
        must(bw_esco_edges_settle(&esco));
        bw_esco_make_records(&esco);
        claim_intake(&intake);
        claim_rows(&intake);
        each_record(&intake, BW_KIND_COMPETENCY, check_competency, &esco);
        each_record(&intake, BW_KIND_ROLE, check_role, &esco);
    }
    for (int family = 0; family < BW_ESCO_FAMILIES; family++) {
        free(esco.edges[family].at);
        free(esco.edges[family].first);
    }
    free(esco.concepts);
    free(esco.index);
    bw_intake_clear(&intake);
    return 0;
}
