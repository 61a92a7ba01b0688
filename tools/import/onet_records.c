#include "tools/import/onet_records.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/args.h"
#include "tools/import/label.h"

#define PREFIX "onet:"
#define IMPORTANCE_LEAST 1.0
#define IMPORTANCE_STEPS 4.0
#define IMPORTANCE_ASKED 2.0
#define LEVEL_ASKED 0.5
#define LEVEL_MOST 5.0
#define SOC_LEN 7 /* "11-1011" of "11-1011.00" */

enum fate { ASKED, SUPPRESSED, IRRELEVANT, WITH_OTHER, UNIMPORTANT, NO_LEVEL, ALONE, ORPHAN, BAD };
static const char *const reasons[] = {
    [SUPPRESSED] = "too unsure to use (Recommend Suppress)",
    [IRRELEVANT] = "a level without meaning (Not Relevant)",
    [WITH_OTHER] = "the pair's other figure is unsure or without meaning",
    [UNIMPORTANT] = "importance under 2, hardly part of the work",
    [NO_LEVEL] = "level under aware",
    [ALONE] = "the pair's other figure is missing or bad",
    [ORPHAN] = "of a bad occupation or element",
};

/* The importance and the level of one element in one occupation; NULL: missing. */
struct pair {
    const struct bw_onet_figure *importance, *level;
    enum fate importance_fate, level_fate;
};

struct pairs {
    struct pair *at;
    size_t n, n_asked;
};

struct making {
    struct bw_intake *intake;
    struct bw_onet_tables *tables;
    const char *from;
    msgpack_sbuffer record;
    msgpack_packer packer;
    uint64_t levels, unstated; /* asked levels, and those without a standard error */
};

static void pack_text(msgpack_packer *out, const char *name, const char *text)
{
    bw_pack_str(out, name);
    bw_pack_str(out, text);
}

static void pack_id(msgpack_packer *out, const char *id)
{
    size_t prefix_len = strlen(PREFIX), len = strlen(id);
    msgpack_pack_str(out, prefix_len + len);
    msgpack_pack_str_body(out, PREFIX, prefix_len);
    msgpack_pack_str_body(out, id, len);
}

/* To three digits: a record is read by people too. */
static void pack_figure(msgpack_packer *out, const char *name, double value)
{
    bw_pack_str(out, name);
    msgpack_pack_double(out, round(value * 1000) / 1000);
}

/* Id, label, description: what both kinds of record begin with. */
static void pack_front(msgpack_packer *out, const struct bw_onet_entry *entry)
{
    bw_pack_str(out, "id");
    pack_id(out, entry->id);
    bw_pack_label(out,
                  (struct bw_text){.in[BW_EN] = {entry->label, (uint32_t)strlen(entry->label)}});
    if (!entry->description)
        return;
    bw_pack_str(out, "description");
    msgpack_pack_map(out, 1);
    pack_text(out, "en", entry->description);
}

static void add_record(struct making *making, enum bw_kind kind, struct bw_onet_entry *entry)
{
    entry->made = bw_intake_add(making->intake, kind, entry->place, &making->record);
    if (entry->made)
        bw_report_used(&making->intake->report, entry->place.source);
}

static void make_competency(struct making *making, struct bw_onet_entry *element)
{
    const struct bw_onet_entries *elements = &making->tables->elements;
    msgpack_packer *out = &making->packer;
    uint32_t parent = bw_onet_parent(elements, element->id);
    bool knowledge =
        bw_onet_is_knowledge((struct bw_str){element->id, (uint32_t)strlen(element->id)});
    msgpack_sbuffer_clear(&making->record);
    msgpack_pack_map(out, 3u + (element->description != NULL) + (parent != BW_NONE));
    pack_front(out, element);
    pack_text(out, "kind", knowledge ? "knowledge" : "skill");
    if (parent != BW_NONE) {
        bw_pack_str(out, "broader");
        msgpack_pack_array(out, 1);
        pack_id(out, elements->at[parent].id);
    }
    add_record(making, BW_KIND_COMPETENCY, element);
}

static enum fate own_fate(const struct bw_onet_figure *figure)
{
    if (figure->suppressed)
        return SUPPRESSED;
    return figure->irrelevant ? IRRELEVANT : ASKED;
}

static struct bw_onet_scale scale_of(const struct making *making, const struct pair *pair)
{
    return bw_onet_scale_make(making->tables->elements.at[pair->level->element].anchors);
}

static void set_both(struct pair *pair, enum fate fate)
{
    pair->importance_fate = pair->level_fate = fate;
}

/* Both figures are there and sure: do they ask anything? */
static void judge_sure(struct making *making, struct pair *pair)
{
    const struct bw_onet_entry *element = &making->tables->elements.at[pair->level->element];
    struct bw_onet_scale scale = scale_of(making, pair);
    if (!element->made) {
        set_both(pair, ORPHAN);
    } else if (pair->importance->value < IMPORTANCE_ASKED) {
        set_both(pair, UNIMPORTANT);
    } else if (element->n_anchors < BW_ONET_ANCHORS) {
        char text[256];
        snprintf(text, sizeof text,
                 "Element ID: %.100s has %zu level anchors; its levels can be read with three",
                 element->id, element->n_anchors);
        bw_intake_add_bad(making->intake, pair->level->place, text);
        pair->importance_fate = ALONE;
        pair->level_fate = BAD;
    } else if (bw_onet_level(&scale, pair->level->value) < LEVEL_ASKED) {
        set_both(pair, NO_LEVEL);
    }
}

static void judge(struct making *making, struct pair *pair)
{
    if (pair->importance)
        pair->importance_fate = own_fate(pair->importance);
    if (pair->level)
        pair->level_fate = own_fate(pair->level);
    if (!pair->importance || !pair->level) {
        enum fate *fate = pair->level ? &pair->level_fate : &pair->importance_fate;
        if (*fate == ASKED)
            *fate = ALONE;
    } else if (pair->importance_fate == ASKED && pair->level_fate == ASKED) {
        judge_sure(making, pair);
    } else if (pair->importance_fate == ASKED) {
        pair->importance_fate = WITH_OTHER;
    } else if (pair->level_fate == ASKED) {
        pair->level_fate = WITH_OTHER;
    }
}

static bool is_asked(const struct pair *pair)
{
    return pair->importance && pair->level && pair->level_fate == ASKED;
}

/* The figures [from, end) of one occupation, in order, as pairs. */
static struct pairs pair_up(struct making *making, size_t from, size_t end)
{
    const struct bw_onet_figure *figures = making->tables->figures;
    struct pairs pairs = {calloc(end - from + 1, sizeof *pairs.at), 0, 0};
    if (!pairs.at) {
        making->intake->out_of_memory = true;
        return pairs;
    }
    for (size_t i = from; i < end; i++) {
        bool first = i == from || figures[i - 1].element != figures[i].element;
        struct pair *pair = first ? &pairs.at[pairs.n++] : &pairs.at[pairs.n - 1];
        const struct bw_onet_figure **slot = figures[i].is_level ? &pair->level : &pair->importance;
        if (*slot) {
            char text[128];
            snprintf(text, sizeof text, "the same occupation, element and scale as line %" PRIu32,
                     (*slot)->place.line);
            bw_intake_add_bad(making->intake, figures[i].place, text);
            continue;
        }
        *slot = &figures[i];
    }
    for (size_t i = 0; i < pairs.n; i++) {
        judge(making, &pairs.at[i]);
        pairs.n_asked += is_asked(&pairs.at[i]);
    }
    return pairs;
}

static void pack_ask(struct making *making, const struct pair *pair)
{
    const struct bw_onet_figure *level = pair->level;
    struct bw_onet_scale scale = scale_of(making, pair);
    msgpack_packer *out = &making->packer;
    double error = level->error;
    if (error <= 0)
        error = error < 0 || level->raters <= 0 ? 0 : 1 / level->raters;
    double doubt = error * bw_onet_slope(&scale, level->value);
    msgpack_pack_map(out, error > 0 ? 4 : 3);
    bw_pack_str(out, "competency");
    pack_id(out, making->tables->elements.at[level->element].id);
    pack_figure(out, "level", bw_onet_level(&scale, level->value));
    pack_figure(out, "weight", (pair->importance->value - IMPORTANCE_LEAST) / IMPORTANCE_STEPS);
    if (error > 0)
        pack_figure(out, "level_sd", doubt < LEVEL_MOST ? doubt : LEVEL_MOST);
    making->levels++;
    making->unstated += error <= 0;
}

static void make_role(struct making *making, struct bw_onet_entry *occupation,
                      const struct pairs *pairs)
{
    msgpack_packer *out = &making->packer;
    size_t code_len = strlen(occupation->id);
    msgpack_sbuffer_clear(&making->record);
    msgpack_pack_map(out, 4u + (occupation->description != NULL));
    pack_front(out, occupation);
    bw_pack_str(out, "code");
    msgpack_pack_str(out, code_len < SOC_LEN ? code_len : SOC_LEN);
    msgpack_pack_str_body(out, occupation->id, code_len < SOC_LEN ? code_len : SOC_LEN);
    bw_pack_str(out, "versions");
    msgpack_pack_array(out, 1);
    msgpack_pack_map(out, 2);
    pack_text(out, "from", making->from);
    bw_pack_str(out, "requires");
    msgpack_pack_array(out, pairs->n_asked);
    for (size_t i = 0; i < pairs->n; i++)
        if (is_asked(&pairs->at[i]))
            pack_ask(making, &pairs->at[i]);
    add_record(making, BW_KIND_ROLE, occupation);
}

static void account(struct making *making, const struct bw_onet_figure *figure, enum fate fate)
{
    const struct bw_onet_tables *tables = making->tables;
    if (!figure || fate == BAD)
        return;
    if (fate == ASKED && !tables->occupations.at[figure->occupation].made)
        fate = ORPHAN;
    if (fate == ASKED) {
        bw_report_used(&making->intake->report, figure->place.source);
        return;
    }
    const struct bw_onet_entry *element = &tables->elements.at[figure->element];
    bw_report_left(&making->intake->report, figure->place, reasons[fate], "%s %s %s %s",
                   tables->occupations.at[figure->occupation].id, element->id,
                   figure->is_level ? "LV" : "IM", element->label);
}

/* The occupation with the figures [from, end). */
static void make_occupation(struct making *making, struct bw_onet_entry *occupation, size_t from,
                            size_t end)
{
    struct pairs pairs = pair_up(making, from, end);
    if (pairs.n_asked > 0)
        make_role(making, occupation, &pairs);
    else
        bw_report_left(&making->intake->report, occupation->place,
                       from == end ? "no figures on skills or knowledge"
                                   : "none of its figures is used",
                       "%s %s", occupation->id, occupation->label);
    for (size_t i = 0; i < pairs.n; i++) {
        account(making, pairs.at[i].importance, pairs.at[i].importance_fate);
        account(making, pairs.at[i].level, pairs.at[i].level_fate);
    }
    free(pairs.at);
}

void bw_onet_make_records(struct bw_intake *intake, struct bw_onet_tables *tables, const char *from)
{
    struct making making = {.intake = intake, .tables = tables, .from = from};
    msgpack_sbuffer_init(&making.record);
    msgpack_packer_init(&making.packer, &making.record, msgpack_sbuffer_write);
    for (size_t i = 0; i < tables->elements.n; i++)
        make_competency(&making, &tables->elements.at[i]);
    size_t at = 0;
    for (size_t i = 0; i < tables->occupations.n; i++) {
        size_t first = at;
        while (at < tables->n_figures && tables->figures[at].occupation == i)
            at++;
        make_occupation(&making, &tables->occupations.at[i], first, at);
    }
    msgpack_sbuffer_destroy(&making.record);
    if (making.unstated)
        bw_report_note(&intake->report,
                       "%" PRIu64 " of %" PRIu64 " asked levels have no standard error in the "
                       "files: their doubt is not stated",
                       making.unstated, making.levels);
}
