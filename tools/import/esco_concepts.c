#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "tools/import/esco.h"

/* Beyond this the texts of a download are refused. */
#define TEXTS_MOST ((size_t)2 << 30)

/* Bytes of the blank that text starts, or ends, with: a space, a tab, part of a line end, or the
 * no-break space that the Dutch texts often end with. */
static uint32_t blank_at(struct bw_str text, bool end)
{
    static const char no_break[] = "\xc2\xa0";
    if (text.len == 0)
        return 0;
    char c = text.at[end ? text.len - 1 : 0];
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
        return 1;
    return text.len >= 2 && memcmp(end ? text.at + text.len - 2 : text.at, no_break, 2) == 0 ? 2
                                                                                             : 0;
}

struct bw_str bw_esco_trim(struct bw_str text)
{
    for (uint32_t blank; (blank = blank_at(text, false)) > 0;)
        text = (struct bw_str){text.at + blank, text.len - blank};
    for (uint32_t blank; (blank = blank_at(text, true)) > 0;)
        text.len -= blank;
    return text.len ? text : (struct bw_str){NULL, 0};
}

struct bw_arena *bw_esco_arena(void)
{
    return bw_arena_create(TEXTS_MOST);
}

struct bw_str bw_esco_keep(struct bw_esco *esco, struct bw_str text)
{
    text = bw_esco_trim(text);
    if (!text.at)
        return text;
    if (TEXTS_MOST - bw_arena_mark(esco->arena) < (size_t)text.len + 64) {
        esco->intake->out_of_memory = true;
        return (struct bw_str){NULL, 0};
    }
    char *copy = bw_arena_take(esco->arena, text.len);
    memcpy(copy, text.at, text.len);
    return (struct bw_str){copy, text.len};
}

static size_t slot_of(const struct bw_esco *esco, struct bw_str uri)
{
    size_t at = XXH3_64bits(uri.at, uri.len) & (esco->index_size - 1);
    while (esco->index[at]) {
        const struct bw_str *other = &esco->concepts[esco->index[at] - 1].uri;
        if (other->len == uri.len && memcmp(other->at, uri.at, uri.len) == 0)
            break;
        at = (at + 1) & (esco->index_size - 1);
    }
    return at;
}

uint32_t bw_esco_find(const struct bw_esco *esco, struct bw_str uri)
{
    uri = bw_esco_trim(uri);
    if (esco->index_size == 0 || !uri.at)
        return BW_ESCO_NONE;
    uint32_t number = esco->index[slot_of(esco, uri)];
    return number ? number - 1 : BW_ESCO_NONE;
}

/* At most half full after one more. */
static bool grow_index(struct bw_esco *esco)
{
    if (2 * (esco->n_concepts + 1) <= esco->index_size)
        return true;
    size_t size = esco->index_size ? 2 * esco->index_size : 1 << 15;
    uint32_t *index = calloc(size, sizeof *index);
    if (!index)
        return false;
    free(esco->index);
    esco->index = index;
    esco->index_size = size;
    for (uint32_t i = 0; i < esco->n_concepts; i++)
        index[slot_of(esco, esco->concepts[i].uri)] = i + 1;
    return true;
}

static bool grow_concepts(struct bw_esco *esco)
{
    if (esco->n_concepts < esco->concepts_room)
        return true;
    size_t room = esco->concepts_room ? 2 * esco->concepts_room : 1 << 12;
    struct bw_esco_concept *grown = realloc(esco->concepts, room * sizeof *grown);
    if (!grown)
        return false;
    esco->concepts = grown;
    esco->concepts_room = room;
    return true;
}

uint32_t bw_esco_find_or_add(struct bw_esco *esco, struct bw_str uri, enum bw_esco_sort sort)
{
    uint32_t number = bw_esco_find(esco, uri);
    if (number != BW_ESCO_NONE)
        return number;
    struct bw_str kept = bw_esco_keep(esco, uri);
    if (!kept.at || !grow_index(esco) || !grow_concepts(esco)) {
        esco->intake->out_of_memory = true;
        return BW_ESCO_NONE;
    }
    number = (uint32_t)esco->n_concepts++;
    esco->concepts[number] = (struct bw_esco_concept){.uri = kept, .sort = sort};
    esco->index[slot_of(esco, kept)] = number + 1;
    return number;
}

bool bw_esco_is(struct bw_str text, const char *word)
{
    size_t len = strlen(word);
    return text.len == len && (len == 0 || memcmp(text.at, word, len) == 0);
}

bool bw_esco_is_gone(const struct bw_esco_concept *concept)
{
    return concept->withdrawn && !concept->text[BW_NL].has_row && !concept->text[BW_EN].has_row;
}

struct bw_intake_place bw_esco_place(const struct bw_esco_concept *concept)
{
    const struct bw_esco_text *nl = &concept->text[BW_NL], *en = &concept->text[BW_EN];
    bool english = en->has_row || (!nl->has_row && en->place.line > 0);
    return english ? en->place : nl->place;
}
