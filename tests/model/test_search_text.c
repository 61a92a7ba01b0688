/* Words, pieces, likeness, and the index held against a plain walk over everything. */
#include <stdlib.h>
#include <string.h>

#include "model/text/text_mark.h"
#include "tests/model/check.h"

static struct bw_str str_of(const char *text)
{
    return (struct bw_str){text, (uint32_t)strlen(text)};
}

/* The words of the text, a bar between. */
static void folded(struct bw_str text, char *out)
{
    struct bw_text_fold fold;
    struct bw_folded word;
    *out = 0;
    bw_text_fold_start(&fold, text);
    while (bw_text_fold_next(&fold, &word)) {
        if (*out)
            strcat(out, "|");
        strncat(out, word.at, word.len);
        assert_true(word.start < word.end && word.end <= text.len);
        assert_true(word.n >= 1 && word.n <= BW_WORD_CHARACTERS);
        for (uint32_t i = 1; i < word.n; i++)
            assert_true(word.from[i] >= word.from[i - 1] && word.from[i] < word.end);
    }
}

static void fold__makes_words_that_can_be_compared(void **state)
{
    static const struct {
        const char *text, *words;
    } table[] = {
        {"", ""},
        {" \t\n", ""},
        {"Jeugdhulp", "jeugdhulp"},
        {"co\xc3\xb6rdinatie", "coordinatie"},
        {"coo\xcc\x88rdinatie", "coordinatie"}, /* the mark apart */
        {"COO\xcc\x88RDINATIE", "coordinatie"},
        {"\xc4\xb3sbaan, \xc4\xb2ssel", "ijsbaan|ijssel"}, /* one letter ij */
        {"e-learning 2.0", "e|learning|2|0"},
        {"foto's", "foto|s"},
        {"Stra\xc3\x9f"
         "e STRASSE",
         "strasse|strasse"},
        {"\xef\xbc\xa1\xef\xbd\x84\xef\xbd\x96\xef\xbd\x89\xef\xbd\x85\xef\xbd\x93",
         "advies"},                                  /* full width */
        {"\xef\xac\x81nanci\xc3\xabn", "financien"}, /* ligature fi */
        {"sm\xc3\xb8rebr\xc3\xb8"
         "d \xc5\x81\xc3\xb3"
         "d\xc5\xba \xc3\x86sir",
         "smorebrod|lodz|aesir"},
        {"be\xc2\xadleid", "beleid"}, /* soft hyphen */
        {"x\xc2\xb2 \xc2\xbd", "x2|1|2"},
        {"\xf0\x9f\x98\x80 hoi\xf0\x9f\x98\x80"
         "daar",
         "hoi|daar"},
        {"\xd0\x9f\xd1\x80\xd0\x98\xd0\x92\xd0\x95\xd0\xa2",
         "\xd0\xbf\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82"},
        {"een\xfftwee\xc3", "een|twee"}, /* no UTF-8 */
        {"een\xc2\xa0twee\xe3\x80\x80"
         "drie",
         "een|twee|drie"},
    };
    char words[256];
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        folded(str_of(table[i].text), words);
        assert_string_equal(words, table[i].words);
    }
}

static void fold__long_words_are_cut_and_nothing_is_lost(void **state)
{
    char text[1000], words[1100];
    (void)state;
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)('a' + i % 26);
    folded((struct bw_str){text, sizeof text}, words);
    size_t bars = 0, letters = 0;
    for (const char *at = words; *at; at++) {
        bars += *at == '|';
        letters += *at != '|';
    }
    assert_int_equal(letters, sizeof text);
    assert_int_equal(bars, sizeof text / BW_WORD_CHARACTERS);
}

static void fold__blank_is_what_nobody_sees(void **state)
{
    (void)state;
    assert_true(bw_text_is_blank(str_of("")));
    assert_true(bw_text_is_blank(str_of(" \t\r\n\xc2\xa0\xe3\x80\x80\xe2\x80\x8b")));
    assert_false(bw_text_is_blank(str_of(" .")));
    assert_false(bw_text_is_blank(str_of("\xf0\x9f\x98\x80")));
}

static void grams__of_three_four_and_five_with_the_spaces(void **state)
{
    struct bw_gram grams[BW_WORD_GRAMS_MOST], same[BW_WORD_GRAMS_MOST];
    uint32_t codes[BW_WORD_CHARACTERS] = {'d', 'e'}, long_word[BW_WORD_CHARACTERS];
    (void)state;
    assert_int_equal(bw_text_grams(codes, 1, grams), 1); /* " d " */
    assert_int_equal(bw_text_grams(codes, 2, grams), 3); /* " de", " de ", "de " */
    for (uint32_t i = 0; i < BW_WORD_CHARACTERS; i++)
        long_word[i] = 'a' + i % 26;
    assert_int_equal(bw_text_grams(long_word, BW_WORD_CHARACTERS, grams), BW_WORD_GRAMS_MOST);
    /* "abcde" and "xbcdy" share "bcd" alone. */
    uint32_t n = bw_text_grams((uint32_t[]){'a', 'b', 'c', 'd', 'e'}, 5, grams);
    uint32_t m = bw_text_grams((uint32_t[]){'x', 'b', 'c', 'd', 'y'}, 5, same);
    assert_int_equal(n, 12);
    int shared = 0;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < m; j++)
            shared += grams[i].bucket == same[j].bucket && grams[i].sign == same[j].sign;
    assert_int_equal(shared, 1);
}

static struct bw_letters letters_of(const char *word)
{
    uint32_t codes[BW_WORD_CHARACTERS];
    return bw_letters_of(codes, bw_text_fold_codes(word, (uint32_t)strlen(word), codes));
}

static void likeness__knows_typing_errors_parts_and_forms(void **state)
{
    static const struct {
        const char *asked, *found;
        double share;
        enum bw_likeness_kind kind;
    } table[] = {
        {"jeugdhulp", "jeugdhulp", 1, BW_SAME},
        {"jeudghulp", "jeugdhulp", 1 - 1 / 9., BW_TYPED}, /* swapped */
        {"jeugdhlp", "jeugdhulp", 1 - 1 / 9., BW_TYPED},
        {"jeugdhuulp", "jeugdhulp", 1 - 1 / 10., BW_TYPED},
        {"jaugdhulb", "jeugdhulp", 1 - 2 / 9., BW_TYPED},
        {"wrek", "werk", 1 - 1 / 4., BW_TYPED},
        {"wrk", "werk", 0, BW_UNLIKE}, /* too short to guess */
        {"wet", "met", 0, BW_UNLIKE},
        {"jeugdhulp", "jeugdhulpverlening", .6 + .3 * 9 / 18, BW_PART},
        {"hulpverlening", "jeugdhulpverlening", .6 + .3 * 13 / 18, BW_PART},
        {"hulp", "jeugdhulp", .6 + .3 * 4 / 9, BW_PART}, /* at the end */
        {"dhul", "jeugdhulp", 0, BW_UNLIKE},             /* four letters within */
        {"jeugdhulpverlening", "jeugdhulp", .6 * 9 / 18, BW_WHOLE},
        {"adviseren", "adviseur", .6 * 6 / 9, BW_FORM},
        {"vergunning", "vergadering", 0, BW_UNLIKE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct bw_letters asked = letters_of(table[i].asked), found = letters_of(table[i].found);
        struct bw_likeness likeness = bw_text_likeness(&asked, &found);
        assert_near(likeness.share, table[i].share, 1e-12);
        assert_int_equal(likeness.kind, table[i].kind);
        if (table[i].share > 0)
            assert_true(bw_text_may_be_like(&asked, found.n, found.seen));
    }
}

/* Optimal string alignment by its definition, from the ends. */
static uint32_t errors_plainly(const struct bw_letters *a, const struct bw_letters *b, uint32_t i,
                               uint32_t j)
{
    if (i == 0 || j == 0)
        return i + j;
    uint32_t best = errors_plainly(a, b, i - 1, j - 1) + (a->code[i - 1] != b->code[j - 1]);
    uint32_t other = errors_plainly(a, b, i - 1, j) + 1;
    best = other < best ? other : best;
    other = errors_plainly(a, b, i, j - 1) + 1;
    best = other < best ? other : best;
    if (i > 1 && j > 1 && a->code[i - 1] == b->code[j - 2] && a->code[i - 2] == b->code[j - 1]) {
        other = errors_plainly(a, b, i - 2, j - 2) + 1;
        best = other < best ? other : best;
    }
    return best;
}

static uint32_t draw_state = 7;

static uint32_t draw(uint32_t below)
{
    draw_state = draw_state * 1103515245u + 12345u;
    return (draw_state >> 16) % below;
}

static void errors__equal_the_definition_and_the_quick_no_is_never_wrong(void **state)
{
    (void)state;
    for (int round = 0; round < 4000; round++) {
        uint32_t codes[2][7], n[2];
        for (int side = 0; side < 2; side++) {
            n[side] = draw(7);
            for (uint32_t i = 0; i < n[side]; i++)
                codes[side][i] = 'a' + draw(3);
        }
        struct bw_letters a = bw_letters_of(codes[0], n[0]), b = bw_letters_of(codes[1], n[1]);
        uint32_t plain = errors_plainly(&a, &b, n[0], n[1]);
        for (uint32_t most = 0; most <= 3; most++)
            assert_int_equal(bw_text_errors(&a, &b, most), plain < most + 1 ? plain : most + 1);
        if (bw_text_likeness(&a, &b).kind != BW_UNLIKE)
            assert_true(bw_text_may_be_like(&a, b.n, b.seen));
    }
}

/* Texts of drawn words, some with a typing error, some of two words put together. */
#define DOCUMENTS 60
#define TEXT_MOST 400

static const char *const stock[] = {
    "jeugd", "hulp",    "jeugdhulp", "verlening", "toezicht", "bouw",   "vergunning", "wet",
    "de",    "van",     "beleid",    "advies",    "adviseur", "en",     "gemeente",   "inkomen",
    "werk",  "toetsen", "gesprek",   "voeren",    "regio",    "budget", "planning",   "recht"};

static void draw_text(char *out, uint32_t words)
{
    *out = 0;
    for (uint32_t i = 0; i < words; i++) {
        if (i && draw(4))
            strcat(out, " ");
        strcat(out, stock[draw(sizeof stock / sizeof *stock)]);
        if (draw(9) == 0)
            out[strlen(out) - 1] = 'x';
    }
}

struct world {
    char name[DOCUMENTS][TEXT_MOST], prose[DOCUMENTS][TEXT_MOST];
    struct bw_text_index *index;
};

/* Documents are numbered by `order`: document order[i] has the texts of i. */
static void build(struct world *world, const uint32_t *order)
{
    struct bw_text_builder *builder = bw_text_builder_create();
    assert_non_null(builder);
    for (uint32_t d = 0; d < DOCUMENTS; d++) {
        struct bw_passage name = {d, BW_PASSAGE_NAME, 0, str_of(world->name[order[d]])};
        struct bw_passage prose = {d, BW_PASSAGE_PROSE, 1, str_of(world->prose[order[d]])};
        bw_text_builder_add(builder, &name);
        bw_text_builder_add(builder, &prose);
    }
    world->index = bw_text_builder_finish(builder);
    assert_non_null(world->index);
}

static void make_world(struct world *world)
{
    uint32_t order[DOCUMENTS];
    for (uint32_t d = 0; d < DOCUMENTS; d++) {
        draw_text(world->name[d], 1 + draw(5));
        draw_text(world->prose[d], 5 + draw(30));
        order[d] = d;
    }
    build(world, order);
}

/* A text as its vector of pieces, by the definition. */
static void vector_of(struct bw_str text, double *vector)
{
    struct bw_text_fold fold;
    struct bw_folded word, words[200];
    uint32_t n = 0, count[200];
    memset(vector, 0, BW_GRAM_BUCKETS * sizeof *vector);
    bw_text_fold_start(&fold, text);
    while (bw_text_fold_next(&fold, &word)) {
        uint32_t i = 0;
        while (i < n && (words[i].len != word.len || memcmp(words[i].at, word.at, word.len) != 0))
            i++;
        if (i == n) {
            words[n] = word;
            count[n++] = 0;
        }
        count[i]++;
    }
    for (uint32_t i = 0; i < n; i++) {
        struct bw_gram grams[BW_WORD_GRAMS_MOST];
        uint32_t n_grams = bw_text_grams(words[i].code, words[i].n, grams);
        for (uint32_t g = 0; g < n_grams; g++)
            vector[grams[g].bucket] += (1 + log(count[i])) * grams[g].sign;
    }
}

/* ln(1 + N/(n + .5)) of each bucket, from every document's own set of pieces. */
static void rarity_of(const struct world *world, double *rarity)
{
    static char has[BW_GRAM_BUCKETS];
    memset(rarity, 0, BW_GRAM_BUCKETS * sizeof *rarity);
    for (uint32_t d = 0; d < DOCUMENTS; d++) {
        const char *texts[] = {world->name[d], world->prose[d]};
        memset(has, 0, sizeof has);
        for (int t = 0; t < 2; t++) {
            struct bw_text_fold fold;
            struct bw_folded word;
            bw_text_fold_start(&fold, str_of(texts[t]));
            while (bw_text_fold_next(&fold, &word)) {
                struct bw_gram grams[BW_WORD_GRAMS_MOST];
                uint32_t n = bw_text_grams(word.code, word.n, grams);
                for (uint32_t g = 0; g < n; g++)
                    has[grams[g].bucket] = 1;
            }
        }
        for (uint32_t b = 0; b < BW_GRAM_BUCKETS; b++)
            rarity[b] += has[b];
    }
    for (uint32_t b = 0; b < BW_GRAM_BUCKETS; b++)
        rarity[b] = log(1 + DOCUMENTS / (rarity[b] + .5));
}

static double cosine(const double *a, const double *b, const double *rarity)
{
    double product = 0, aa = 0, bb = 0;
    for (uint32_t i = 0; i < BW_GRAM_BUCKETS; i++) {
        double square = rarity[i] * rarity[i];
        product += a[i] * b[i] * square;
        aa += a[i] * a[i] * square;
        bb += b[i] * b[i] * square;
    }
    return product > 0 ? product / sqrt(aa * bb) : 0;
}

static void names__score_the_cosine_of_their_pieces(void **state)
{
    static struct world world;
    static double query_vector[BW_GRAM_BUCKETS], vector[BW_GRAM_BUCKETS], rarity[BW_GRAM_BUCKETS];
    struct bw_arena *arena = bw_arena_create((size_t)1 << 30);
    int positive = 0;
    (void)state;
    make_world(&world);
    rarity_of(&world, rarity);
    for (uint32_t q = 0; q < 12; q++) {
        struct bw_text_query query;
        struct bw_str text = str_of(world.prose[q]); /* known words: nothing is guessed */
        bw_text_query_make(world.index, text, arena, &query);
        vector_of(text, query_vector);
        for (uint32_t d = 0; d < DOCUMENTS; d++) {
            vector_of(str_of(world.name[d]), vector);
            double want = cosine(query_vector, vector, rarity);
            assert_near(bw_text_query_name(&query, d), want, 1e-7);
            positive += want > .1;
        }
        bw_arena_reset(arena);
    }
    assert_true(positive > 100);
    bw_text_index_free(world.index);
    bw_arena_free(arena);
}

static void names__of_the_same_words_score_exactly_one(void **state)
{
    static struct world world;
    struct bw_arena *arena = bw_arena_create((size_t)1 << 30);
    (void)state;
    make_world(&world);
    for (uint32_t d = 0; d < DOCUMENTS; d++) {
        struct bw_text_query query;
        bw_text_query_make(world.index, str_of(world.name[d]), arena, &query);
        assert_true(bw_text_query_name(&query, d) >= 1 && bw_text_query_name(&query, d) <= 1);
        bw_arena_reset(arena);
    }
    bw_text_index_free(world.index);
    bw_arena_free(arena);
}

/* A word and the words of a text, as the index sees them. */
struct counted {
    struct bw_folded word;
    double count;
};

static size_t count_words(struct bw_str text, struct counted *out, double *length)
{
    struct bw_text_fold fold;
    struct bw_folded word;
    size_t n = 0;
    *length = 0;
    bw_text_fold_start(&fold, text);
    while (bw_text_fold_next(&fold, &word)) {
        size_t i = 0;
        while (i < n &&
               (out[i].word.len != word.len || memcmp(out[i].word.at, word.at, word.len) != 0))
            i++;
        if (i == n)
            out[n++] = (struct counted){word, 0};
        out[i].count++;
        ++*length;
    }
    return n;
}

/* Of one asked word what the best word of the text gives. */
static double gives(const struct bw_folded *asked, bool known, struct bw_str text,
                    double mean_length)
{
    struct counted words[200];
    struct bw_gram a[BW_WORD_GRAMS_MOST], b[BW_WORD_GRAMS_MOST];
    double length, best = 0;
    size_t n = count_words(text, words, &length);
    uint32_t n_a = bw_text_grams(asked->code, asked->n, a);
    for (size_t i = 0; i < n; i++) {
        struct bw_letters x = bw_letters_of(asked->code, asked->n),
                          y = bw_letters_of(words[i].word.code, words[i].word.n);
        uint32_t n_b = bw_text_grams(words[i].word.code, words[i].word.n, b);
        bool shares = false;
        x.known = known;
        for (uint32_t g = 0; g < n_a; g++)
            for (uint32_t h = 0; h < n_b; h++)
                shares |= a[g].bucket == b[h].bucket;
        double tf = words[i].count;
        double now = shares ? bw_text_likeness(&x, &y).share * tf /
                                  (tf + 1.2 * (.25 + .75 * length / mean_length))
                            : 0;
        best = now > best ? now : best;
    }
    return best;
}

static void prose__scores_bm25_with_words_that_are_like(void **state)
{
    static struct world world;
    struct bw_arena *arena = bw_arena_create((size_t)1 << 30);
    struct counted asked[200], unused[200];
    double mean = 0, length;
    int positive = 0, unknown = 0;
    (void)state;
    make_world(&world);
    for (uint32_t d = 0; d < DOCUMENTS; d++) {
        count_words(str_of(world.prose[d]), unused, &length);
        mean += length / DOCUMENTS;
    }
    for (uint32_t q = 0; q < DOCUMENTS; q++) {
        struct bw_text_query query;
        double want[DOCUMENTS] = {0}, most = 0;
        char text[TEXT_MOST];
        draw_text(text, 1 + draw(6)); /* some words that no text has */
        size_t n_asked = count_words(str_of(text), asked, &length);
        for (size_t i = 0; i < n_asked; i++) {
            double part[DOCUMENTS], found = 0;
            struct bw_str word = {asked[i].word.at, asked[i].word.len};
            bool known = bw_text_index_find(world.index, word) != BW_NONE;
            unknown += !known;
            for (uint32_t d = 0; d < DOCUMENTS; d++) {
                part[d] = gives(&asked[i].word, known, str_of(world.prose[d]), mean);
                found += part[d] > 0;
            }
            double rarity = log(1 + (DOCUMENTS - found + .5) / (found + .5));
            most += rarity;
            for (uint32_t d = 0; d < DOCUMENTS; d++)
                want[d] += rarity * part[d];
        }
        bw_text_query_make(world.index, str_of(text), arena, &query);
        const double *got =
            bw_text_query_prose(&query, (struct bw_text_range){0, DOCUMENTS}, arena);
        for (uint32_t d = 0; d < DOCUMENTS; d++) {
            assert_near(got[d], want[d] / most, 1e-12);
            positive += want[d] > 0;
        }
        bw_arena_reset(arena);
    }
    assert_true(positive > 1000 && unknown > 5);
    bw_text_index_free(world.index);
    bw_arena_free(arena);
}

static void index__the_order_of_documents_changes_no_bit(void **state)
{
    static struct world world;
    struct bw_arena *arena = bw_arena_create((size_t)1 << 30);
    uint32_t order[DOCUMENTS];
    (void)state;
    make_world(&world);
    struct bw_text_index *first = world.index;
    for (uint32_t d = 0; d < DOCUMENTS; d++)
        order[d] = d;
    for (uint32_t d = DOCUMENTS - 1; d > 0; d--) {
        uint32_t other = draw(d + 1), kept = order[d];
        order[d] = order[other];
        order[other] = kept;
    }
    build(&world, order);
    for (uint32_t q = 0; q < DOCUMENTS; q++) {
        struct bw_text_query one, two;
        struct bw_text_range all = {0, DOCUMENTS};
        char text[TEXT_MOST];
        draw_text(text, 1 + draw(6));
        bw_text_query_make(first, str_of(text), arena, &one);
        bw_text_query_make(world.index, str_of(text), arena, &two);
        const double *prose_one = bw_text_query_prose(&one, all, arena);
        const double *prose_two = bw_text_query_prose(&two, all, arena);
        for (uint32_t d = 0; d < DOCUMENTS; d++) {
            double a[] = {bw_text_query_name(&one, order[d]), prose_one[order[d]]};
            double b[] = {bw_text_query_name(&two, d), prose_two[d]};
            assert_memory_equal(a, b, sizeof a);
        }
        bw_arena_reset(arena);
    }
    bw_text_index_free(first);
    bw_text_index_free(world.index);
    bw_arena_free(arena);
}

static void query__an_unknown_word_is_taken_for_the_one_that_was_meant(void **state)
{
    struct bw_arena *arena = bw_arena_create((size_t)1 << 30);
    struct bw_text_builder *builder = bw_text_builder_create();
    static const char *const names[] = {"omgevingswet", "omgevingsvergunning", "omgevingsrecht"};
    struct bw_text_query query;
    (void)state;
    for (uint32_t d = 0; d < 3; d++) {
        struct bw_passage name = {d, BW_PASSAGE_NAME, 0, str_of(names[d])};
        bw_text_builder_add(builder, &name);
    }
    struct bw_text_index *index = bw_text_builder_finish(builder);
    bw_text_query_make(index, str_of("Omgevingsvet"), arena, &query);
    assert_near(bw_text_query_name(&query, 0), 1 - 1 / 12., 1e-12);
    assert_true(bw_text_query_name(&query, 1) < .7);
    bw_text_index_free(index);
    bw_arena_free(arena);
}

static void index__of_nothing_answers_nothing(void **state)
{
    struct bw_arena *arena = bw_arena_create((size_t)1 << 30);
    struct bw_text_builder *builder = bw_text_builder_create();
    struct bw_text_query query;
    (void)state;
    struct bw_passage passage = {0, BW_PASSAGE_NAME, 0, str_of(" - ")};
    bw_text_builder_add(builder, &passage); /* no word: adds nothing */
    struct bw_text_index *index = bw_text_builder_finish(builder);
    assert_int_equal(index->n_passages, 0);
    bw_text_query_make(index, str_of("iets"), arena, &query);
    assert_int_equal(query.n_words, 1);
    (void)bw_text_query_prose(&query, bw_text_index_parts(index, 0, 9), arena);
    bw_text_query_make(index, str_of(" !?"), arena, &query);
    assert_int_equal(query.n_words, 0);
    bw_text_index_free(index);
    bw_arena_free(arena);
}

/* The pieces with hits in brackets, cuts as dots. */
static void marked(const char *asked, const char *text, char *out)
{
    struct bw_arena *arena = bw_arena_create((size_t)1 << 30);
    struct bw_text_builder *builder = bw_text_builder_create();
    struct bw_passage passage = {0, BW_PASSAGE_PROSE, 0, str_of(text)};
    struct bw_text_query query;
    bw_text_builder_add(builder, &passage);
    struct bw_text_index *index = bw_text_builder_finish(builder);
    bw_text_query_make(index, str_of(asked), arena, &query);
    struct bw_text_pieces pieces = bw_text_mark(&query, str_of(text), arena);
    const char *next = pieces.n ? pieces.at[0].text.at : NULL;
    strcpy(out, pieces.cut_before ? "..." : "");
    for (size_t i = 0; i < pieces.n; i++) {
        assert_ptr_equal(pieces.at[i].text.at, next); /* together a part of the text */
        next += pieces.at[i].text.len;
        strcat(out, pieces.at[i].hit ? "[" : "");
        strncat(out, pieces.at[i].text.at, pieces.at[i].text.len);
        strcat(out, pieces.at[i].hit ? "]" : "");
    }
    strcat(out, pieces.cut_after ? "..." : "");
    bw_text_index_free(index);
    bw_arena_free(arena);
}

static void mark__shows_what_was_meant(void **state)
{
    static const struct {
        const char *asked, *text, *want;
    } table[] = {
        {"jeugdhulp", "De Jeugdhulp, zegt men.", "De [Jeugdhulp], zegt men."},
        {"jeugdhulp", "Jeugdhulpverlening", "[Jeugdhulp]verlening"},
        {"hulpverlening", "in de jeugdhulpverlening.", "in de jeugd[hulpverlening]."},
        {"coordinatie", "de co\xc3\xb6rdinatie en", "de [co\xc3\xb6rdinatie] en"},
        {"coordineren", "de coo\xcc\x88rdinator", "de [coo\xcc\x88rdinator]"},
        {"strass",
         "Stra\xc3\x9f"
         "enbau",
         "[Stra\xc3\x9f]enbau"},
        {"gewelt", "huiselijk geweld", "huiselijk [geweld]"},
        {"fiets", "niets van dit, een fiets", "niets van dit, een [fiets]"}, /* known: no error */
        {"fietz", "niets van dit", ""},
    };
    char out[1000];
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        marked(table[i].asked, table[i].text, out);
        assert_string_equal(out, table[i].want);
    }
}

static void mark__long_texts_are_cut_at_words_around_the_hits(void **state)
{
    static char text[20000], out[21000];
    (void)state;
    for (int i = 0; i < 500; i++)
        strcat(text, "co\xc3\xb6peratie van allen ");
    strcat(text, "bij de jeugdhulp en het jeugdrecht hier ");
    for (int i = 0; i < 200; i++)
        strcat(text, "en zo voort ");
    marked("jeugdhulp jeugdrecht", text, out);
    assert_non_null(strstr(out, "bij de [jeugdhulp] en het [jeugdrecht] hier"));
    assert_true(strlen(out) <= BW_MARK_BYTES + 10);
    assert_memory_equal(out, "...", 3);
    assert_memory_equal(out + strlen(out) - 3, "...", 3);
    assert_true(strncmp(out + 3, "co\xc3\xb6peratie", 11) == 0 || strncmp(out + 3, "van", 3) == 0 ||
                strncmp(out + 3, "allen", 5) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fold__makes_words_that_can_be_compared),
        cmocka_unit_test(fold__long_words_are_cut_and_nothing_is_lost),
        cmocka_unit_test(fold__blank_is_what_nobody_sees),
        cmocka_unit_test(grams__of_three_four_and_five_with_the_spaces),
        cmocka_unit_test(likeness__knows_typing_errors_parts_and_forms),
        cmocka_unit_test(errors__equal_the_definition_and_the_quick_no_is_never_wrong),
        cmocka_unit_test(names__score_the_cosine_of_their_pieces),
        cmocka_unit_test(names__of_the_same_words_score_exactly_one),
        cmocka_unit_test(prose__scores_bm25_with_words_that_are_like),
        cmocka_unit_test(index__the_order_of_documents_changes_no_bit),
        cmocka_unit_test(query__an_unknown_word_is_taken_for_the_one_that_was_meant),
        cmocka_unit_test(index__of_nothing_answers_nothing),
        cmocka_unit_test(mark__shows_what_was_meant),
        cmocka_unit_test(mark__long_texts_are_cut_at_words_around_the_hits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
