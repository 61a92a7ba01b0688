#include "model/text/wording.h"

#include <string.h>

#include "model/base/sort.h"
#include "model/text/stem.h"
#include "model/text/text_hash.h"

#define JOINED BW_WORDING_KINDS /* the key of a name's letters, whatever words they make */
/* Words this short are too near to others to be taken for a typing error. */
#define TYPED_LEAST 5

struct bw_wording_word {
    uint64_t hash, stem;
    uint32_t number; /* in the vocabulary */
    bool aside;      /* an article and the like: says nothing */
    bool exact;      /* a number or a letter, that tells names apart */
};

static bool is_of(const struct bw_folded *word, const char *const *list)
{
    for (; *list; list++)
        if (strlen(*list) == word->len && memcmp(*list, word->at, word->len) == 0)
            return true;
    return false;
}

static bool has_digit(const struct bw_folded *word)
{
    for (uint32_t i = 0; i < word->len; i++)
        if (word->at[i] >= '0' && word->at[i] <= '9')
            return true;
    return false;
}

/* 2000 to 2099, else 0. */
static uint32_t year_of(const struct bw_folded *word)
{
    uint32_t year = 0;
    if (word->len != 4 || word->at[0] != '2' || word->at[1] != '0')
        return 0;
    for (uint32_t i = 0; i < 4; i++) {
        if (word->at[i] < '0' || word->at[i] > '9')
            return 0;
        year = 10 * year + (uint32_t)(word->at[i] - '0');
    }
    return year;
}

static uint64_t hash_of_codes(const uint32_t *codes, uint32_t n)
{
    return bw_text_hash((struct bw_str){(const char *)codes, n * (uint32_t)sizeof *codes});
}

static struct bw_wording_word word_of(const struct bw_wordings *all, const struct bw_folded *folded)
{
    static const char *const small[] = {"de",  "het", "een", "der", "den", "the", "a", "an",
                                        "van", "of",  "en",  "and", "te",  "to",  NULL};
    static const char *const common[] = {"cursus",   "training", "opleiding", "workshop", "course",
                                         "scholing", "editie",   "edition",   NULL};
    static const char *const roman[] = {"i", "ii", "iii", "iv", "v", "vi", NULL};
    uint32_t codes[BW_WORD_CHARACTERS];
    struct bw_str at = {folded->at, folded->len};
    memcpy(codes, folded->code, folded->n * sizeof *codes);
    struct bw_wording_word out = {.hash = bw_text_hash(at),
                                  .number = bw_text_index_find(all->index, at),
                                  .exact =
                                      has_digit(folded) || folded->n == 1 || is_of(folded, roman)};
    out.stem = hash_of_codes(codes, bw_stem(codes, folded->n));
    out.aside = is_of(folded, small);
    if (all->titles && !out.aside)
        out.aside = year_of(folded) || is_of(folded, common);
    return out;
}

/* C++ and C# are no C. */
static uint64_t hash_of_marks(struct bw_str text)
{
    uint64_t hash = 0;
    for (uint32_t i = 0; i < text.len; i++)
        if (text.at[i] == '+' || text.at[i] == '#')
            hash = hash * 31 + (unsigned char)text.at[i];
    return hash;
}

static uint64_t mix(uint64_t hash)
{
    hash ^= hash >> 32;
    hash *= 0xd6e8feb86659fd93u;
    return hash ^ hash >> 32;
}

static void *more(struct bw_arena *arena, void *at, size_t n, size_t *room, size_t size)
{
    if (n < *room)
        return at;
    *room = 2 * *room + 256;
    void *grown = bw_arena_take(arena, *room * size);
    if (n)
        memcpy(grown, at, n * size);
    return grown;
}

/* The keys of the words [first, first + n): of the order, of the set, of the stems. Of a name of
 * nothing but articles and the like every word counts. */
static void make_keys(const struct bw_wordings *all, struct bw_wording *name, uint64_t letters)
{
    const struct bw_wording_word *words = all->words + name->first;
    uint64_t marks = mix(hash_of_marks(name->text) + 1), order = marks, set = marks, stems = marks;
    bool all_aside = true;
    for (uint32_t i = 0; i < name->n; i++)
        all_aside &= words[i].aside;
    for (uint32_t i = 0; i < name->n; i++) {
        order = mix(order * 31 + words[i].hash);
        if (words[i].aside && !all_aside)
            continue;
        set += mix(words[i].hash);
        stems += mix(words[i].stem);
    }
    name->key[BW_WORDING_SAME] = order;
    name->key[BW_WORDING_ORDER] = name->key[BW_WORDING_TYPING] = set;
    name->key[BW_WORDING_FORM] = stems;
    name->key[JOINED] = all_aside ? order : mix(letters + marks);
}

void bw_wordings_add(struct bw_wordings *all, uint32_t record, bool alternative, struct bw_str text)
{
    struct bw_wording name = {.record = record,
                              .alternative = alternative,
                              .text = text,
                              .first = (uint32_t)all->n_words};
    struct bw_text_fold fold;
    struct bw_folded folded;
    uint64_t letters = 0;
    bw_text_fold_start(&fold, text);
    while (text.at && bw_text_fold_next(&fold, &folded)) {
        struct bw_wording_word word = word_of(all, &folded);
        for (uint32_t i = 0; i < folded.len && !word.aside; i++)
            letters = letters * 1099511628211u + (unsigned char)folded.at[i] + 1;
        if (all->titles && year_of(&folded))
            name.year = year_of(&folded);
        all->words =
            more(all->arena, all->words, all->n_words, &all->words_room, sizeof *all->words);
        all->words[all->n_words++] = word;
    }
    name.n = (uint32_t)all->n_words - name.first;
    if (name.n == 0)
        return;
    make_keys(all, &name, letters);
    all->names = more(all->arena, all->names, all->n, &all->room, sizeof *all->names);
    all->names[all->n++] = name;
}

/* A name by one of its keys. */
struct place {
    uint64_t key;
    uint32_t name;
};

static int by_key(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->name > y->name) - (x->name < y->name);
}

static struct place *places_of(const struct bw_wordings *all, size_t key)
{
    struct place *places = bw_arena_take(all->arena, all->n * sizeof *places);
    for (size_t i = 0; i < all->n; i++)
        places[i] = (struct place){all->names[i].key[key], (uint32_t)i};
    bw_sort(places, all->n, sizeof *places, by_key);
    return places;
}

static void tell(const struct bw_wording_meeting *meeting, const struct bw_wording *a,
                 const struct bw_wording *b, enum bw_wording_kind kind)
{
    if (a->record < b->record)
        meeting->meet(meeting->context, a, b, kind);
    else if (b->record < a->record)
        meeting->meet(meeting->context, b, a, kind);
}

static void pair_by(const struct bw_wordings *all, const struct bw_wording_meeting *meeting,
                    size_t key, enum bw_wording_kind kind)
{
    size_t mark = bw_arena_mark(all->arena);
    const struct place *places = places_of(all, key);
    for (size_t i = 0; i < all->n; i++)
        for (size_t j = i + 1;
             j < all->n && j - i <= BW_WORDING_CROWD && places[j].key == places[i].key; j++)
            tell(meeting, &all->names[places[i].name], &all->names[places[j].name], kind);
    bw_arena_rewind(all->arena, mark);
}

uint32_t *bw_wordings_count(const struct bw_wordings *all)
{
    uint32_t *n = BW_ARENA_NEW(all->arena, uint32_t, all->index->n_words);
    uint32_t *last = BW_ARENA_NEW(all->arena, uint32_t, all->index->n_words);
    for (size_t i = 0; i < all->n; i++) {
        const struct bw_wording *name = &all->names[i];
        for (uint32_t w = 0; w < name->n; w++) {
            uint32_t word = all->words[name->first + w].number;
            if (word == BW_NONE || last[word] == name->record + 1)
                continue;
            last[word] = name->record + 1;
            n[word]++;
        }
    }
    return n;
}

/* Words by what is left of them without one of their characters, and by themselves: what is one
 * error apart has such a rest in common. */
struct rests {
    struct place *at; /* name: the word's number */
    size_t n;
};

static uint64_t rest_of(const uint32_t *codes, uint32_t n, uint32_t without)
{
    uint32_t rest[BW_WORD_CHARACTERS], kept = 0;
    for (uint32_t i = 0; i < n; i++)
        if (i != without)
            rest[kept++] = codes[i];
    return hash_of_codes(rest, kept);
}

static uint32_t codes_of(const struct bw_text_index *index, uint32_t word,
                         uint32_t codes[BW_WORD_CHARACTERS])
{
    struct bw_str at = bw_text_index_word(index, word);
    return bw_text_fold_codes(at.at, at.len, codes);
}

static struct rests rests_make(const struct bw_wordings *all, const uint32_t *n_records)
{
    const struct bw_text_index *index = all->index;
    struct rests rests = {NULL, 0};
    for (uint32_t word = 0; word < index->n_words; word++)
        if (n_records[word] && index->characters[word] + 1 >= TYPED_LEAST)
            rests.n += (size_t)index->characters[word] + 1;
    rests.at = bw_arena_take(all->arena, rests.n * sizeof *rests.at);
    rests.n = 0;
    for (uint32_t word = 0; word < index->n_words; word++) {
        uint32_t codes[BW_WORD_CHARACTERS], n = index->characters[word];
        if (!n_records[word] || n + 1 < TYPED_LEAST)
            continue;
        n = codes_of(index, word, codes);
        for (uint32_t i = 0; i <= n; i++)
            rests.at[rests.n++] = (struct place){rest_of(codes, n, i), word};
    }
    bw_sort(rests.at, rests.n, sizeof *rests.at, by_key);
    return rests;
}

struct typing {
    const struct bw_wordings *all;
    const struct bw_wording_meeting *meeting;
    const struct place *places; /* by the key of the set of words */
    const uint32_t *n_records;
    struct rests rests;
};

static size_t first_of(const struct place *places, size_t n, uint64_t key)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (places[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The names that are `name` with word w replaced by another one. */
static void look_up(const struct typing *typing, const struct bw_wording *name, uint32_t w,
                    struct bw_str instead)
{
    const struct bw_wordings *all = typing->all;
    uint64_t key = name->key[BW_WORDING_TYPING] - mix(all->words[name->first + w].hash) +
                   mix(bw_text_hash(instead));
    size_t first = first_of(typing->places, all->n, key);
    for (size_t i = first;
         i < all->n && i - first < BW_WORDING_CROWD && typing->places[i].key == key; i++)
        tell(typing->meeting, name, &all->names[typing->places[i].name], BW_WORDING_TYPING);
}

/* Is the word one that may be a typing error: in one record only, and in nobody's prose? */
static bool is_doubtful(const struct typing *typing, const struct bw_wording_word *word)
{
    const struct bw_text_index *index = typing->all->index;
    uint32_t number = word->number;
    return number != BW_NONE && !word->exact && !word->aside &&
           index->characters[number] >= TYPED_LEAST && typing->n_records[number] == 1 &&
           index->prose_at[number + 1] == index->prose_at[number];
}

/* Two errors make other words of the same trade: geology and ecology. */
static void look_at_typing(const struct typing *typing, const struct bw_wording *name, uint32_t w)
{
    const struct bw_text_index *index = typing->all->index;
    const struct rests *rests = &typing->rests;
    uint32_t word = typing->all->words[name->first + w].number, codes[BW_WORD_CHARACTERS];
    uint32_t n = codes_of(index, word, codes);
    struct bw_letters asked = bw_letters_of(codes, n);
    for (uint32_t i = 0; i <= n; i++) {
        uint64_t rest = rest_of(codes, n, i);
        for (size_t at = first_of(rests->at, rests->n, rest);
             at < rests->n && rests->at[at].key == rest; at++) {
            uint32_t found[BW_WORD_CHARACTERS], other = rests->at[at].name;
            struct bw_letters letters = bw_letters_of(found, codes_of(index, other, found));
            if (other != word && bw_text_errors(&asked, &letters, 1) == 1)
                look_up(typing, name, w, bw_text_index_word(index, other));
        }
    }
}

static void pair_by_typing(const struct bw_wordings *all, const struct bw_wording_meeting *meeting)
{
    size_t mark = bw_arena_mark(all->arena);
    struct typing typing = {
        all, meeting, places_of(all, BW_WORDING_TYPING), bw_wordings_count(all), {NULL, 0}};
    typing.rests = rests_make(all, typing.n_records);
    for (size_t i = 0; i < all->n; i++)
        for (uint32_t w = 0; w < all->names[i].n; w++)
            if (is_doubtful(&typing, &all->words[all->names[i].first + w]))
                look_at_typing(&typing, &all->names[i], w);
    bw_arena_rewind(all->arena, mark);
}

void bw_wordings_pair(const struct bw_wordings *all, const struct bw_wording_meeting *meeting)
{
    pair_by(all, meeting, BW_WORDING_SAME, BW_WORDING_SAME);
    pair_by(all, meeting, BW_WORDING_ORDER, BW_WORDING_ORDER);
    pair_by(all, meeting, JOINED, BW_WORDING_ORDER);
    pair_by_typing(all, meeting);
    pair_by(all, meeting, BW_WORDING_FORM, BW_WORDING_FORM);
}

static bool has(const struct bw_wordings *all, const struct bw_wording *name,
                const struct bw_wording_word *word)
{
    for (uint32_t i = 0; i < name->n; i++)
        if (all->words[name->first + i].stem == word->stem)
            return true;
    return false;
}

double bw_wording_overlap(const struct bw_wordings *all, const struct bw_wording *a,
                          const struct bw_wording *b)
{
    const struct bw_wording *names[] = {a, b};
    double shared = 0, apart = 0;
    for (int side = 0; side < 2; side++) {
        for (uint32_t i = 0; i < names[side]->n; i++) {
            const struct bw_wording_word *word = &all->words[names[side]->first + i];
            bool both = has(all, names[!side], word);
            if (word->exact && !word->aside && !both)
                return 0;
            if (!word->aside)
                *(both ? &shared : &apart) += 1;
        }
    }
    return shared > 0 ? shared / 2 / (shared / 2 + apart) : 0;
}

static uint64_t forms_of(const struct bw_wordings *all, struct bw_str text)
{
    uint64_t said = 0, every = 0;
    struct bw_text_fold fold;
    struct bw_folded folded;
    bw_text_fold_start(&fold, text);
    while (bw_text_fold_next(&fold, &folded)) {
        struct bw_wording_word word = word_of(all, &folded);
        every += mix(word.stem);
        said += word.aside ? 0 : mix(word.stem);
    }
    return mix(hash_of_marks(text) + 1) + (said ? said : every);
}

bool bw_wording_alike(const struct bw_wordings *all, struct bw_str a, struct bw_str b)
{
    return forms_of(all, a) == forms_of(all, b);
}
