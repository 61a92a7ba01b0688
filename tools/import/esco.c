/* The format esco: a folder in the layout of the official CSV download. */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "data/about.h"
#include "tools/import/esco.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define AS_EVER "1900-01-01"

/* The files of a download, in the order of reading: concepts before what refers to them. */
static const struct {
    const char *stem;
    const struct bw_esco_rows *rows;
} stems[] = {
    {"skills", &bw_esco_skills},
    {"skillGroups", &bw_esco_groups},
    {"skillsHierarchy", &bw_esco_hierarchy},
    {"ISCOGroups", &bw_esco_isco_groups},
    {"occupations", &bw_esco_occupations},
    {"digCompSkillsCollection", &bw_esco_collection},
    {"digitalSkillsCollection", &bw_esco_collection},
    {"greenSkillsCollection", &bw_esco_collection},
    {"ictSkillsCollection", &bw_esco_collection},
    {"languageSkillsCollection", &bw_esco_collection},
    {"researchSkillsCollection", &bw_esco_collection},
    {"transversalSkillsCollection", &bw_esco_collection},
    {"researchOccupationsCollection", &bw_esco_collection},
    {"broaderRelationsSkillPillar", &bw_esco_broader},
    {"skillSkillRelations", &bw_esco_between_skills},
    {"occupationSkillRelations", &bw_esco_asked},
    {"broaderRelationsOccPillar", &bw_esco_unused},
    {"conceptSchemes", &bw_esco_unused},
    {"dictionary", &bw_esco_unused},
    {"greenShareOcc", &bw_esco_unused},
};
static const char *const endings[BW_ESCO_LANGS] = {[BW_NL] = "_nl.csv", [BW_EN] = "_en.csv"};

/* The folder's files: at most one per stem and language. */
struct folder {
    const char *path;
    char *names[COUNT(stems)][BW_ESCO_LANGS];
};

/* Is `name` `stem` + `ending`, with or without .gz? Case does not matter. */
static bool is_called(const char *name, const char *stem, const char *ending)
{
    size_t stem_len = strlen(stem), ending_len = strlen(ending);
    if (strncasecmp(name, stem, stem_len) != 0 ||
        strncasecmp(name + stem_len, ending, ending_len) != 0)
        return false;
    const char *rest = name + stem_len + ending_len;
    return *rest == 0 || strcasecmp(rest, ".gz") == 0;
}

static bool is_table(const char *name)
{
    const char *at = strcasestr(name, ".csv");
    return at && (at[4] == 0 || strcasecmp(at + 4, ".gz") == 0);
}

/* Finds the place of a file; false when it is none of the download's in our languages. */
static char **place_of(struct folder *folder, const char *name)
{
    for (size_t i = 0; i < COUNT(stems); i++)
        for (int lang = 0; lang < BW_ESCO_LANGS; lang++)
            if (is_called(name, stems[i].stem, endings[lang]))
                return &folder->names[i][lang];
    return NULL;
}

static int take_name(struct folder *folder, const char *name, struct bw_report *report)
{
    char **place = place_of(folder, name);
    if (!place) {
        if (is_table(name))
            bw_report_note(report,
                           "%s: not read; it is no file of the ESCO download in Dutch or English",
                           name);
        return BW_EXIT_WELL;
    }
    if (*place)
        return bw_app_usage("import", "import esco: %s/%s: %s is there as well; one of them",
                            folder->path, name, *place);
    *place = strdup(name);
    if (!*place)
        report->out_of_memory = true;
    return BW_EXIT_WELL;
}

static int no_dots(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int list_folder(struct folder *folder, struct bw_report *report)
{
    struct dirent **names = NULL;
    int n = scandir(folder->path, &names, no_dots, alphasort), exit_code = BW_EXIT_WELL;
    if (n < 0)
        return bw_app_usage("import", "import esco: %s: %s", folder->path, strerror(errno));
    for (int i = 0; i < n; i++) {
        if (!exit_code)
            exit_code = take_name(folder, names[i]->d_name, report);
        free(names[i]);
    }
    free(names);
    if (exit_code)
        return exit_code;
    if (!folder->names[0][BW_NL] && !folder->names[0][BW_EN])
        return bw_app_usage("import",
                            "import esco: %s: no skills_en.csv or skills_nl.csv (or .csv.gz)",
                            folder->path);
    return BW_EXIT_WELL;
}

static int read_files(const struct folder *folder, struct bw_esco *esco)
{
    for (size_t i = 0; i < COUNT(stems); i++) {
        const struct bw_columns columns = {BW_CSV_QUOTED, stems[i].rows->wanted,
                                           stems[i].rows->n_wanted, stems[i].rows->take, esco};
        for (int lang = BW_ESCO_LANGS - 1; lang >= 0; lang--) { /* English first */
            char path[4096];
            struct bw_fail fail;
            if (!folder->names[i][lang])
                continue;
            esco->lang = (enum bw_lang)lang;
            snprintf(path, sizeof path, "%s/%s", folder->path, folder->names[i][lang]);
            if (bw_columns_read(esco->intake, path, &columns, &fail) != BW_OK)
                return bw_import_unreadable(&fail);
        }
    }
    return BW_EXIT_WELL;
}

static void note_ask(struct bw_report *report, const char *name, const struct bw_esco_ask *ask,
                     uint64_t n)
{
    bw_report_note(report,
                   "  %" PRIu64 " %s ones: weight %.2g, level %.2g for a skill, %.2g for "
                   "knowledge, %.2g for a transversal one",
                   n, name, ask->weight, ask->skill, ask->knowledge, ask->transversal);
}

static void note_made(const struct bw_esco *esco)
{
    struct bw_report *report = &esco->intake->report;
    const struct bw_esco_made *made = &esco->made;
    bw_report_note(report,
                   "%" PRIu64 " competencies, %" PRIu64 " of them skill groups; %" PRIu64
                   " broader ones, %" PRIu64 " required (essential), %" PRIu64
                   " related (optional)",
                   made->competencies, made->groups, made->broader, made->requires, made->related);
    bw_report_note(report, "%" PRIu64 " roles, in force from %s, that ask %" PRIu64 " competencies",
                   made->roles, esco->from, made->essential + made->optional);
    note_ask(report, "essential", &esco->levels.essential, made->essential);
    note_ask(report, "optional", &esco->levels.optional, made->optional);
    bw_report_note(report, "ESCO has no levels: all of these are assumed, and are marked so "
                           "(level_assumed); --levels FILE sets others");
    if (made->asking_nothing)
        bw_report_note(report, "roles that ask nothing, since no relation names them: %" PRIu64,
                       made->asking_nothing);
    if (made->without_code)
        bw_report_note(report, "roles without an ISCO code: %" PRIu64, made->without_code);
    if (made->codes_differ)
        bw_report_note(report,
                       "roles whose ISCO code differs between the files: %" PRIu64
                       " (the row last modified counts)",
                       made->codes_differ);
    if (made->fallback[BW_NL])
        bw_report_note(
            report, "labels missing in Dutch: %" PRIu64 "; the English one stands in, marked [EN]",
            made->fallback[BW_NL]);
    if (made->fallback[BW_EN])
        bw_report_note(
            report, "labels missing in English: %" PRIu64 "; the Dutch one stands in, marked [NL]",
            made->fallback[BW_EN]);
    bw_report_note(report, "%s", BW_ABOUT_ESCO);
}

static int read_folder(const char *path, struct bw_esco *esco)
{
    struct folder folder = {.path = path};
    int exit_code = list_folder(&folder, &esco->intake->report);
    if (!exit_code)
        exit_code = read_files(&folder, esco);
    for (size_t i = 0; i < COUNT(stems); i++)
        for (int lang = 0; lang < BW_ESCO_LANGS; lang++)
            free(folder.names[i][lang]);
    return exit_code;
}

static int make_records(struct bw_esco *esco)
{
    bw_esco_judge(esco);
    bool well = bw_esco_edges_settle(esco);
    if (well) {
        bw_esco_make_records(esco);
        note_made(esco);
    }
    if (well && !esco->intake->out_of_memory && !esco->intake->report.out_of_memory)
        return BW_EXIT_WELL;
    fputs("bekwaam: out of memory\n", stderr);
    return BW_EXIT_ERROR;
}

static void clear(struct bw_esco *esco)
{
    for (int family = 0; family < BW_ESCO_FAMILIES; family++) {
        free(esco->edges[family].at);
        free(esco->edges[family].first);
    }
    free(esco->concepts);
    free(esco->index);
    bw_arena_free(esco->arena);
}

int bw_import_read_esco(const struct bw_import_request *request, struct bw_intake *intake)
{
    static struct bw_esco esco;
    struct bw_fail fail;
    if (request->n_paths != 1)
        return bw_app_usage("import", "import esco: one folder is expected");
    esco = (struct bw_esco){.intake = intake,
                            .levels = bw_esco_levels_default,
                            .from = request->from ? request->from : AS_EVER};
    if (request->levels && bw_esco_levels_read(request->levels, &esco.levels, &fail) != BW_OK)
        return bw_import_unreadable(&fail);
    esco.arena = bw_esco_arena();
    if (!esco.arena) {
        fputs("bekwaam: out of memory\n", stderr);
        return BW_EXIT_ERROR;
    }
    int exit_code = read_folder(request->paths[0], &esco);
    if (!exit_code)
        exit_code = make_records(&esco);
    clear(&esco);
    return exit_code;
}
