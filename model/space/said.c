#include "model/space/said.h"

#include <string.h>

#include "model/text/text_fold.h"
#include "model/text/text_hash.h"
#include "model/text/text_index.h"

#define FIRST_ROOM 128

/* Words by hash: table[hash & mask] .. holds number + 1, 0: empty. At most half full. */
struct tally {
    struct bw_said_word *words;
    size_t n, room;
    uint32_t *table;
    uint64_t mask;
    struct bw_arena *arena;
};

static void grow(struct tally *tally)
{
    size_t room = tally->room ? 2 * tally->room : FIRST_ROOM;
    struct bw_said_word *words = bw_arena_take(tally->arena, room * sizeof *words);
    if (tally->n)
        memcpy(words, tally->words, tally->n * sizeof *words);
    tally->words = words;
    tally->room = room;
    tally->mask = 2 * room - 1;
    tally->table = BW_ARENA_NEW(tally->arena, uint32_t, 2 * room);
    for (size_t i = 0; i < tally->n; i++) {
        uint64_t at = words[i].hash & tally->mask;
        while (tally->table[at])
            at = (at + 1) & tally->mask;
        tally->table[at] = (uint32_t)i + 1;
    }
}

/* The word, new or known; NULL when there are too many. */
static struct bw_said_word *word_of(struct tally *tally, const struct bw_folded *folded)
{
    uint64_t hash = bw_text_hash((struct bw_str){folded->at, folded->len});
    uint64_t at = hash & tally->mask;
    for (; tally->table[at]; at = (at + 1) & tally->mask)
        if (tally->words[tally->table[at] - 1].hash == hash)
            return &tally->words[tally->table[at] - 1];
    if (tally->n == BW_SAID_WORDS_MOST)
        return NULL;
    if (tally->n == tally->room) {
        grow(tally);
        for (at = hash & tally->mask; tally->table[at];)
            at = (at + 1) & tally->mask;
    }
    char *copy = bw_arena_take(tally->arena, folded->len);
    memcpy(copy, folded->at, folded->len);
    tally->words[tally->n] = (struct bw_said_word){hash, {copy, folded->len}, 0, 0};
    tally->table[at] = (uint32_t)++tally->n;
    return &tally->words[tally->n - 1];
}

static void count(struct tally *tally, const struct bw_str *texts, size_t n, bool prose)
{
    struct bw_text_fold fold;
    struct bw_folded folded;
    for (size_t i = 0; i < n; i++) {
        bw_text_fold_start(&fold, texts[i]);
        while (bw_text_fold_next(&fold, &folded)) {
            struct bw_said_word *word = word_of(tally, &folded);
            if (word)
                *(prose ? &word->n_prose : &word->n_names) += 1;
        }
    }
}

struct bw_said_words bw_said_count(const struct bw_said *said, struct bw_arena *arena)
{
    struct tally tally = {.arena = arena};
    grow(&tally);
    count(&tally, said->names, said->n_names, false);
    count(&tally, said->prose, said->n_prose, true);
    return (struct bw_said_words){tally.words, tally.n};
}

float bw_said_weight(uint32_t count)
{
    return count ? bw_text_weight(count) : 0;
}

struct bw_said bw_said_of(struct bw_text name, const struct bw_prose *prose, struct bw_arena *arena)
{
    size_t n_alt = prose ? prose->n_alt : 0, n_names = 0, n_prose = 0;
    struct bw_str *names = BW_ARENA_NEW(arena, struct bw_str, n_alt + 2);
    struct bw_str *texts = BW_ARENA_NEW(arena, struct bw_str, 2);
    for (int lang = BW_NL; lang <= BW_EN; lang++) {
        if (name.in[lang].at)
            names[n_names++] = name.in[lang];
        if (prose && prose->description.in[lang].at)
            texts[n_prose++] = prose->description.in[lang];
    }
    for (size_t i = 0; i < n_alt; i++)
        names[n_names++] = prose->alt[i];
    return (struct bw_said){names, n_names, texts, n_prose};
}

static uint64_t mix(uint64_t hash, uint64_t with)
{
    hash = (hash ^ with) * 0x9fb21c651e98df25u;
    return hash ^ hash >> 32;
}

uint64_t bw_said_hash(const struct bw_said *said)
{
    uint64_t hash = mix(mix(1, said->n_names), said->n_prose);
    for (size_t i = 0; i < said->n_names + said->n_prose; i++) {
        struct bw_str text = i < said->n_names ? said->names[i] : said->prose[i - said->n_names];
        hash = mix(mix(hash, text.len), bw_text_hash(text));
    }
    return hash;
}
