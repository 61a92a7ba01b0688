/* Names held against each other: stems, the kinds of sameness by table, and by drawn names against
 * the plain definition, every name against every other. */
#include "model/text/wording.h"

#include <stdlib.h>
#include <string.h>

#include "model/text/lexicon.h"
#include "model/text/stem.h"
#include "tests/model/check.h"

#define ARENA_BYTES ((size_t)64 << 20)
#define MOST 400

static struct bw_str str_of(const char *text)
{
    return (struct bw_str){text, (uint32_t)strlen(text)};
}

static struct bw_folded folded(const char *text)
{
    struct bw_text_fold fold;
    struct bw_folded word;
    bw_text_fold_start(&fold, str_of(text));
    assert_true(bw_text_fold_next(&fold, &word));
    return word;
}

static bool same_stem(const char *a, const char *b)
{
    struct bw_folded x = folded(a), y = folded(b);
    uint32_t n = bw_stem(x.code, x.n), m = bw_stem(y.code, y.n);
    return n == m && memcmp(x.code, y.code, n * sizeof *x.code) == 0;
}

static void stem__brings_forms_together_and_keeps_other_words_apart(void **state)
{
    static const char *const same[][2] = {{"beheren", "beheer"},
                                          {"vergunning", "vergunningen"},
                                          {"uitvoeren", "uitvoering"},
                                          {"school", "scholen"},
                                          {"plan", "plannen"},
                                          {"brief", "brieven"},
                                          {"budget", "budgets"},
                                          {"policy", "policies"},
                                          {"conserve", "conservation"},
                                          {"manage", "management"},
                                          {"box", "boxes"},
                                          {"class", "classes"},
                                          {"ontwikkelen", "ontwikkeling"},
                                          {"organiseren", "organisatie"},
                                          {"registreren", "registratie"},
                                          {"proces", "processen"},
                                          {"prijs", "prijzen"},
                                          {"huis", "huizen"},
                                          {"survey", "surveying"}};
    static const char *const other[][2] = {{"geologie", "ecologie"},
                                           {"import", "export"},
                                           {"excel2019", "excel2016"},
                                           {"bus", "busje"},
                                           {"jeugd", "ouderen"}};
    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        if (!same_stem(same[i][0], same[i][1]))
            fail_msg("%s and %s", same[i][0], same[i][1]);
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        if (same_stem(other[i][0], other[i][1]))
            fail_msg("%s and %s", other[i][0], other[i][1]);
}

/* Some names, one a record. */
struct names {
    struct bw_text_index *index;
    struct bw_arena *arena;
    struct bw_wordings all;
    uint8_t kinds[MOST][MOST]; /* 1 + the first kind that two were met by; 0: none */
};

static void names_make(struct names *names, const char *const texts[], uint32_t n, bool titles)
{
    struct bw_text_builder *builder = bw_text_builder_create();
    memset(names, 0, sizeof *names);
    names->arena = bw_arena_create(ARENA_BYTES);
    assert_non_null(builder);
    assert_non_null(names->arena);
    for (uint32_t i = 0; i < n; i++) {
        struct bw_passage passage = {i, BW_PASSAGE_NAME, 0, str_of(texts[i])};
        bw_text_builder_add(builder, &passage);
    }
    names->index = bw_text_builder_finish(builder);
    assert_non_null(names->index);
    names->all =
        (struct bw_wordings){.index = names->index, .arena = names->arena, .titles = titles};
    for (uint32_t i = 0; i < n; i++)
        bw_wordings_add(&names->all, i, false, str_of(texts[i]));
}

static void names_free(struct names *names)
{
    bw_text_index_free(names->index);
    bw_arena_free(names->arena);
}

static void note(void *context, const struct bw_wording *a, const struct bw_wording *b,
                 enum bw_wording_kind kind)
{
    struct names *names = context;
    uint8_t *met = &names->kinds[a->record][b->record];
    assert_true(a->record < b->record);
    if (!*met || *met > kind + 1)
        *met = (uint8_t)(kind + 1);
}

static int kind_of(const char *a, const char *b, bool titles)
{
    struct names *names = malloc(sizeof *names);
    const char *const texts[] = {a, b};
    names_make(names, texts, 2, titles);
    bw_wordings_pair(&names->all, &(struct bw_wording_meeting){note, names});
    int kind = names->kinds[0][1] - 1;
    names_free(names);
    free(names);
    return kind;
}

#define NONE (-1)
static void wording__knows_what_says_the_same(void **state)
{
    static const struct {
        const char *a, *b;
        int kind;
        bool titles;
    } table[] = {
        {"Budget beheren", "budget  BEHEREN.", BW_WORDING_SAME, false},
        {"coördineren", "Coordineren", BW_WORDING_SAME, false},
        {"de wet uitleggen", "wet uitleggen", BW_WORDING_ORDER, false},
        {"beheren budget", "budget beheren", BW_WORDING_ORDER, false},
        {"klachten afhandeling", "klachtenafhandeling", BW_WORDING_ORDER, false},
        {"e-mail", "email", BW_WORDING_ORDER, false},
        {"vergunning verlenen", "vergunnnig verlenen", BW_WORDING_TYPING, false},
        {"vergunning verlenen", "vergunnin verlenen", BW_WORDING_TYPING, false},
        {"budget beheren", "beheer van budgetten", BW_WORDING_FORM, false},
        {"manage budgets", "budget management", BW_WORDING_FORM, false},
        {"C++", "C#", NONE, false},
        {"C++ programmeren", "C programmeren", NONE, false},
        {"manage staff", "manage a staff of accountants", NONE, false},
        {"gesproken Frans begrijpen", "geschreven Frans begrijpen", NONE, false},
        {"geologie", "ecologie", NONE, false},
        {"Excel 2019", "Excel 2016", NONE, false},
        {"deel 1", "deel 2", NONE, false},
        {"...", "!!!", NONE, false},
        {"Training Excel 2025", "Excel 2026", BW_WORDING_ORDER, true},
        {"Cursus 2025", "Training", NONE, true}, /* of nothing but common words each counts */
        {"Excel 2", "Excel 3", NONE, true},
        {"Excel basis", "Excel gevorderd", NONE, true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        int kind = kind_of(table[i].a, table[i].b, table[i].titles);
        if (kind != table[i].kind)
            fail_msg("%s ~ %s: %d, expected %d", table[i].a, table[i].b, kind, table[i].kind);
    }
}

static void wording__a_word_that_others_have_is_no_typing_error(void **state)
{
    struct names *names = malloc(sizeof *names);
    const char *const texts[] = {"static beheren", "statik beheren", "statik leveren",
                                 "dosis beheren"};
    (void)state;
    names_make(names, texts, 4, false);
    bw_wordings_pair(&names->all, &(struct bw_wording_meeting){note, names});
    assert_int_equal(names->kinds[0][1], 1 + BW_WORDING_TYPING); /* static: nobody else has it */
    names_free(names);
    const char *const both[] = {"static beheren", "statik beheren", "statik leveren",
                                "static leveren"};
    names_make(names, both, 4, false);
    bw_wordings_pair(&names->all, &(struct bw_wording_meeting){note, names});
    assert_int_equal(names->kinds[0][1], 0);
    assert_int_equal(names->kinds[2][3], 0);
    names_free(names);
    free(names);
}

static uint32_t draw(uint32_t n)
{
    static uint32_t state = 7;
    state = state * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)(state >> 8) * n) >> 24);
}

/* The words of a name, folded, sorted, without "de" and what it may be mistyped to, "te". */
struct plain {
    struct bw_folded at[8];
    uint32_t n;
};

static int by_bytes(const void *a, const void *b)
{
    const struct bw_folded *x = a, *y = b;
    struct bw_str p = {x->at, x->len}, q = {y->at, y->len};
    return bw_str_compare(p, q);
}

static struct plain plain_of(const char *text)
{
    struct plain plain = {.n = 0};
    struct bw_text_fold fold;
    struct bw_folded word;
    bw_text_fold_start(&fold, str_of(text));
    while (bw_text_fold_next(&fold, &word))
        if (!(word.len == 2 && (memcmp(word.at, "de", 2) == 0 || memcmp(word.at, "te", 2) == 0)))
            plain.at[plain.n++] = word;
    qsort(plain.at, plain.n, sizeof *plain.at, by_bytes);
    return plain;
}

/* The number of words of a that differ from those of b, when they could be paired; the one of each
 * that does. */
static uint32_t differ(const struct plain *a, const struct plain *b, const struct bw_folded **x,
                       const struct bw_folded **y)
{
    uint32_t i = 0, j = 0, left = 0, right = 0;
    while (i < a->n || j < b->n) {
        int order = i == a->n ? 1 : j == b->n ? -1 : by_bytes(&a->at[i], &b->at[j]);
        if (order < 0) {
            *x = &a->at[i++];
            left++;
        } else if (order > 0) {
            *y = &b->at[j++];
            right++;
        } else {
            i++;
            j++;
        }
    }
    return left == right ? left : MOST;
}

static uint32_t holders(const struct plain *names, uint32_t n, const struct bw_folded *word)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < n; i++) {
        bool has = false;
        for (uint32_t w = 0; w < names[i].n; w++)
            has |= by_bytes(&names[i].at[w], word) == 0;
        count += has;
    }
    return count;
}

static bool is_typed(const struct plain *names, uint32_t n, uint32_t a, uint32_t b)
{
    const struct bw_folded *x = NULL, *y = NULL;
    if (differ(&names[a], &names[b], &x, &y) != 1)
        return false;
    struct bw_letters p = bw_letters_of(x->code, x->n), q = bw_letters_of(y->code, y->n);
    bool rare =
        (x->n >= 5 && holders(names, n, x) == 1) || (y->n >= 5 && holders(names, n, y) == 1);
    return rare && x->n >= 4 && y->n >= 4 && bw_text_errors(&p, &q, 1) == 1;
}

static void wording__finds_what_the_definition_says(void **state)
{
    static const char *const stock[] = {"jeugdhulp", "toezicht", "de",      "vergunning",
                                        "beleid",    "adviezen", "gesprek", "planning",
                                        "voeren",    "inkomen"};
    static char texts[MOST][200];
    static struct plain plain[MOST];
    const char *at[MOST];
    struct names *names = malloc(sizeof *names);
    uint32_t typed = 0;
    (void)state;
    for (uint32_t i = 0; i < MOST; i++) {
        texts[i][0] = '\0';
        for (uint32_t w = 0, n = 1 + draw(4); w < n; w++) {
            strcat(texts[i], w ? " " : "");
            strcat(texts[i], stock[draw(10)]);
        }
        if (draw(4) == 0)
            texts[i][draw((uint32_t)strlen(texts[i]))] = (char)('a' + draw(26));
        at[i] = texts[i];
        plain[i] = plain_of(texts[i]);
    }
    names_make(names, at, MOST, false);
    bw_wordings_pair(&names->all, &(struct bw_wording_meeting){note, names});
    for (uint32_t a = 0; a < MOST; a++) {
        for (uint32_t b = a + 1; b < MOST; b++) {
            const struct bw_folded *x, *y;
            bool found = names->kinds[a][b] == 1 + BW_WORDING_TYPING;
            bool same = plain[a].n && differ(&plain[a], &plain[b], &x, &y) == 0;
            if (is_typed(plain, MOST, a, b) && names->kinds[a][b] == 0)
                fail_msg("%s ~ %s is a typing error", texts[a], texts[b]);
            if (found && !is_typed(plain, MOST, a, b))
                fail_msg("%s ~ %s is no typing error", texts[a], texts[b]);
            if (same && names->kinds[a][b] != 1 + BW_WORDING_SAME &&
                names->kinds[a][b] != 1 + BW_WORDING_ORDER)
                fail_msg("%s ~ %s are the same words", texts[a], texts[b]);
            typed += found;
        }
    }
    assert_true(typed > 10);
    names_free(names);
    free(names);
}

static void wording__numbers_and_single_letters_tell_names_apart(void **state)
{
    static const struct {
        const char *a, *b;
        double overlap;
    } table[] = {{"omgevingswet in de praktijk", "praktijk omgevingswet", 2.0 / 3},
                 {"omgevingswet deel 1", "omgevingswet deel 2", 0},
                 {"omgevingswet deel a", "omgevingswet deel b", 0},
                 {"omgevingswet 2025", "cursus omgevingswet", 1},
                 {"omgevingswet", "jeugdwet", 0},
                 {"omgevingswetten", "omgevingswet", 1}};
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct names *names = malloc(sizeof *names);
        const char *const texts[] = {table[i].a, table[i].b};
        names_make(names, texts, 2, true);
        double overlap =
            bw_wording_overlap(&names->all, &names->all.names[0], &names->all.names[1]);
        assert_near(overlap, table[i].overlap, 1e-12);
        names_free(names);
        free(names);
    }
}

static void lexicon__learns_words_from_names_in_both_languages(void **state)
{
    static const char *const labels[][2] = {{"budget beheren", "manage budgets"},
                                            {"personeel beheren", "manage staff"},
                                            {"personeel werven", "recruit staff"},
                                            {"archieven beheren", "manage archives"},
                                            {"archieven ordenen", "sort archives"}};
    struct bw_competency at[5] = {{.org = BW_NONE}};
    struct bw_catalogue cat = {.competencies = at, .n_competencies = 5};
    struct bw_text_builder *builder = bw_text_builder_create();
    struct bw_arena *arena = bw_arena_create(ARENA_BYTES);
    (void)state;
    for (uint32_t c = 0; c < 5; c++) {
        for (int lang = 0; lang < 2; lang++) {
            at[c].label.in[lang] = str_of(labels[c][lang]);
            struct bw_passage passage = {c, BW_PASSAGE_NAME, 0, at[c].label.in[lang]};
            bw_text_builder_add(builder, &passage);
        }
    }
    struct bw_text_index *index = bw_text_builder_finish(builder);
    struct bw_lexicon lexicon = bw_lexicon_learn(&cat, index, arena);
    uint32_t beheren = bw_text_index_find(index, str_of("beheren")),
             personeel = bw_text_index_find(index, str_of("personeel")),
             manage = bw_text_index_find(index, str_of("manage")),
             staff = bw_text_index_find(index, str_of("staff")),
             sort = bw_text_index_find(index, str_of("sort"));
    assert_true(bw_lexicon_share(&lexicon, beheren, manage) > .6);
    assert_true(bw_lexicon_share(&lexicon, personeel, staff) > .6);
    assert_true(bw_lexicon_share(&lexicon, beheren, staff) < .2);
    assert_near(bw_lexicon_share(&lexicon, beheren, sort), 0, 0);
    assert_near(bw_lexicon_share(&lexicon, beheren, beheren), 1, 0);
    bw_text_index_free(index);
    bw_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stem__brings_forms_together_and_keeps_other_words_apart),
        cmocka_unit_test(wording__knows_what_says_the_same),
        cmocka_unit_test(wording__a_word_that_others_have_is_no_typing_error),
        cmocka_unit_test(wording__finds_what_the_definition_says),
        cmocka_unit_test(wording__numbers_and_single_letters_tell_names_apart),
        cmocka_unit_test(lexicon__learns_words_from_names_in_both_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
