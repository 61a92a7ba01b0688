#include <math.h>
#include <string.h>

#include "model/base/log.h"
#include "model/base/sort.h"
#include "model/text/text_hash.h"
#include "model/twins/twins_making.h"

#define ALTERNATIVE .9
#define EDITION .97
#define BLIND_MOST .85 /* what speaks for two courses of which only hours and format are known */
/* An address that more courses have is that of a list. */
#define ADDRESS_MOST 4

/* A description: its words by number, each once, ascending. */
struct text {
    uint64_t hash; /* 0: there is none to speak of */
    const uint32_t *words;
    uint32_t n;
    double length;
};

struct courses {
    struct bw_twins_making making;
    struct bw_wordings titles;
    const size_t *titles_at;  /* of course c: titles_at[c] .. titles_at[c + 1] */
    const struct text *texts; /* by course */
    const double *rarity;     /* by word: ln(1 + N/(n + .5)), n of N texts have it */
};

static bool equal(struct bw_str a, struct bw_str b)
{
    return bw_str_compare(a, b) == 0;
}

static bool may(const struct courses *all, uint32_t a, uint32_t b)
{
    const struct bw_course *at = all->making.cat->courses;
    return !at[a].retired && !at[b].retired && equal(at[a].language, at[b].language) &&
           bw_twins_may(&all->making, a, b, at[a].org, at[b].org);
}

/* The cosine of two texts as the sets of their words, rare ones weighing more. */
static double common(const struct courses *all, const struct text *a, const struct text *b)
{
    uint32_t i = 0, j = 0;
    double sum = 0;
    while (i < a->n && j < b->n) {
        uint32_t x = a->words[i], y = b->words[j];
        if (x == y)
            sum += all->rarity[x] * all->rarity[x];
        i += x <= y;
        j += y <= x;
    }
    return sum > 0 ? sum / (a->length * b->length) : 0;
}

/* The first of those that are the same competency. */
static uint32_t named(const struct bw_catalogue *cat, uint32_t competency)
{
    struct bw_ixs same = cat->competencies[competency].same;
    return same.n && same.at[0] < competency ? same.at[0] : competency;
}

/* Those that both teach of those that one of them does. */
static double teach_alike(const struct bw_catalogue *cat, const struct bw_course *a,
                          const struct bw_course *b)
{
    size_t both = 0;
    for (size_t i = 0; i < a->n_teaches; i++) {
        bool found = false;
        for (size_t j = 0; j < b->n_teaches && !found; j++)
            found = named(cat, a->teaches[i].competency) == named(cat, b->teaches[j].competency);
        both += found;
    }
    return (double)both / (double)(a->n_teaches + b->n_teaches - both);
}

/* What speaks for two courses beside their titles. */
static double evidence(const struct courses *all, uint32_t a, uint32_t b)
{
    const struct bw_course *x = &all->making.cat->courses[a], *y = &all->making.cat->courses[b];
    const struct text *text = all->texts;
    double longer = x->hours > y->hours ? x->hours : y->hours;
    double hours = longer > 0 ? (x->hours < y->hours ? x->hours : y->hours) / longer : 1;
    double sum = .15 * hours + (x->format == y->format ? .1 : 0), weights = .25;
    if (text[a].hash && text[b].hash) {
        sum += .4 * common(all, &text[a], &text[b]);
        weights += .4;
    }
    if (x->n_teaches && y->n_teaches) {
        sum += .35 * teach_alike(all->making.cat, x, y);
        weights += .35;
    }
    double share = sum / weights;
    return weights > .3 || share < BLIND_MOST ? share : BLIND_MOST;
}

enum provider { SAME, UNKNOWN, OTHER };

/* score = base + gain * what speaks for the two: who has two courses of one title rarely means two.
 */
static const struct {
    double base, gain;
} by_provider[] = {[SAME] = {.7, .3}, [UNKNOWN] = {.4, .6}, [OTHER] = {.3, .6}};

static enum provider compare_providers(const struct courses *all, uint32_t a, uint32_t b)
{
    struct bw_str x = all->making.cat->courses[a].provider;
    struct bw_str y = all->making.cat->courses[b].provider;
    if (!x.at || !y.at)
        return UNKNOWN;
    return equal(x, y) || bw_wording_alike(&all->titles, x, y) ? SAME : OTHER;
}

static void meet(void *context, const struct bw_wording *a, const struct bw_wording *b,
                 enum bw_wording_kind kind)
{
    struct courses *all = context;
    struct bw_twin twin = {.a = a->record, .b = b->record, .as_a = a->text, .as_b = b->text};
    if (!may(all, twin.a, twin.b))
        return;
    double speaks = evidence(all, twin.a, twin.b);
    enum provider provider = compare_providers(all, twin.a, twin.b);
    twin.score =
        bw_twins_factor(kind) * (by_provider[provider].base + by_provider[provider].gain * speaks);
    twin.reason = bw_twins_reason(kind);
    if (a->alternative || b->alternative) {
        twin.score *= ALTERNATIVE;
        twin.reason = BW_TWIN_ALTERNATIVE;
    }
    if (a->year != b->year) {
        twin.score *= EDITION;
        twin.reason = BW_TWIN_EDITION;
    } else if (provider == OTHER) {
        twin.reason = BW_TWIN_OTHER_PROVIDER;
    }
    bw_twins_offer(&all->making, &twin);
}

static void pair_by_titles(struct courses *all)
{
    const struct bw_catalogue *cat = all->making.cat;
    size_t *at = BW_ARENA_NEW(all->making.scratch, size_t, (size_t)cat->n_courses + 1);
    for (uint32_t c = 0; c < cat->n_courses; c++) {
        for (int lang = 0; lang < 2 && !cat->courses[c].retired; lang++)
            bw_wordings_add(&all->titles, c, false,
                            bw_text_own(cat->courses[c].title, (enum bw_lang)lang));
        for (size_t i = 0; i < cat->course_prose[c].n_alt && !cat->courses[c].retired; i++)
            bw_wordings_add(&all->titles, c, true, cat->course_prose[c].alt[i]);
        at[c + 1] = all->titles.n;
    }
    all->titles_at = at;
    bw_wordings_pair(&all->titles, &(struct bw_wording_meeting){meet, all});
}

/* How much the titles of two courses overlap, and which ones do most. */
static double overlap(const struct courses *all, struct bw_twin *twin)
{
    double best = 0;
    for (size_t i = all->titles_at[twin->a]; i < all->titles_at[twin->a + 1]; i++) {
        for (size_t j = all->titles_at[twin->b]; j < all->titles_at[twin->b + 1]; j++) {
            const struct bw_wording *x = &all->titles.names[i], *y = &all->titles.names[j];
            double share = bw_wording_overlap(&all->titles, x, y);
            if (share <= best)
                continue;
            best = share;
            twin->as_a = x->text;
            twin->as_b = y->text;
        }
    }
    return best;
}

/* A course by something that is the same in another. */
struct mark {
    uint64_t key;
    uint32_t course;
};

static int by_key(const void *a, const void *b)
{
    const struct mark *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->course > y->course) - (x->course < y->course);
}

/* What the same mark means: score = base + gain * how much the titles overlap. */
struct meaning {
    enum bw_twin_reason reason;
    double base, gain;
    size_t most; /* courses with one mark, that it still means something for */
};

static void pair_by_marks(struct courses *all, struct mark *marks, size_t n,
                          const struct meaning *meaning)
{
    bw_sort(marks, n, sizeof *marks, by_key);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && marks[end].key == marks[i].key;)
            end++;
        for (size_t x = i; x < end && end - i <= meaning->most; x++) {
            for (size_t y = x + 1; y < end; y++) {
                struct bw_twin twin = {
                    .a = marks[x].course, .b = marks[y].course, .reason = meaning->reason};
                if (!may(all, twin.a, twin.b))
                    continue;
                twin.score = meaning->base + meaning->gain * overlap(all, &twin);
                bw_twins_offer(&all->making, &twin);
            }
        }
    }
}

static bool skip(struct bw_str *text, const char *front)
{
    uint32_t len = (uint32_t)strlen(front);
    if (text->len < len || memcmp(text->at, front, len) != 0)
        return false;
    text->at += len;
    text->len -= len;
    return true;
}

/* An address without what does not matter; 0 when there is none. */
static uint64_t address_of(const struct bw_course *course)
{
    struct bw_str url = course->url;
    if (!url.at || url.len == 0)
        return 0;
    if (!skip(&url, "https://"))
        skip(&url, "http://");
    skip(&url, "www.");
    while (url.len && url.at[url.len - 1] == '/')
        url.len--;
    return url.len ? bw_text_hash(url) : 0;
}

/* Its number at its provider; 0 when there is none. */
static uint64_t number_of(const struct bw_course *course)
{
    if (!course->external_id.at || course->external_id.len == 0)
        return 0;
    uint64_t provider = course->provider.at ? bw_text_hash(course->provider) : 1;
    return bw_text_hash(course->external_id) ^ provider * 0x9fb21c651e98df25u;
}

static void pair_by(struct courses *all, uint64_t (*key)(const struct bw_course *course),
                    const struct meaning *meaning)
{
    const struct bw_catalogue *cat = all->making.cat;
    struct bw_arena *scratch = all->making.scratch;
    size_t mark = bw_arena_mark(scratch), n = 0;
    struct mark *marks = BW_ARENA_NEW(scratch, struct mark, cat->n_courses);
    for (uint32_t c = 0; c < cat->n_courses; c++) {
        uint64_t at = key ? key(&cat->courses[c]) : all->texts[c].hash;
        if (at && !cat->courses[c].retired)
            marks[n++] = (struct mark){at, c};
    }
    pair_by_marks(all, marks, n, meaning);
    bw_arena_rewind(scratch, mark);
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static struct text read_text(const struct courses *all, struct bw_str at)
{
    const struct bw_text_index *index = all->making.index;
    struct text out = {.hash = bw_twins_hash(at)};
    struct bw_text_fold fold;
    struct bw_folded word;
    uint32_t n = 0, i = 0;
    double square = 0;
    if (!out.hash)
        return out;
    for (bw_text_fold_start(&fold, at); bw_text_fold_next(&fold, &word);)
        n++;
    uint32_t *words = BW_ARENA_NEW(all->making.scratch, uint32_t, n);
    for (bw_text_fold_start(&fold, at); i < n && bw_text_fold_next(&fold, &word);)
        words[i++] = bw_text_index_find(index, (struct bw_str){word.at, word.len});
    bw_sort(words, n, sizeof *words, by_number);
    for (i = 0; i < n && words[i] != BW_NONE; i++) {
        if (out.n && words[out.n - 1] == words[i])
            continue;
        square += all->rarity[words[i]] * all->rarity[words[i]];
        words[out.n++] = words[i];
    }
    out.words = words;
    out.length = sqrt(square);
    return out;
}

static void read_texts(struct courses *all)
{
    const struct bw_catalogue *cat = all->making.cat;
    const struct bw_text_index *index = all->making.index;
    struct text *texts = BW_ARENA_NEW(all->making.scratch, struct text, cat->n_courses);
    double *rarity = BW_ARENA_NEW(all->making.scratch, double, index->n_words);
    for (uint32_t w = 0; w < index->n_words; w++)
        rarity[w] = bw_log(1 + index->n_parts /
                                   ((double)(index->prose_at[w + 1] - index->prose_at[w]) + .5));
    all->rarity = rarity;
    for (uint32_t c = 0; c < cat->n_courses; c++) {
        enum bw_lang lang =
            equal(cat->courses[c].language, (struct bw_str){"en", 2}) ? BW_EN : BW_NL;
        texts[c] = read_text(all, bw_text_pick(cat->course_prose[c].description, lang));
    }
    all->texts = texts;
}

bool bw_twins_courses(const struct bw_catalogue *cat, const struct bw_text_index *index,
                      const struct bw_twin_question *question, struct bw_arena *arena,
                      struct bw_twins *out)
{
    static const struct meaning same_number = {BW_TWIN_IMPORTED_TWICE, .7, .3, BW_WORDING_CROWD};
    static const struct meaning same_address = {BW_TWIN_IMPORTED_TWICE, .65, .35, ADDRESS_MOST};
    static const struct meaning same_text = {BW_TWIN_DESCRIPTION, .5, .35, BW_WORDING_CROWD};
    struct courses all = {
        .making = {.cat = cat, .index = index, .question = question, .about = BW_ABOUT_COURSES}};
    if (!bw_twins_begin(&all.making))
        return false;
    all.titles = (struct bw_wordings){.index = index, .arena = all.making.scratch, .titles = true};
    read_texts(&all);
    pair_by_titles(&all);
    pair_by(&all, number_of, &same_number);
    pair_by(&all, address_of, &same_address);
    pair_by(&all, NULL, &same_text);
    *out = bw_twins_end(&all.making, arena);
    return true;
}
