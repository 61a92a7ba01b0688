#include "tools/import/onet_tables.h"

#include <stdlib.h>
#include <string.h>

/* Room for one more of `size` bytes; false when memory is out. */
static bool grow(void **at, size_t n, size_t *room, size_t size)
{
    if (n < *room)
        return true;
    size_t more = *room ? 2 * *room : 256;
    void *grown = realloc(*at, more * size);
    if (!grown)
        return false;
    *at = grown;
    *room = more;
    return true;
}

static void free_texts(struct bw_onet_entry *entry)
{
    free(entry->id);
    free(entry->label);
    free(entry->description);
}

static void clear_entries(struct bw_onet_entries *entries)
{
    for (size_t i = 0; i < entries->n; i++)
        free_texts(&entries->at[i]);
    free(entries->at);
}

void bw_onet_tables_clear(struct bw_onet_tables *tables)
{
    clear_entries(&tables->elements);
    clear_entries(&tables->occupations);
    free(tables->figures);
    *tables = (struct bw_onet_tables){0};
}

bool bw_onet_add_entry(struct bw_onet_entries *entries, const struct bw_str texts[3],
                       struct bw_intake_place place)
{
    void *at = entries->at;
    bool has_room = grow(&at, entries->n, &entries->room, sizeof *entries->at);
    entries->at = at;
    if (!has_room)
        return false;
    struct bw_onet_entry entry = {.id = strndup(texts[0].at, texts[0].len),
                                  .label = strndup(texts[1].at, texts[1].len),
                                  .place = place};
    if (texts[2].at)
        entry.description = strndup(texts[2].at, texts[2].len);
    if (!entry.id || !entry.label || (texts[2].at && !entry.description)) {
        free_texts(&entry);
        return false;
    }
    entries->at[entries->n++] = entry;
    return true;
}

bool bw_onet_add_figure(struct bw_onet_tables *tables, const struct bw_onet_figure *figure)
{
    void *at = tables->figures;
    bool has_room = grow(&at, tables->n_figures, &tables->figures_room, sizeof *figure);
    tables->figures = at;
    if (has_room)
        tables->figures[tables->n_figures++] = *figure;
    return has_room;
}

static int by_id(const void *a, const void *b)
{
    const struct bw_onet_entry *x = a, *y = b;
    int order = strcmp(x->id, y->id);
    return order ? order
                 : (x->place.raw_at > y->place.raw_at) - (x->place.raw_at < y->place.raw_at);
}

void bw_onet_sort_entries(struct bw_onet_entries *entries,
                          void (*twice)(void *context, const struct bw_onet_entry *first,
                                        const struct bw_onet_entry *again),
                          void *context)
{
    size_t n = 0;
    if (entries->n)
        qsort(entries->at, entries->n, sizeof *entries->at, by_id);
    for (size_t i = 0; i < entries->n; i++) {
        if (n > 0 && strcmp(entries->at[n - 1].id, entries->at[i].id) == 0) {
            twice(context, &entries->at[n - 1], &entries->at[i]);
            free_texts(&entries->at[i]);
        } else {
            entries->at[n++] = entries->at[i];
        }
    }
    entries->n = n;
}

static int figure_order(const void *a, const void *b)
{
    const struct bw_onet_figure *x = a, *y = b;
    if (x->occupation != y->occupation)
        return x->occupation < y->occupation ? -1 : 1;
    if (x->element != y->element)
        return x->element < y->element ? -1 : 1;
    if (x->is_level != y->is_level)
        return x->is_level ? 1 : -1;
    if (x->place.source != y->place.source)
        return x->place.source < y->place.source ? -1 : 1;
    return (x->place.raw_at > y->place.raw_at) - (x->place.raw_at < y->place.raw_at);
}

void bw_onet_sort_figures(struct bw_onet_tables *tables)
{
    if (tables->n_figures)
        qsort(tables->figures, tables->n_figures, sizeof *tables->figures, figure_order);
}

static int id_order(const void *key, const void *element)
{
    const struct bw_str *id = key;
    const struct bw_onet_entry *entry = element;
    return bw_str_compare(*id, (struct bw_str){entry->id, (uint32_t)strlen(entry->id)});
}

uint32_t bw_onet_find(const struct bw_onet_entries *entries, struct bw_str id)
{
    const struct bw_onet_entry *found = NULL;
    if (entries->n)
        found = bsearch(&id, entries->at, entries->n, sizeof *entries->at, id_order);
    return found ? (uint32_t)(found - entries->at) : BW_NONE;
}

uint32_t bw_onet_parent(const struct bw_onet_entries *elements, const char *id)
{
    for (uint32_t len = (uint32_t)strlen(id); len > 0; len--) {
        if (id[len - 1] != '.')
            continue;
        struct bw_str above = {id, len - 1};
        uint32_t found = bw_onet_find(elements, above);
        if (found != BW_NONE)
            return found;
    }
    return BW_NONE;
}

static bool is_under(struct bw_str id, const char *top)
{
    size_t len = strlen(top);
    return id.len >= len && memcmp(id.at, top, len) == 0 && (id.len == len || id.at[len] == '.');
}

bool bw_onet_is_skill(struct bw_str id)
{
    return is_under(id, "2.A") || is_under(id, "2.B");
}

bool bw_onet_is_knowledge(struct bw_str id)
{
    return is_under(id, "2.C");
}
