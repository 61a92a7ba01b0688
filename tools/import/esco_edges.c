/* The files of relations: each row a pair of concepts. All rows are read first; then it is decided
 * which count, so that every row is accounted for once. */
#include <stdlib.h>
#include <string.h>

#include "tools/import/esco.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

enum { FROM, TO, RELATION };

static const struct bw_column_wanted broader_columns[] = {{"conceptUri", false},
                                                          {"broaderUri", false}};
static const struct bw_column_wanted between_columns[] = {
    {"originalSkillUri", false}, {"relatedSkillUri", false}, {"relationType", false}};
static const struct bw_column_wanted asked_columns[] = {
    {"occupationUri", false}, {"skillUri", false}, {"relationType", false}};

static bool add(struct bw_esco *esco, enum bw_esco_family family, struct bw_esco_edge edge)
{
    struct bw_esco_edges *edges = &esco->edges[family];
    if (edges->n == edges->room) {
        size_t room = edges->room ? 2 * edges->room : 1 << 12;
        struct bw_esco_edge *grown = realloc(edges->at, room * sizeof *grown);
        if (!grown) {
            esco->intake->out_of_memory = true;
            return false;
        }
        edges->at = grown;
        edges->room = room;
    }
    edges->at[edges->n++] = edge;
    return true;
}

/* Is the concept in this column of the right sort? Else the row is bad. */
static bool find_end(struct bw_esco *esco, const struct bw_cells *row, size_t column,
                     const struct bw_column_wanted *names, bool occupation, uint32_t *out)
{
    struct bw_fail fail;
    *out = bw_esco_find(esco, row->cells[column]);
    if (*out != BW_ESCO_NONE && (esco->concepts[*out].sort == BW_ESCO_OCCUPATION) == occupation)
        return true;
    bw_fail_set(&fail, BW_BAD_REQUEST, "%s: \"%.*s\" is in no file of %s", names[column].name,
                (int)row->cells[column].len, row->cells[column].at ? row->cells[column].at : "",
                occupation ? "occupations" : "skills or skill groups");
    bw_intake_add_bad(esco->intake, row->place, fail.text);
    return false;
}

static bool find_relation(struct bw_esco *esco, const struct bw_cells *row, bool *optional)
{
    struct bw_fail fail;
    struct bw_str relation = bw_esco_trim(row->cells[RELATION]);
    *optional = bw_esco_is(relation, "optional");
    if (*optional || bw_esco_is(relation, "essential"))
        return true;
    bw_fail_set(&fail, BW_BAD_REQUEST, "relationType: \"%.*s\"; essential or optional is expected",
                (int)relation.len, relation.at ? relation.at : "");
    bw_intake_add_bad(esco->intake, row->place, fail.text);
    return false;
}

static void take_broader(void *context, const struct bw_cells *row)
{
    struct bw_esco *esco = context;
    struct bw_esco_edge edge = {.place = row->place};
    if (find_end(esco, row, FROM, broader_columns, false, &edge.from) &&
        find_end(esco, row, TO, broader_columns, false, &edge.to))
        add(esco, BW_ESCO_BROADER, edge);
}

static void take_between(void *context, const struct bw_cells *row)
{
    struct bw_esco *esco = context;
    struct bw_esco_edge edge = {.place = row->place};
    if (find_relation(esco, row, &edge.optional) &&
        find_end(esco, row, FROM, between_columns, false, &edge.from) &&
        find_end(esco, row, TO, between_columns, false, &edge.to))
        add(esco, BW_ESCO_BETWEEN_SKILLS, edge);
}

static void take_asked(void *context, const struct bw_cells *row)
{
    struct bw_esco *esco = context;
    struct bw_esco_edge edge = {.place = row->place};
    if (find_relation(esco, row, &edge.optional) &&
        find_end(esco, row, FROM, asked_columns, true, &edge.from) &&
        find_end(esco, row, TO, asked_columns, false, &edge.to))
        add(esco, BW_ESCO_ASKED, edge);
}

const struct bw_esco_rows bw_esco_broader = {broader_columns, COUNT(broader_columns), take_broader};
const struct bw_esco_rows bw_esco_between_skills = {between_columns, COUNT(between_columns),
                                                    take_between};
const struct bw_esco_rows bw_esco_asked = {asked_columns, COUNT(asked_columns), take_asked};

static int by_uri(const void *a, const void *b, void *context)
{
    const struct bw_esco *esco = context;
    const struct bw_str *x = &esco->concepts[*(const uint32_t *)a].uri;
    const struct bw_str *y = &esco->concepts[*(const uint32_t *)b].uri;
    int order = memcmp(x->at, y->at, x->len < y->len ? x->len : y->len);
    return order ? order : (x->len > y->len) - (x->len < y->len);
}

/* So that lists come in the same order whatever the order of the rows. */
static bool rank_concepts(struct bw_esco *esco)
{
    uint32_t *order = malloc((esco->n_concepts + 1) * sizeof *order);
    if (!order)
        return false;
    for (uint32_t i = 0; i < esco->n_concepts; i++)
        order[i] = i;
    qsort_r(order, esco->n_concepts, sizeof *order, by_uri, esco);
    for (uint32_t i = 0; i < esco->n_concepts; i++)
        esco->concepts[order[i]].rank = i;
    free(order);
    return true;
}

/* By pair; of a pair essential before optional, then as read. */
static int by_pair(const void *a, const void *b, void *context)
{
    const struct bw_esco *esco = context;
    const struct bw_esco_edge *x = a, *y = b;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    if (x->to != y->to)
        return esco->concepts[x->to].rank < esco->concepts[y->to].rank ? -1 : 1;
    if (x->optional != y->optional)
        return x->optional ? 1 : -1;
    if (x->place.source != y->place.source)
        return x->place.source < y->place.source ? -1 : 1;
    return (x->place.raw_at > y->place.raw_at) - (x->place.raw_at < y->place.raw_at);
}

static struct bw_str name_of(const struct bw_esco *esco, uint32_t number)
{
    const struct bw_esco_concept *concept = &esco->concepts[number];
    struct bw_str label = concept->text[BW_EN].label;
    return label.at                        ? label
           : concept->text[BW_NL].label.at ? concept->text[BW_NL].label
                                           : concept->uri;
}

static void leave(struct bw_esco *esco, const struct bw_esco_edge *edge, const char *reason)
{
    struct bw_str from = name_of(esco, edge->from), to = name_of(esco, edge->to);
    bw_report_left(&esco->intake->report, edge->place, reason, "%.*s -> %.*s", (int)from.len,
                   from.at, (int)to.len, to.at);
}

/* Why a pair is left out by itself or after the one before it that counts; NULL when it counts. */
static const char *reason_against(const struct bw_esco *esco, const struct bw_esco_edge *edge,
                                  const struct bw_esco_edge *before)
{
    const struct bw_esco_concept *from = &esco->concepts[edge->from];
    const struct bw_esco_concept *to = &esco->concepts[edge->to];
    if (bw_esco_is_gone(from) || bw_esco_is_gone(to))
        return "it names a concept that is not released";
    if (from->bad || to->bad)
        return "it names a concept whose own row is bad";
    if (edge->from == edge->to)
        return "it names a concept twice";
    if (!before || before->from != edge->from || before->to != edge->to)
        return NULL;
    return before->optional == edge->optional ? "the same pair is there already"
                                              : "the pair is there as an essential one";
}

static void drop_doubles(struct bw_esco *esco, struct bw_esco_edges *edges)
{
    size_t n = 0;
    for (size_t i = 0; i < edges->n; i++) {
        const char *reason = reason_against(esco, &edges->at[i], n ? &edges->at[n - 1] : NULL);
        if (reason)
            leave(esco, &edges->at[i], reason);
        else
            edges->at[n++] = edges->at[i];
    }
    edges->n = n;
}

/* Where the edges of each concept start. */
static void find_firsts(const struct bw_esco *esco, struct bw_esco_edges *edges)
{
    size_t at = 0;
    for (uint32_t i = 0; i <= esco->n_concepts; i++) {
        while (at < edges->n && edges->at[at].from < i)
            at++;
        edges->first[i] = at;
    }
}

/* A walk in depth along what must have no circles. */
struct walk {
    struct bw_esco *esco;
    struct bw_esco_edges *edges;
    enum { UNSEEN, ON_PATH, DONE } * states; /* per concept */
    size_t *next;                            /* per concept: its edge to look at */
    uint32_t *path;
    size_t n_path;
    bool *cut; /* per edge */
};

static void enter(struct walk *walk, uint32_t concept)
{
    walk->states[concept] = ON_PATH;
    walk->next[concept] = walk->edges->first[concept];
    walk->path[walk->n_path++] = concept;
}

/* The next edge of the path's end; one that leads back to the path is cut. */
static void step(struct walk *walk)
{
    uint32_t end = walk->path[walk->n_path - 1];
    size_t at = walk->next[end]++;
    if (at == walk->edges->first[end + 1]) {
        walk->states[end] = DONE;
        walk->n_path--;
        return;
    }
    const struct bw_esco_edge *edge = &walk->edges->at[at];
    if (edge->optional || walk->states[edge->to] == DONE)
        return;
    if (walk->states[edge->to] == UNSEEN) {
        enter(walk, edge->to);
        return;
    }
    walk->cut[at] = true;
    leave(walk->esco, edge, "it would close a circle");
}

static void cut_circles(struct walk *walk)
{
    for (uint32_t i = 0; i < walk->esco->n_concepts; i++) {
        if (walk->states[i] == UNSEEN)
            enter(walk, i);
        while (walk->n_path > 0)
            step(walk);
    }
    struct bw_esco_edges *edges = walk->edges;
    size_t n = 0;
    for (size_t i = 0; i < edges->n; i++)
        if (!walk->cut[i])
            edges->at[n++] = edges->at[i];
    edges->n = n;
}

static bool settle_circles(struct bw_esco *esco, struct bw_esco_edges *edges)
{
    size_t n = esco->n_concepts + 1;
    struct walk walk = {.esco = esco,
                        .edges = edges,
                        .states = calloc(n, sizeof *walk.states),
                        .next = calloc(n, sizeof *walk.next),
                        .path = calloc(n, sizeof *walk.path),
                        .cut = calloc(edges->n + 1, sizeof *walk.cut)};
    bool well = walk.states && walk.next && walk.path && walk.cut;
    if (well)
        cut_circles(&walk);
    free(walk.states);
    free(walk.next);
    free(walk.path);
    free(walk.cut);
    return well;
}

bool bw_esco_edges_settle(struct bw_esco *esco)
{
    bool well = rank_concepts(esco);
    for (int family = 0; family < BW_ESCO_FAMILIES && well; family++) {
        struct bw_esco_edges *edges = &esco->edges[family];
        if (edges->n)
            qsort_r(edges->at, edges->n, sizeof *edges->at, by_pair, esco);
        drop_doubles(esco, edges);
        edges->first = calloc(esco->n_concepts + 1, sizeof *edges->first);
        well = edges->first != NULL;
        if (!well)
            break;
        find_firsts(esco, edges);
        if (family != BW_ESCO_ASKED) {
            well = settle_circles(esco, edges);
            find_firsts(esco, edges);
        }
        for (size_t i = 0; i < edges->n; i++)
            bw_report_used(&esco->intake->report, edges->at[i].place.source);
    }
    return well && !esco->intake->report.out_of_memory;
}
