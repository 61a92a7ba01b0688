/* Concepts become records: skills and skill groups competencies, occupations roles. */
#include <stdlib.h>
#include <string.h>

#include "data/schema.h"
#include "tools/import/esco.h"
#include "tools/import/label.h"

#define ALT_LABELS_MOST 1000 /* of one concept; ESCO's longest list has under 200 */

static const char *const lang_names[BW_ESCO_LANGS] = {[BW_NL] = "nl", [BW_EN] = "en"};

struct packing {
    struct bw_esco *esco;
    msgpack_sbuffer bytes;
    msgpack_packer packer;
};

static void pack_text(struct packing *packing, struct bw_str text)
{
    msgpack_pack_str_with_body(&packing->packer, text.at, text.len);
}

/* Bytes up to the next line break or " | ", and *skip what divides there. */
static uint32_t part_size(struct bw_str list, uint32_t *skip)
{
    for (uint32_t i = 0; i < list.len; i++) {
        *skip = list.at[i] == '\n' ? 1 : 3;
        if (list.at[i] == '\n' || (list.len - i >= 3 && memcmp(list.at + i, " | ", 3) == 0))
            return i;
    }
    *skip = 0;
    return list.len;
}

static bool is_same(struct bw_str a, struct bw_str b)
{
    return a.len == b.len && memcmp(a.at, b.at, a.len) == 0;
}

/* The alternative labels in a cell: trimmed, each once, none the label itself. */
static size_t split_labels(const struct bw_esco_text *text, struct bw_str out[ALT_LABELS_MOST])
{
    size_t n = 0;
    struct bw_str list = text->alt_labels;
    for (uint32_t size, skip; list.len > 0 && n < ALT_LABELS_MOST;) {
        size = part_size(list, &skip);
        struct bw_str part = bw_esco_trim((struct bw_str){list.at, size});
        bool there = !part.at || (text->label.at && is_same(part, text->label));
        for (size_t i = 0; i < n && !there; i++)
            there = is_same(out[i], part);
        if (!there)
            out[n++] = part;
        list = (struct bw_str){list.at + size + skip, list.len - size - skip};
    }
    return n;
}

static void pack_alt_labels(struct packing *packing, const struct bw_esco_concept *concept)
{
    struct bw_str parts[BW_ESCO_LANGS][ALT_LABELS_MOST];
    size_t n[BW_ESCO_LANGS];
    for (int lang = 0; lang < BW_ESCO_LANGS; lang++)
        n[lang] = split_labels(&concept->text[lang], parts[lang]);
    bw_pack_str(&packing->packer, "alt_labels");
    msgpack_pack_map(&packing->packer, (size_t)(n[BW_NL] > 0) + (size_t)(n[BW_EN] > 0));
    for (int lang = 0; lang < BW_ESCO_LANGS; lang++) {
        if (n[lang] == 0)
            continue;
        bw_pack_str(&packing->packer, lang_names[lang]);
        msgpack_pack_array(&packing->packer, n[lang]);
        for (size_t i = 0; i < n[lang]; i++)
            pack_text(packing, parts[lang][i]);
    }
}

static void pack_description(struct packing *packing, const struct bw_esco_concept *concept)
{
    struct bw_str nl = concept->text[BW_NL].description, en = concept->text[BW_EN].description;
    bw_pack_str(&packing->packer, "description");
    if (!nl.at && !en.at) {
        msgpack_pack_nil(&packing->packer);
        return;
    }
    msgpack_pack_map(&packing->packer, (size_t)(nl.at != NULL) + (size_t)(en.at != NULL));
    for (int lang = 0; lang < BW_ESCO_LANGS; lang++) {
        if (!concept->text[lang].description.at)
            continue;
        bw_pack_str(&packing->packer, lang_names[lang]);
        pack_text(packing, concept->text[lang].description);
    }
}

/* What both kinds of records begin with: four fields. */
static void pack_names(struct packing *packing, const struct bw_esco_concept *concept)
{
    bw_pack_str(&packing->packer, "id");
    pack_text(packing, concept->uri);
    bw_pack_label(&packing->packer,
                  (struct bw_text){{concept->text[BW_NL].label, concept->text[BW_EN].label}});
    pack_alt_labels(packing, concept);
    pack_description(packing, concept);
}

static struct bw_esco_edge *edges_of(const struct bw_esco_edges *edges, uint32_t number, size_t *n)
{
    *n = edges->first[number + 1] - edges->first[number];
    return *n ? edges->at + edges->first[number] : NULL;
}

/* The ends of the edges that are optional, or of those that are not; how many. */
static size_t pack_ends(struct packing *packing, const char *field, enum bw_esco_family family,
                        uint32_t number, bool optional)
{
    size_t n, wanted = 0;
    const struct bw_esco_edge *edges = edges_of(&packing->esco->edges[family], number, &n);
    for (size_t i = 0; i < n; i++)
        wanted += edges[i].optional == optional;
    bw_pack_str(&packing->packer, field);
    msgpack_pack_array(&packing->packer, wanted);
    for (size_t i = 0; i < n; i++)
        if (edges[i].optional == optional)
            pack_text(packing, packing->esco->concepts[edges[i].to].uri);
    return wanted;
}

static void pack_kind(struct packing *packing, const struct bw_esco_concept *concept)
{
    bw_pack_str(&packing->packer, "kind");
    if (concept->kind == BW_ESCO_NO_KIND)
        msgpack_pack_nil(&packing->packer);
    else
        bw_pack_str(&packing->packer,
                    concept->kind == BW_ESCO_IS_KNOWLEDGE ? "knowledge" : "skill");
}

static void pack_competency(struct packing *packing, uint32_t number)
{
    const struct bw_esco_concept *concept = &packing->esco->concepts[number];
    struct bw_esco_made *made = &packing->esco->made;
    msgpack_pack_map(&packing->packer, 8);
    pack_names(packing, concept);
    pack_kind(packing, concept);
    made->broader += pack_ends(packing, "broader", BW_ESCO_BROADER, number, false);
    made->requires += pack_ends(packing, "requires", BW_ESCO_BETWEEN_SKILLS, number, false);
    made->related += pack_ends(packing, "related", BW_ESCO_BETWEEN_SKILLS, number, true);
}

static double level_of(const struct bw_esco_ask *ask, const struct bw_esco_concept *concept)
{
    if (concept->transversal)
        return ask->transversal;
    return concept->kind == BW_ESCO_IS_KNOWLEDGE ? ask->knowledge : ask->skill;
}

static void pack_asked(struct packing *packing, const struct bw_esco_edge *edge)
{
    const struct bw_esco *esco = packing->esco;
    const struct bw_esco_ask *ask =
        edge->optional ? &esco->levels.optional : &esco->levels.essential;
    msgpack_pack_map(&packing->packer, 4);
    bw_pack_str(&packing->packer, "competency");
    pack_text(packing, esco->concepts[edge->to].uri);
    bw_pack_str(&packing->packer, "level");
    msgpack_pack_double(&packing->packer, level_of(ask, &esco->concepts[edge->to]));
    bw_pack_str(&packing->packer, "weight");
    msgpack_pack_double(&packing->packer, ask->weight);
    bw_pack_str(&packing->packer, "level_assumed");
    msgpack_pack_true(&packing->packer);
}

static void pack_version(struct packing *packing, uint32_t number)
{
    size_t n;
    const struct bw_esco_edge *edges = edges_of(&packing->esco->edges[BW_ESCO_ASKED], number, &n);
    bw_pack_str(&packing->packer, "versions");
    msgpack_pack_array(&packing->packer, 1);
    msgpack_pack_map(&packing->packer, 2);
    bw_pack_str(&packing->packer, "from");
    bw_pack_str(&packing->packer, packing->esco->from);
    bw_pack_str(&packing->packer, "requires");
    msgpack_pack_array(&packing->packer, n);
    for (size_t i = 0; i < n; i++) {
        pack_asked(packing, &edges[i]);
        packing->esco->made.optional += edges[i].optional;
        packing->esco->made.essential += !edges[i].optional;
    }
    packing->esco->made.asking_nothing += n == 0;
}

static void pack_role(struct packing *packing, uint32_t number)
{
    const struct bw_esco_concept *concept = &packing->esco->concepts[number];
    msgpack_pack_map(&packing->packer, 6);
    pack_names(packing, concept);
    bw_pack_str(&packing->packer, "code");
    if (concept->code.at)
        pack_text(packing, concept->code);
    else
        msgpack_pack_nil(&packing->packer);
    pack_version(packing, number);
}

static void packing_start(struct packing *packing, struct bw_esco *esco)
{
    packing->esco = esco;
    msgpack_sbuffer_init(&packing->bytes);
    msgpack_packer_init(&packing->packer, &packing->bytes, msgpack_sbuffer_write);
}

/* What is wrong with a concept's own texts; BW_OK when nothing is. */
static enum bw_err check_names(struct packing *packing, const struct bw_esco_concept *concept,
                               struct bw_fail *fail)
{
    if (!concept->text[BW_NL].label.at && !concept->text[BW_EN].label.at)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "preferredLabel: empty, and there is none in the other language");
    msgpack_sbuffer_clear(&packing->bytes);
    msgpack_pack_map(&packing->packer, 5);
    pack_names(packing, concept);
    bw_pack_str(&packing->packer, "versions"); /* a role has to */
    msgpack_pack_array(&packing->packer, 0);
    return bw_intake_check(BW_KIND_ROLE, &packing->bytes, fail);
}

/* Accounts for the rows of a concept: used, or with it bad. */
static void account(struct bw_esco *esco, struct bw_esco_concept *concept)
{
    struct bw_intake_place own = bw_esco_place(concept);
    for (int lang = 0; lang < BW_ESCO_LANGS; lang++) {
        const struct bw_esco_text *text = &concept->text[lang];
        if (!text->has_row)
            continue;
        if (!concept->bad)
            bw_report_used(&esco->intake->report, text->place.source);
        else if (text->place.source != own.source || text->place.raw_at != own.raw_at)
            bw_report_left(&esco->intake->report, text->place,
                           "the row of the same concept in another file is bad", NULL);
    }
}

void bw_esco_judge(struct bw_esco *esco)
{
    struct packing packing;
    packing_start(&packing, esco);
    for (size_t i = 0; i < esco->n_concepts; i++) {
        struct bw_esco_concept *concept = &esco->concepts[i];
        struct bw_fail fail;
        if (bw_esco_is_gone(concept))
            continue;
        concept->bad = check_names(&packing, concept, &fail) != BW_OK;
        if (concept->bad) {
            bool has_row = concept->text[BW_NL].has_row || concept->text[BW_EN].has_row;
            bw_intake_add_bad(esco->intake, bw_esco_place(concept), fail.text);
            if (!has_row && esco->intake->n_bad) /* the hierarchy's row was used */
                esco->intake->bad[esco->intake->n_bad - 1].late = true;
        }
        account(esco, concept);
    }
    msgpack_sbuffer_destroy(&packing.bytes);
}

static void count(struct bw_esco_made *made, const struct bw_esco_concept *concept)
{
    bool role = concept->sort == BW_ESCO_OCCUPATION;
    made->roles += role;
    made->competencies += !role;
    made->groups += concept->sort == BW_ESCO_GROUP;
    made->without_code += role && !concept->code.at;
    made->codes_differ += concept->codes_differ;
    for (int lang = 0; lang < BW_ESCO_LANGS; lang++)
    made->fallback[lang] += !concept->text[lang].label.at;
}

void bw_esco_make_records(struct bw_esco *esco)
{
    struct packing packing;
    packing_start(&packing, esco);
    for (uint32_t i = 0; i < esco->n_concepts; i++) {
        const struct bw_esco_concept *concept = &esco->concepts[i];
        bool role = concept->sort == BW_ESCO_OCCUPATION;
        if (concept->bad || bw_esco_is_gone(concept))
            continue;
        msgpack_sbuffer_clear(&packing.bytes);
        if (role)
            pack_role(&packing, i);
        else
            pack_competency(&packing, i);
        bw_intake_add(esco->intake, role ? BW_KIND_ROLE : BW_KIND_COMPETENCY,
                      bw_esco_place(concept), &packing.bytes);
        count(&esco->made, concept);
    }
    msgpack_sbuffer_destroy(&packing.bytes);
}
