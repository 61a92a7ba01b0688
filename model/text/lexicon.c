#include "model/text/lexicon.h"

#include <math.h>
#include <string.h>

#include "model/base/sort.h"

#define ROUNDS 5
#define SHARE_LEAST .02 /* what is less likely is forgotten */

/* Two words that stand in the same name, once for all names. */
struct cell {
    uint32_t dutch, english;
    double to_english, to_dutch;   /* probabilities */
    double counted_en, counted_nl; /* of the round at hand */
};

/* The names that teach: cells[cell[first]] .. of each Dutch word by English word. */
struct lesson {
    uint32_t n_dutch, n_english;
    size_t first; /* among the places */
};

struct learning {
    struct bw_arena *arena;
    const struct bw_text_index *index;
    struct lesson *lessons;
    size_t n_lessons;
    uint64_t *places; /* both words in one number, then the index of their cell */
    size_t n_places;
    struct cell *cells;
    size_t n_cells;
    double *total; /* by word of the vocabulary, of the round at hand */
};

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

uint32_t bw_lexicon_words(const struct bw_text_index *index, struct bw_str name,
                          uint32_t out[BW_LEXICON_WORDS])
{
    struct bw_text_fold fold;
    struct bw_folded word;
    uint32_t n = 0, kept = 0;
    bw_text_fold_start(&fold, name);
    while (name.at && bw_text_fold_next(&fold, &word)) {
        uint32_t number = bw_text_index_find(index, (struct bw_str){word.at, word.len});
        if (number == BW_NONE)
            continue;
        if (n == BW_LEXICON_WORDS)
            return 0;
        out[n++] = number;
    }
    bw_sort(out, n, sizeof *out, by_number);
    for (uint32_t i = 0; i < n; i++)
        if (i == 0 || out[i] != out[i - 1])
            out[kept++] = out[i];
    return kept;
}

/* Labels of competencies, roles and tasks, one after another; false behind the last. */
static bool label_at(const struct bw_catalogue *cat, size_t i, struct bw_text *out)
{
    if (i < cat->n_competencies) {
        *out = cat->competencies[i].label;
        return true;
    }
    i -= cat->n_competencies;
    if (i < cat->n_roles) {
        *out = cat->roles[i].label;
        return true;
    }
    i -= cat->n_roles;
    if (i < cat->n_tasks)
        *out = cat->tasks[i].label;
    return i < cat->n_tasks;
}

/* Collects the words that stand in the same name; places NULL: only counts them. */
static void read_lessons(struct learning *learning, const struct bw_catalogue *cat)
{
    struct bw_text label;
    learning->n_lessons = learning->n_places = 0;
    for (size_t i = 0; label_at(cat, i, &label); i++) {
        uint32_t dutch[BW_LEXICON_WORDS], english[BW_LEXICON_WORDS];
        uint32_t n = bw_lexicon_words(learning->index, bw_text_own(label, BW_NL), dutch);
        uint32_t m = bw_lexicon_words(learning->index, bw_text_own(label, BW_EN), english);
        if (n * m == 0)
            continue;
        if (learning->places) {
            learning->lessons[learning->n_lessons] = (struct lesson){n, m, learning->n_places};
            for (uint32_t d = 0; d < n; d++)
                for (uint32_t e = 0; e < m; e++)
                    learning->places[learning->n_places + (size_t)d * m + e] =
                        (uint64_t)dutch[d] << 32 | english[e];
        }
        learning->n_lessons++;
        learning->n_places += (size_t)n * m;
    }
}

static int by_words(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static size_t cell_of(const struct learning *learning, uint64_t words)
{
    size_t low = 0, high = learning->n_cells;
    while (low + 1 < high) {
        size_t middle = low + (high - low) / 2;
        const struct cell *cell = &learning->cells[middle];
        if (((uint64_t)cell->dutch << 32 | cell->english) <= words)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static void make_cells(struct learning *learning)
{
    uint64_t *sorted = BW_ARENA_NEW(learning->arena, uint64_t, learning->n_places);
    size_t n = 0;
    if (learning->n_places)
        memcpy(sorted, learning->places, learning->n_places * sizeof *sorted);
    bw_sort(sorted, learning->n_places, sizeof *sorted, by_words);
    for (size_t i = 0; i < learning->n_places; i++)
        if (i == 0 || sorted[i] != sorted[i - 1])
            sorted[n++] = sorted[i];
    learning->cells = BW_ARENA_NEW(learning->arena, struct cell, n);
    learning->n_cells = n;
    for (size_t i = 0; i < n; i++)
        learning->cells[i] = (struct cell){.dutch = (uint32_t)(sorted[i] >> 32),
                                           .english = (uint32_t)sorted[i],
                                           .to_english = 1,
                                           .to_dutch = 1};
    for (size_t i = 0; i < learning->n_places; i++)
        learning->places[i] = cell_of(learning, learning->places[i]);
}

/* Shares each English word of the name out among the Dutch ones, and the other way round. */
static void count_lesson(struct learning *learning, const struct lesson *lesson)
{
    const uint64_t *places = learning->places + lesson->first;
    uint32_t n = lesson->n_dutch, m = lesson->n_english;
    for (uint32_t e = 0; e < m; e++) {
        double all = 0;
        for (uint32_t d = 0; d < n; d++)
            all += learning->cells[places[d * m + e]].to_english;
        for (uint32_t d = 0; d < n && all > 0; d++) {
            struct cell *cell = &learning->cells[places[d * m + e]];
            cell->counted_en += cell->to_english / all;
        }
    }
    for (uint32_t d = 0; d < n; d++) {
        double all = 0;
        for (uint32_t e = 0; e < m; e++)
            all += learning->cells[places[d * m + e]].to_dutch;
        for (uint32_t e = 0; e < m && all > 0; e++) {
            struct cell *cell = &learning->cells[places[d * m + e]];
            cell->counted_nl += cell->to_dutch / all;
        }
    }
}

/* What was counted becomes probabilities: of each Dutch word's translations, then of each English
 * one's. */
static void settle_round(struct learning *learning)
{
    size_t bytes = learning->index->n_words * sizeof *learning->total;
    memset(learning->total, 0, bytes);
    for (size_t i = 0; i < learning->n_cells; i++)
        learning->total[learning->cells[i].dutch] += learning->cells[i].counted_en;
    for (size_t i = 0; i < learning->n_cells; i++) {
        struct cell *cell = &learning->cells[i];
        double total = learning->total[cell->dutch];
        cell->to_english = total > 0 ? cell->counted_en / total : 0;
        cell->counted_en = 0;
    }
    memset(learning->total, 0, bytes);
    for (size_t i = 0; i < learning->n_cells; i++)
        learning->total[learning->cells[i].english] += learning->cells[i].counted_nl;
    for (size_t i = 0; i < learning->n_cells; i++) {
        struct cell *cell = &learning->cells[i];
        double total = learning->total[cell->english];
        cell->to_dutch = total > 0 ? cell->counted_nl / total : 0;
        cell->counted_nl = 0;
    }
}

static struct bw_lexicon write_down(const struct learning *learning)
{
    uint32_t *at = BW_ARENA_NEW(learning->arena, uint32_t, (size_t)learning->index->n_words + 1);
    struct bw_translation *english =
        BW_ARENA_NEW(learning->arena, struct bw_translation, learning->n_cells);
    uint32_t n = 0, word = 0;
    for (size_t i = 0; i < learning->n_cells; i++) {
        const struct cell *cell = &learning->cells[i];
        double share = sqrt(cell->to_english * cell->to_dutch);
        while (word < cell->dutch)
            at[++word] = n;
        if (share >= SHARE_LEAST)
            english[n++] = (struct bw_translation){cell->english, share};
    }
    while (word < learning->index->n_words)
        at[++word] = n;
    return (struct bw_lexicon){learning->index, at, english};
}

struct bw_lexicon bw_lexicon_learn(const struct bw_catalogue *cat,
                                   const struct bw_text_index *index, struct bw_arena *arena)
{
    struct learning learning = {.arena = arena, .index = index};
    read_lessons(&learning, cat);
    learning.places = BW_ARENA_NEW(arena, uint64_t, learning.n_places);
    learning.lessons = BW_ARENA_NEW(arena, struct lesson, learning.n_lessons);
    learning.total = BW_ARENA_NEW(arena, double, index->n_words);
    read_lessons(&learning, cat);
    make_cells(&learning);
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < learning.n_lessons; i++)
            count_lesson(&learning, &learning.lessons[i]);
        settle_round(&learning);
    }
    return write_down(&learning);
}

double bw_lexicon_share(const struct bw_lexicon *lexicon, uint32_t dutch, uint32_t english)
{
    uint32_t low = lexicon->at[dutch], high = lexicon->at[dutch + 1];
    if (dutch == english)
        return 1;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (lexicon->english[middle].word == english)
            return lexicon->english[middle].share;
        if (lexicon->english[middle].word < english)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}
