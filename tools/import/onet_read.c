#include "tools/import/onet_read.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/import/columns.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define PATH_LEN 4096
#define IMPORTANCE_LEAST 1.0
#define IMPORTANCE_MOST 5.0

#define LEFT_ELEMENT "neither a skill nor knowledge"

/* One file while it is read. */
struct reading {
    struct bw_intake *intake;
    struct bw_onet_tables *tables;
};

static void bad(struct reading *reading, struct bw_intake_place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void bad(struct reading *reading, struct bw_intake_place place, const char *format, ...)
{
    struct bw_fail fail;
    va_list list;
    va_start(list, format);
    vsnprintf(fail.text, sizeof fail.text, format, list);
    va_end(list);
    bw_intake_add_bad(reading->intake, place, fail.text);
}

#define SHOWN(str) (int)((str).len < 100 ? (str).len : 100), (str).at ? (str).at : ""

static bool is(struct bw_str cell, const char *text)
{
    return cell.len == strlen(text) && memcmp(cell.at, text, cell.len) == 0;
}

/* Digits with at most one point, within least..most. */
static bool number(struct bw_str cell, double least, double most, double *out)
{
    char text[32];
    if (cell.len == 0 || cell.len >= sizeof text)
        return false;
    memcpy(text, cell.at, cell.len);
    text[cell.len] = 0;
    char *end;
    if (strspn(text, "0123456789.") != cell.len)
        return false;
    double value = strtod(text, &end);
    if (*end || end == text || !(value >= least && value <= most))
        return false;
    *out = value;
    return true;
}

/* ID, name, description. */
static void take_element(void *context, const struct bw_cells *row)
{
    struct reading *reading = context;
    if (!row->cells[0].at || !row->cells[1].at)
        bad(reading, row->place, "%s: empty", row->cells[0].at ? "Element Name" : "Element ID");
    else if (!bw_onet_is_skill(row->cells[0]) && !bw_onet_is_knowledge(row->cells[0]))
        bw_report_left(&reading->intake->report, row->place, LEFT_ELEMENT, "%.*s %.*s",
                       SHOWN(row->cells[0]), SHOWN(row->cells[1]));
    else if (!bw_onet_add_entry(&reading->tables->elements, row->cells, row->place))
        reading->intake->out_of_memory = true;
}

static void take_occupation(void *context, const struct bw_cells *row)
{
    struct reading *reading = context;
    if (!row->cells[0].at || !row->cells[1].at)
        bad(reading, row->place, "%s: empty", row->cells[0].at ? "Title" : "O*NET-SOC Code");
    else if (!bw_onet_add_entry(&reading->tables->occupations, row->cells, row->place))
        reading->intake->out_of_memory = true;
}

static void stands_twice(void *context, const struct bw_onet_entry *first,
                         const struct bw_onet_entry *again)
{
    bad(context, again->place, "%s stands on line %" PRIu32 " already", first->id,
        first->place.line);
}

/* Element, scale, value. */
static void take_anchor(void *context, const struct bw_cells *row)
{
    struct reading *reading = context;
    struct bw_str id = row->cells[0];
    uint32_t element = bw_onet_find(&reading->tables->elements, id);
    double value;
    if (id.at && !bw_onet_is_skill(id) && !bw_onet_is_knowledge(id)) {
        bw_report_left(&reading->intake->report, row->place, LEFT_ELEMENT, "%.*s", SHOWN(id));
        return;
    }
    if (element == BW_NONE) {
        bad(reading, row->place, "Element ID: \"%.*s\" is no element of Content_Model_Reference",
            SHOWN(id));
        return;
    }
    if (!is(row->cells[1], "LV")) {
        bad(reading, row->place, "Scale ID: \"%.*s\"; LV is expected", SHOWN(row->cells[1]));
        return;
    }
    if (!number(row->cells[2], 0, BW_ONET_LEVEL_MOST, &value)) {
        bad(reading, row->place, "Anchor Value: \"%.*s\"; a number of 0 to 7 is expected",
            SHOWN(row->cells[2]));
        return;
    }
    struct bw_onet_entry *entry = &reading->tables->elements.at[element];
    size_t at = entry->n_anchors;
    while (at > 0 && entry->anchors[at - 1] > value)
        at--;
    if (entry->n_anchors == BW_ONET_ANCHORS || (at > 0 && entry->anchors[at - 1] >= value)) {
        bad(reading, row->place, "Anchor Value: %s: three different ones are expected of %s",
            entry->n_anchors == BW_ONET_ANCHORS ? "a fourth" : "one of before", entry->id);
        return;
    }
    memmove(&entry->anchors[at + 1], &entry->anchors[at],
            (entry->n_anchors - at) * sizeof *entry->anchors);
    entry->anchors[at] = value;
    entry->n_anchors++;
    bw_report_used(&reading->intake->report, row->place.source);
}

/* Y, or N in one of its forms. */
static bool flag(struct bw_str cell, bool *out)
{
    *out = cell.at && is(cell, "Y");
    return !cell.at || *out || is(cell, "N") || is(cell, "n/a");
}

enum { CODE, ELEMENT, SCALE, VALUE, RATERS, ERROR, SUPPRESS, IRRELEVANT, FIGURE_COLUMNS };
static const struct bw_column_wanted figure_columns[FIGURE_COLUMNS] = {
    [CODE] = {"O*NET-SOC Code", false},
    [ELEMENT] = {"Element ID", false},
    [SCALE] = {"Scale ID", false},
    [VALUE] = {"Data Value", false},
    [RATERS] = {"N", false},
    [ERROR] = {"Standard Error", false},
    [SUPPRESS] = {"Recommend Suppress", false},
    [IRRELEVANT] = {"Not Relevant", false},
};

/* Fills in what the figure says; the number of the column that is wrong, or FIGURE_COLUMNS. */
static int read_figure(const struct bw_cells *row, struct bw_onet_figure *out)
{
    const struct bw_str *cells = row->cells;
    out->is_level = is(cells[SCALE], "LV");
    out->error = -1;
    if (!out->is_level && !is(cells[SCALE], "IM"))
        return SCALE;
    if (!number(cells[VALUE], out->is_level ? 0 : IMPORTANCE_LEAST,
                out->is_level ? BW_ONET_LEVEL_MOST : IMPORTANCE_MOST, &out->value))
        return VALUE;
    if (cells[RATERS].at && !is(cells[RATERS], "n/a") &&
        !number(cells[RATERS], 1, 1e9, &out->raters))
        return RATERS;
    if (cells[ERROR].at && !is(cells[ERROR], "n/a") &&
        !number(cells[ERROR], 0, BW_ONET_LEVEL_MOST, &out->error))
        return ERROR;
    if (!flag(cells[SUPPRESS], &out->suppressed))
        return SUPPRESS;
    return flag(cells[IRRELEVANT], &out->irrelevant) ? FIGURE_COLUMNS : IRRELEVANT;
}

static const char *expected(int column, const struct bw_onet_figure *figure)
{
    switch (column) {
    case SCALE:
        return "IM or LV";
    case VALUE:
        return figure->is_level ? "a level of 0 to 7" : "an importance of 1 to 5";
    case RATERS:
        return "a number from 1 on, or nothing";
    case ERROR:
        return "a number of 0 to 7, or nothing";
    default:
        return "Y, N or nothing";
    }
}

static void take_figure(struct reading *reading, const struct bw_cells *row,
                        bool (*belongs)(struct bw_str), const char *kind)
{
    struct bw_onet_tables *tables = reading->tables;
    struct bw_onet_figure figure = {.place = row->place};
    figure.occupation = bw_onet_find(&tables->occupations, row->cells[CODE]);
    figure.element = bw_onet_find(&tables->elements, row->cells[ELEMENT]);
    if (figure.occupation == BW_NONE) {
        bad(reading, row->place, "O*NET-SOC Code: \"%.*s\" is no occupation of Occupation_Data",
            SHOWN(row->cells[CODE]));
        return;
    }
    if (figure.element == BW_NONE || !belongs(row->cells[ELEMENT])) {
        bad(reading, row->place, "Element ID: \"%.*s\" is no %s of Content_Model_Reference",
            SHOWN(row->cells[ELEMENT]), kind);
        return;
    }
    int wrong = read_figure(row, &figure);
    if (wrong != FIGURE_COLUMNS)
        bad(reading, row->place, "%s: \"%.*s\"; %s is expected", figure_columns[wrong].name,
            SHOWN(row->cells[wrong]), expected(wrong, &figure));
    else if (!bw_onet_add_figure(tables, &figure))
        reading->intake->out_of_memory = true;
}

static void take_skill(void *context, const struct bw_cells *row)
{
    take_figure(context, row, bw_onet_is_skill, "skill");
}

static void take_knowledge(void *context, const struct bw_cells *row)
{
    take_figure(context, row, bw_onet_is_knowledge, "knowledge");
}

/* Scale, minimum, maximum: are they the ones that the figures are read with? */
static void take_scale(void *context, const struct bw_cells *row)
{
    struct reading *reading = context;
    const struct bw_str *cells = row->cells;
    bool level = is(cells[0], "LV");
    double least, most, want_least = level ? 0 : IMPORTANCE_LEAST,
                        want_most = level ? BW_ONET_LEVEL_MOST : IMPORTANCE_MOST;
    if (!level && !is(cells[0], "IM"))
        bw_report_left(&reading->intake->report, row->place,
                       "a scale that skills and knowledge do not have", "%.*s", SHOWN(cells[0]));
    else if (!number(cells[1], want_least, want_least, &least) ||
             !number(cells[2], want_most, want_most, &most))
        bad(reading, row->place, "Minimum, Maximum: %.*s to %.*s; of %s %g to %g is expected",
            SHOWN(cells[1]), SHOWN(cells[2]), level ? "LV" : "IM", want_least, want_most);
    else
        bw_report_used(&reading->intake->report, row->place.source);
}

static void take_zone(void *context, const struct bw_cells *row)
{
    struct reading *reading = context;
    bw_report_left(&reading->intake->report, row->place, "a role has no field for a job zone",
                   "%.*s", SHOWN(row->cells[0]));
}

/* NAME.tsv or .txt, as such or packed; O*NET itself writes spaces for the low lines. */
static bool find_file(const char *folder, const char *name, char path[PATH_LEN])
{
    static const char *const ends[] = {".tsv", ".tsv.gz", ".txt", ".txt.gz"};
    for (size_t i = 0; i < 2 * COUNT(ends); i++) {
        int front = snprintf(path, PATH_LEN, "%s/", folder);
        if (front < 0 || front >= PATH_LEN)
            return false;
        snprintf(path + front, (size_t)(PATH_LEN - front), "%s%s", name, ends[i / 2]);
        for (char *at = path + front; i % 2 && *at; at++)
            if (*at == '_')
                *at = ' ';
        if (access(path, F_OK) == 0)
            return true;
    }
    return false;
}

struct file {
    const char *name;
    bool optional;
    const struct bw_column_wanted *columns;
    size_t n_columns;
    void (*take)(void *context, const struct bw_cells *row);
};

static enum bw_err read_file(struct reading *reading, const char *folder, const struct file *file,
                             struct bw_fail *fail)
{
    char path[PATH_LEN];
    if (!find_file(folder, file->name, path))
        return file->optional ? BW_OK
                              : bw_fail_set(fail, BW_NOT_FOUND,
                                            "%s: no file %s.tsv (or .tsv.gz, .txt, .txt.gz)",
                                            folder, file->name);
    return bw_columns_read(reading->intake, path,
                           &(struct bw_columns){.form = BW_CSV_TABS,
                                                .wanted = file->columns,
                                                .n_wanted = file->n_columns,
                                                .take = file->take,
                                                .context = reading},
                           fail);
}

enum bw_err bw_onet_read(struct bw_intake *intake, const char *folder,
                         struct bw_onet_tables *tables, struct bw_fail *fail)
{
    static const struct bw_column_wanted element[] = {
        {"Element ID", false}, {"Element Name", false}, {"Description", true}};
    static const struct bw_column_wanted occupation[] = {
        {"O*NET-SOC Code", false}, {"Title", false}, {"Description", true}};
    static const struct bw_column_wanted anchor[] = {
        {"Element ID", false}, {"Scale ID", false}, {"Anchor Value", false}};
    static const struct bw_column_wanted scale[] = {
        {"Scale ID", false}, {"Minimum", false}, {"Maximum", false}};
    static const struct bw_column_wanted zone[] = {{"O*NET-SOC Code", false}};
    /* In the order in which they refer to each other. */
    static const struct file files[] = {
        {"Scales_Reference", true, scale, COUNT(scale), take_scale},
        {"Content_Model_Reference", false, element, COUNT(element), take_element},
        {"Level_Scale_Anchors", false, anchor, COUNT(anchor), take_anchor},
        {"Occupation_Data", false, occupation, COUNT(occupation), take_occupation},
        {"Skills", false, figure_columns, FIGURE_COLUMNS, take_skill},
        {"Knowledge", false, figure_columns, FIGURE_COLUMNS, take_knowledge},
        {"Job_Zones", true, zone, COUNT(zone), take_zone},
    };
    struct reading reading = {.intake = intake, .tables = tables};
    enum bw_err err = BW_OK;
    for (size_t i = 0; i < COUNT(files) && !err; i++) {
        err = read_file(&reading, folder, &files[i], fail);
        bw_onet_sort_entries(&tables->elements, stands_twice, &reading);
        bw_onet_sort_entries(&tables->occupations, stands_twice, &reading);
    }
    bw_onet_sort_figures(tables);
    if (!err && (intake->out_of_memory || intake->report.out_of_memory))
        return bw_fail_set(fail, BW_INTERNAL, "%s: out of memory", folder);
    return err;
}
