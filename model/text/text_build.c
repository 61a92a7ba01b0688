/* Building an index: words are numbered as they come, then their pieces are counted by document,
 * and both are turned round. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/base/log.h"
#include "model/text/text_hash.h"
#include "model/text/text_index.h"

#define FIRST_ROOM 1024

/* A word of a passage and how often it is there. */
struct counted {
    uint32_t word, count;
};

/* Of a passage: words[first] .. words[first + n], in order of first occurrence. */
struct extent {
    size_t first;
    uint32_t n, length; /* different words; all words */
};

struct bw_text_builder {
    struct bw_text_index *index;
    struct counted *words; /* of all passages */
    size_t n_words;
    struct extent *extents; /* by passage */
    uint32_t *hash;         /* of each word of the vocabulary */
    struct {
        uint32_t passage, at; /* the last passage that has the word (+ 1), and where there */
    } * slot;
    size_t passages_room, extents_room, words_room, spelt_room, spelt_at_room, hash_room, slot_room;
    bool failed;
};

/* Room for `more` elements of `size` after `n` in *at; false when memory is out. */
static bool make_room(void **at, size_t *room, size_t n, size_t more, size_t size)
{
    if (n + more <= *room)
        return true;
    size_t wanted = *room ? 2 * *room : FIRST_ROOM;
    while (wanted < n + more)
        wanted *= 2;
    void *grown = realloc(*at, wanted * size);
    if (!grown)
        return false;
    *at = grown;
    *room = wanted;
    return true;
}

#define ROOM(builder, owner, field, room, n, more)                                                 \
    make_room((void **)&(owner)->field, &(builder)->room, (n), (more), sizeof *(owner)->field)

struct bw_text_builder *bw_text_builder_create(void)
{
    struct bw_text_builder *builder = calloc(1, sizeof *builder);
    struct bw_text_index *index = calloc(1, sizeof *index);
    if (builder && index) {
        builder->index = index;
        index->table_mask = FIRST_ROOM - 1;
        index->table = calloc(FIRST_ROOM, sizeof *index->table);
        builder->failed = !index->table ||
                          !ROOM(builder, index, spelt_at, spelt_at_room, 0, FIRST_ROOM) ||
                          !ROOM(builder, index, spelt, spelt_room, 0, FIRST_ROOM);
        if (index->spelt_at)
            index->spelt_at[0] = 0;
        return builder;
    }
    free(builder);
    free(index);
    return NULL;
}

static bool grow_table(struct bw_text_builder *builder)
{
    struct bw_text_index *index = builder->index;
    uint32_t mask = 2 * index->table_mask + 1;
    uint32_t *table = calloc((size_t)mask + 1, sizeof *table);
    if (!table)
        return false;
    for (uint32_t w = 0; w < index->n_words; w++) {
        uint32_t at = builder->hash[w] & mask;
        while (table[at])
            at = (at + 1) & mask;
        table[at] = w + 1;
    }
    free(index->table);
    index->table = table;
    index->table_mask = mask;
    return true;
}

static bool add_word(struct bw_text_builder *builder, struct bw_str word, uint32_t hash,
                     uint32_t at)
{
    struct bw_text_index *index = builder->index;
    uint32_t n = index->n_words;
    size_t end = index->spelt_at[n];
    if (!ROOM(builder, index, spelt, spelt_room, end, word.len) ||
        !ROOM(builder, index, spelt_at, spelt_at_room, n + 1, 1) ||
        !ROOM(builder, builder, hash, hash_room, n, 1) ||
        !ROOM(builder, builder, slot, slot_room, n, 1))
        return false;
    memcpy(index->spelt + end, word.at, word.len);
    index->spelt_at[n + 1] = end + word.len;
    builder->hash[n] = hash;
    builder->slot[n].passage = 0;
    index->table[at] = ++index->n_words;
    return index->n_words < index->table_mask / 2 || grow_table(builder);
}

/* Number of the word, new or known; BW_NONE when memory is out. */
static uint32_t number_of(struct bw_text_builder *builder, struct bw_str word)
{
    struct bw_text_index *index = builder->index;
    uint32_t hash = (uint32_t)bw_text_hash(word), at = hash & index->table_mask;
    for (; index->table[at]; at = (at + 1) & index->table_mask) {
        uint32_t w = index->table[at] - 1;
        if (builder->hash[w] != hash)
            continue;
        struct bw_str there = bw_text_index_word(index, w);
        if (there.len == word.len && memcmp(there.at, word.at, word.len) == 0)
            return w;
    }
    return add_word(builder, word, hash, at) ? index->n_words - 1 : BW_NONE;
}

static bool count_word(struct bw_text_builder *builder, struct extent *extent,
                       const struct bw_folded *word)
{
    uint32_t w = number_of(builder, (struct bw_str){word->at, word->len});
    uint32_t stamp = builder->index->n_passages + 1;
    if (w == BW_NONE)
        return false;
    extent->length++;
    if (builder->slot[w].passage == stamp) {
        builder->words[extent->first + builder->slot[w].at].count++;
        return true;
    }
    if (!ROOM(builder, builder, words, words_room, builder->n_words, 1))
        return false;
    builder->slot[w].passage = stamp;
    builder->slot[w].at = extent->n++;
    builder->words[builder->n_words++] = (struct counted){w, 1};
    return true;
}

void bw_text_builder_add(struct bw_text_builder *builder, const struct bw_passage *passage)
{
    struct bw_text_index *index = builder->index;
    struct extent extent = {.first = builder->n_words};
    struct bw_text_fold fold;
    struct bw_folded word;
    bw_text_fold_start(&fold, passage->text);
    while (!builder->failed && bw_text_fold_next(&fold, &word))
        builder->failed = !count_word(builder, &extent, &word);
    builder->failed = builder->failed ||
                      !ROOM(builder, index, passages, passages_room, index->n_passages, 1) ||
                      !ROOM(builder, builder, extents, extents_room, index->n_passages, 1);
    if (builder->failed || extent.n == 0)
        return;
    builder->extents[index->n_passages] = extent;
    index->passages[index->n_passages++] = *passage;
    index->n_names += passage->kind == BW_PASSAGE_NAME;
    index->n_parts += passage->kind == BW_PASSAGE_PROSE;
}

static void part_name(struct bw_text_builder *builder, uint32_t passage, struct bw_name *out)
{
    struct bw_text_index *index = builder->index;
    const struct extent *extent = &builder->extents[passage];
    *out = (struct bw_name){.passage = passage,
                            .document = index->passages[passage].document,
                            .first = (uint32_t)index->n_tokens,
                            .n = extent->n & 0xffffffu,
                            .field = index->passages[passage].field};
    for (uint32_t i = 0; i < extent->n; i++) {
        const struct counted *word = &builder->words[extent->first + i];
        index->tokens[index->n_tokens++] =
            (struct bw_token){word->word, bw_text_weight(word->count)};
    }
}

/* Names and parts of prose apart, with the words of the names. */
static bool part_passages(struct bw_text_builder *builder)
{
    struct bw_text_index *index = builder->index;
    uint32_t name = 0, part = 0;
    size_t n_tokens = 0;
    for (uint32_t p = 0; p < index->n_passages; p++)
        if (index->passages[p].kind == BW_PASSAGE_NAME)
            n_tokens += builder->extents[p].n;
    index->names = calloc((size_t)index->n_names + 1, sizeof *index->names);
    index->parts = calloc((size_t)index->n_parts + 1, sizeof *index->parts);
    index->tokens = malloc((n_tokens + 1) * sizeof *index->tokens);
    if (!index->names || !index->parts || !index->tokens || n_tokens > UINT32_MAX)
        return false;
    for (uint32_t p = 0; p < index->n_passages; p++) {
        const struct bw_passage *passage = &index->passages[p];
        if (passage->kind == BW_PASSAGE_NAME)
            part_name(builder, p, &index->names[name++]);
        else
            index->parts[part++] = (struct bw_prose_part){
                p, passage->document, builder->extents[p].length, passage->field};
    }
    return true;
}

/* Each word's pieces, one bucket once, in order of first occurrence. */
struct spelling {
    size_t *at; /* n_words + 1 */
    uint32_t *bucket;
    int8_t *count;
    size_t n, bucket_room, count_room;
    /* Scratch by bucket: the last that came by, and where it is. */
    uint32_t *stamp, *place;
};

static void spelling_free(struct spelling *spelling)
{
    free(spelling->at);
    free(spelling->bucket);
    free(spelling->count);
    free(spelling->stamp);
    free(spelling->place);
}

static bool spell(struct bw_text_index *index, struct spelling *spelling, uint32_t w)
{
    uint32_t codes[BW_WORD_CHARACTERS];
    struct bw_gram grams[BW_WORD_GRAMS_MOST];
    struct bw_str word = bw_text_index_word(index, w);
    uint32_t n = bw_text_fold_codes(word.at, word.len, codes);
    uint32_t n_grams = bw_text_grams(codes, n, grams);
    if (!ROOM(spelling, spelling, bucket, bucket_room, spelling->n, BW_WORD_GRAMS_MOST) ||
        !ROOM(spelling, spelling, count, count_room, spelling->n, BW_WORD_GRAMS_MOST))
        return false;
    index->seen[w] = bw_letters_of(codes, n).seen;
    index->characters[w] = (uint8_t)n;
    spelling->at[w] = spelling->n;
    for (uint32_t i = 0; i < n_grams; i++) {
        uint32_t bucket = grams[i].bucket, *place = &spelling->place[bucket];
        if (spelling->stamp[bucket] != w + 1) {
            spelling->stamp[bucket] = w + 1;
            *place = (uint32_t)(spelling->n - spelling->at[w]);
            spelling->bucket[spelling->n] = bucket;
            spelling->count[spelling->n++] = 0;
        }
        /* A word has fewer than 127 pieces of one length, and hardly two of one bucket. */
        int8_t *count = &spelling->count[spelling->at[w] + *place];
        if (*count<INT8_MAX && * count> INT8_MIN)
            *count = (int8_t)(*count + grams[i].sign);
    }
    spelling->at[w + 1] = spelling->n;
    return true;
}

static bool spell_all(struct bw_text_index *index, struct spelling *spelling)
{
    size_t n = index->n_words;
    index->seen = malloc((n + 1) * sizeof *index->seen);
    index->characters = malloc(n + 1);
    spelling->at = calloc(n + 1, sizeof *spelling->at);
    spelling->stamp = calloc(BW_GRAM_BUCKETS, sizeof *spelling->stamp);
    spelling->place = malloc(BW_GRAM_BUCKETS * sizeof *spelling->place);
    if (!index->seen || !index->characters || !spelling->at || !spelling->stamp || !spelling->place)
        return false;
    for (uint32_t w = 0; w < n; w++)
        if (!spell(index, spelling, w))
            return false;
    return true;
}

/* How many documents have a piece of each bucket. `word_stamp` is scratch, all 0. */
static void count_documents(const struct bw_text_builder *builder, struct spelling *spelling,
                            uint32_t *word_stamp, uint32_t *documents)
{
    memset(spelling->stamp, 0, BW_GRAM_BUCKETS * sizeof *spelling->stamp);
    for (uint32_t p = 0; p < builder->index->n_passages; p++) {
        uint32_t stamp = builder->index->passages[p].document + 1;
        const struct extent *extent = &builder->extents[p];
        for (uint32_t i = 0; i < extent->n; i++) {
            uint32_t w = builder->words[extent->first + i].word;
            if (word_stamp[w] == stamp)
                continue;
            word_stamp[w] = stamp;
            for (size_t g = spelling->at[w]; g < spelling->at[w + 1]; g++) {
                uint32_t bucket = spelling->bucket[g];
                documents[bucket] += spelling->stamp[bucket] != stamp;
                spelling->stamp[bucket] = stamp;
            }
        }
    }
}

static uint32_t documents_with_text(const struct bw_text_index *index)
{
    uint32_t n = 0;
    for (uint32_t p = 0; p < index->n_passages; p++)
        n += p == 0 || index->passages[p].document != index->passages[p - 1].document;
    return n;
}

static bool weigh_buckets(const struct bw_text_builder *builder, struct spelling *spelling)
{
    struct bw_text_index *index = builder->index;
    uint32_t n = documents_with_text(index);
    uint32_t *word_stamp = calloc((size_t)index->n_words + 1, sizeof *word_stamp);
    uint32_t *documents = calloc(BW_GRAM_BUCKETS, sizeof *documents);
    double *known = calloc((size_t)n + 1, sizeof *known); /* by number of documents */
    index->rarity = malloc(BW_GRAM_BUCKETS * sizeof *index->rarity);
    bool well = word_stamp && documents && known && index->rarity;
    if (well)
        count_documents(builder, spelling, word_stamp, documents);
    for (uint32_t b = 0; well && b < BW_GRAM_BUCKETS; b++) {
        double *rarity = &known[documents[b]];
        if (*rarity <= 0) {
            double ln = bw_log(1 + (double)n / (documents[b] + .5));
            *rarity = ln * ln;
        }
        index->rarity[b] = *rarity;
    }
    free(word_stamp);
    free(documents);
    free(known);
    return well;
}

/* Sums by bucket, and the buckets in the order in which they came. */
struct scratch {
    double sum[BW_GRAM_BUCKETS];
    uint32_t order[BW_GRAM_BUCKETS];
};

/* Length of a name's vector of pieces; the sum runs in order of first occurrence. `stamp` is new.
 */
static double norm_of(const struct bw_text_index *index, struct spelling *spelling,
                      const struct bw_name *name, uint32_t stamp, struct scratch *scratch)
{
    uint32_t n = 0;
    double square = 0;
    for (uint32_t t = name->first; t < name->first + name->n; t++) {
        struct bw_token token = index->tokens[t];
        for (size_t g = spelling->at[token.word]; g < spelling->at[token.word + 1]; g++) {
            uint32_t bucket = spelling->bucket[g];
            if (spelling->stamp[bucket] != stamp) {
                spelling->stamp[bucket] = stamp;
                scratch->sum[bucket] = 0;
                scratch->order[n++] = bucket;
            }
            scratch->sum[bucket] += (double)token.weight * spelling->count[g];
        }
    }
    for (uint32_t i = 0; i < n; i++) {
        double sum = scratch->sum[scratch->order[i]];
        square += sum * sum * index->rarity[scratch->order[i]];
    }
    return sqrt(square);
}

static bool measure_names(struct bw_text_index *index, struct spelling *spelling)
{
    struct scratch *scratch = malloc(sizeof *scratch);
    bool well = scratch != NULL;
    memset(spelling->stamp, 0, BW_GRAM_BUCKETS * sizeof *spelling->stamp);
    for (uint32_t i = 0; well && i < index->n_names; i++)
        index->names[i].norm = norm_of(index, spelling, &index->names[i], i + 1, scratch);
    free(scratch);
    return well;
}

/* Bucket -> words, ascending. */
static bool turn_spelling(struct bw_text_index *index, const struct spelling *spelling)
{
    uint32_t *at = index->gram_at = calloc((size_t)BW_GRAM_BUCKETS + 2, sizeof *index->gram_at);
    index->gram_word = malloc((spelling->n + 1) * sizeof *index->gram_word);
    index->gram_count = malloc(spelling->n + 1);
    if (!at || !index->gram_word || !index->gram_count || spelling->n > UINT32_MAX)
        return false;
    for (size_t g = 0; g < spelling->n; g++)
        at[spelling->bucket[g] + 2]++;
    for (uint32_t b = 1; b <= BW_GRAM_BUCKETS; b++)
        at[b + 1] += at[b];
    for (uint32_t w = 0; w < index->n_words; w++) {
        for (size_t g = spelling->at[w]; g < spelling->at[w + 1]; g++) {
            uint32_t to = at[spelling->bucket[g] + 1]++;
            index->gram_word[to] = w;
            index->gram_count[to] = spelling->count[g];
        }
    }
    return true;
}

/* Word -> parts of prose, ascending. */
static bool turn_prose(const struct bw_text_builder *builder)
{
    struct bw_text_index *index = builder->index;
    size_t *at = index->prose_at = calloc((size_t)index->n_words + 2, sizeof *index->prose_at);
    size_t total = 0;
    for (uint32_t part = 0; part < index->n_parts; part++)
        total += builder->extents[index->parts[part].passage].n;
    index->prose = malloc((total + 1) * sizeof *index->prose);
    if (!at || !index->prose)
        return false;
    for (int round = 0; round < 2; round++) {
        for (uint32_t part = 0; part < index->n_parts; part++) {
            const struct extent *extent = &builder->extents[index->parts[part].passage];
            const struct counted *words = builder->words + extent->first;
            for (uint32_t i = 0; i < extent->n && round == 0; i++)
                at[words[i].word + 2]++;
            for (uint32_t i = 0; i < extent->n && round == 1; i++)
                index->prose[at[words[i].word + 1]++] = (struct bw_posting){part, words[i].count};
        }
        for (uint32_t w = 1; round == 0 && w <= index->n_words; w++)
            at[w + 1] += at[w];
    }
    return true;
}

struct bw_text_index *bw_text_builder_finish(struct bw_text_builder *builder)
{
    struct bw_text_index *index = builder->index;
    struct spelling spelling = {0};
    bool well = !builder->failed && part_passages(builder) && spell_all(index, &spelling) &&
                weigh_buckets(builder, &spelling) && measure_names(index, &spelling) &&
                turn_spelling(index, &spelling) && turn_prose(builder);
    spelling_free(&spelling);
    free(builder->words);
    free(builder->extents);
    free(builder->hash);
    free(builder->slot);
    free(builder);
    if (well)
        return index;
    bw_text_index_free(index);
    return NULL;
}
