#include "tools/embed/corpus.h"

#include <string.h>

#include "model/base/sort.h"

#define FIRST_ROOM (1u << 16)

/* Hashes that were met, each with a number: table[hash & mask] .. holds number + 1, 0: empty. */
struct numbers {
    uint64_t *hash;
    uint32_t *table;
    size_t n, room;
};

struct reading {
    struct bw_arena *arena;
    struct numbers words, documents;
    struct bw_str *folded;
    struct bw_corpus_entry *entries;
    size_t *at;
    size_t n_documents, entries_room, folded_room;
};

/* Room for `n` elements of `size` at *at, which has *room: the arena gives a stretch twice as long,
 * and what was there is copied. */
static void make_room(struct bw_arena *arena, void **at, size_t *room, size_t n, size_t size)
{
    if (n <= *room)
        return;
    size_t wanted = *room ? 2 * *room : FIRST_ROOM;
    while (wanted < n)
        wanted *= 2;
    void *grown = bw_arena_take(arena, wanted * size);
    if (*room)
        memcpy(grown, *at, *room * size);
    *at = grown;
    *room = wanted;
}

static void grow_numbers(struct numbers *numbers, struct bw_arena *arena)
{
    make_room(arena, (void **)&numbers->hash, &numbers->room, numbers->n + 1,
              sizeof *numbers->hash);
    size_t mask = 2 * numbers->room - 1;
    numbers->table = BW_ARENA_NEW(arena, uint32_t, mask + 1);
    for (size_t i = 0; i < numbers->n; i++) {
        size_t at = numbers->hash[i] & mask;
        while (numbers->table[at])
            at = (at + 1) & mask;
        numbers->table[at] = (uint32_t)i + 1;
    }
}

/* The number of the hash; *is_new when it was not met before. */
static uint32_t number_of(struct numbers *numbers, uint64_t hash, struct bw_arena *arena,
                          bool *is_new)
{
    if (numbers->n == numbers->room)
        grow_numbers(numbers, arena);
    size_t mask = 2 * numbers->room - 1, at = hash & mask;
    for (; numbers->table[at]; at = (at + 1) & mask) {
        if (numbers->hash[numbers->table[at] - 1] != hash)
            continue;
        *is_new = false;
        return numbers->table[at] - 1;
    }
    numbers->hash[numbers->n] = hash;
    numbers->table[at] = (uint32_t)++numbers->n;
    *is_new = true;
    return (uint32_t)numbers->n - 1;
}

static void keep_word(struct reading *reading, const struct bw_said_word *word, uint32_t number)
{
    char *copy = bw_arena_take(reading->arena, word->folded.len);
    memcpy(copy, word->folded.at, word->folded.len);
    make_room(reading->arena, (void **)&reading->folded, &reading->folded_room, number + 1u,
              sizeof *reading->folded);
    reading->folded[number] = (struct bw_str){copy, word->folded.len};
}

static void read_document(struct reading *reading, const struct bw_said *document,
                          struct bw_arena *scratch)
{
    bool is_new;
    size_t mark = bw_arena_mark(scratch), end = reading->at[reading->n_documents];
    number_of(&reading->documents, bw_said_hash(document), reading->arena, &is_new);
    if (!is_new)
        return;
    struct bw_said_words words = bw_said_count(document, scratch);
    make_room(reading->arena, (void **)&reading->entries, &reading->entries_room, end + words.n,
              sizeof *reading->entries);
    for (size_t i = 0; i < words.n; i++) {
        const struct bw_said_word *word = &words.at[i];
        uint32_t number = number_of(&reading->words, word->hash, reading->arena, &is_new);
        if (is_new)
            keep_word(reading, word, number);
        reading->entries[end + i] = (struct bw_corpus_entry){number, word->n_names, word->n_prose};
    }
    if (words.n)
        reading->at[++reading->n_documents] = end + words.n;
    bw_arena_rewind(scratch, mark);
}

struct numbered {
    uint64_t hash;
    uint32_t number;
};

static int by_hash(const void *a, const void *b)
{
    const struct numbered *x = a, *y = b;
    return (x->hash > y->hash) - (x->hash < y->hash);
}

static int by_word(const void *a, const void *b)
{
    const struct bw_corpus_entry *x = a, *y = b;
    return (x->word > y->word) - (x->word < y->word);
}

/* Words by hash, and in each document by number. */
static void put_in_order(const struct reading *reading, struct bw_corpus *out)
{
    size_t n = out->n_words;
    struct numbered *order = BW_ARENA_NEW(reading->arena, struct numbered, n);
    uint32_t *number = BW_ARENA_NEW(reading->arena, uint32_t, n);
    for (size_t w = 0; w < n; w++)
        order[w] = (struct numbered){reading->words.hash[w], (uint32_t)w};
    bw_sort(order, n, sizeof *order, by_hash);
    for (size_t w = 0; w < n; w++) {
        out->hash[w] = order[w].hash;
        out->folded[w] = reading->folded[order[w].number];
        number[order[w].number] = (uint32_t)w;
    }
    for (size_t d = 0; d < out->n_documents; d++) {
        for (size_t i = out->at[d]; i < out->at[d + 1]; i++) {
            out->entries[i].word = number[out->entries[i].word];
            out->n_having[out->entries[i].word]++;
        }
        bw_sort(out->entries + out->at[d], out->at[d + 1] - out->at[d], sizeof *out->entries,
                by_word);
    }
}

float bw_corpus_weight(const struct bw_corpus_entry *entry)
{
    return bw_said_weight(entry->n_names) + bw_said_weight(entry->n_prose);
}

struct bw_corpus bw_corpus_make(const struct bw_said *documents, size_t n, struct bw_arena *arena)
{
    struct reading reading = {.arena = arena, .at = BW_ARENA_NEW(arena, size_t, n + 1)};
    struct bw_arena *scratch = bw_arena_create((size_t)256 << 20);
    if (!scratch)
        return (struct bw_corpus){0};
    for (size_t d = 0; d < n; d++)
        read_document(&reading, &documents[d], scratch);
    bw_arena_free(scratch);
    size_t n_words = reading.words.n;
    struct bw_corpus out = {.n_documents = reading.n_documents,
                            .n_words = n_words,
                            .hash = BW_ARENA_NEW(arena, uint64_t, n_words),
                            .folded = BW_ARENA_NEW(arena, struct bw_str, n_words),
                            .n_having = BW_ARENA_NEW(arena, uint32_t, n_words),
                            .at = reading.at,
                            .entries = reading.entries};
    put_in_order(&reading, &out);
    return out;
}
