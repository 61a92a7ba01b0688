/* Opening and folding, with models written by hand: what a text's vector is, and that nothing but a
 * whole, sound block is taken. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/space/said.h"
#include "model/space/space_block.h"
#include "model/text/text_hash.h"
#include "tests/model/arena.h"

#define N_WORDS 4u
#define PIECES_MOST 64u

static const char *const known[N_WORDS] = {"jeugd", "hulp", "zorg", "wet"};

static struct bw_str str_of(const char *text)
{
    return (struct bw_str){text, (uint32_t)strlen(text)};
}

static int by_value(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Of the word "xyz": its pieces are all that the model knows. */
static uint32_t pieces_of_xyz(uint64_t out[PIECES_MOST])
{
    struct bw_gram grams[BW_WORD_GRAMS_MOST];
    uint32_t n = bw_text_grams((uint32_t[]){'x', 'y', 'z'}, 3, grams);
    assert_true(n > 3 && n < PIECES_MOST);
    for (uint32_t i = 0; i < n; i++)
        out[i] = grams[i].bucket;
    qsort(out, n, sizeof *out, by_value);
    return n;
}

/* Row of bytes `i` of word or piece number `number`. */
static int8_t byte_of(size_t number, size_t i)
{
    return (int8_t)((number * 37 + i * 11 + i * i * (number + 3)) % 255 - 127);
}

static float weight_of_word(size_t w)
{
    return 1 + (float)w / 4;
}

struct made {
    void *bytes;
    size_t n;
    struct bw_space_block block;
    struct bw_space_head *head;
};

/* A model of the four words and the pieces of "xyz". */
static struct made make(void)
{
    uint64_t words[N_WORDS], pieces[PIECES_MOST];
    uint32_t n_pieces = pieces_of_xyz(pieces);
    struct made made = {.n = bw_space_block_bytes(N_WORDS, n_pieces)};
    assert_int_equal(posix_memalign(&made.bytes, BW_SPACE_ALIGN, made.n), 0);
    memset(made.bytes, 0, made.n);
    made.block = bw_space_block_at(made.bytes, N_WORDS, n_pieces);
    made.head = made.bytes;
    *made.head = (struct bw_space_head){.magic = BW_SPACE_MAGIC,
                                        .version = BW_SPACE_VERSION,
                                        .order = BW_SPACE_ORDER,
                                        .bytes = made.n,
                                        .n_words = N_WORDS,
                                        .n_pieces = n_pieces,
                                        .dim_pieces = BW_SPACE_DIM_PIECES,
                                        .dim_words = BW_SPACE_DIM_WORDS,
                                        .weight_names = 2,
                                        .weight_prose = 1,
                                        .weight_unknown = .5f,
                                        .share_pieces = .6f,
                                        .share_words = .8f};
    for (size_t w = 0; w < N_WORDS; w++)
        words[w] = bw_text_hash(str_of(known[w]));
    qsort(words, N_WORDS, sizeof *words, by_value);
    memcpy((void *)made.block.word, words, sizeof words);
    for (size_t w = 0; w < N_WORDS; w++) {
        ((float *)made.block.word_weight)[w] = weight_of_word(w);
        ((float *)made.block.word_scale)[2 * w] = .01f;
        ((float *)made.block.word_scale)[2 * w + 1] = .02f;
        for (size_t i = 0; i < BW_SPACE_DIM; i++)
            ((int8_t *)made.block.word_row)[w * BW_SPACE_DIM + i] = byte_of(w, i);
    }
    for (size_t p = 0; p < n_pieces; p++) {
        ((uint32_t *)made.block.piece)[p] = (uint32_t)pieces[p];
        ((float *)made.block.piece_scale)[p] = .005f;
        for (size_t i = 0; i < BW_SPACE_DIM_PIECES; i++)
            ((int8_t *)made.block.piece_row)[p * BW_SPACE_DIM_PIECES + i] = byte_of(N_WORDS + p, i);
    }
    return made;
}

static struct bw_space *open_well(const struct made *made)
{
    struct bw_space *space = NULL;
    struct bw_fail fail;
    assert_int_equal(bw_space_open(made->bytes, made->n, &space, &fail), BW_OK);
    assert_non_null(space);
    return space;
}

static double length(const float *at, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        assert_true(isfinite(at[i]));
        sum += (double)at[i] * (double)at[i];
    }
    return sqrt(sum);
}

static void fold_texts(const struct bw_space *space, const char *name, const char *prose,
                       float *out)
{
    struct bw_str texts[2] = {str_of(name ? name : ""), str_of(prose ? prose : "")};
    struct bw_said said = {
        .names = texts, .n_names = name ? 1 : 0, .prose = texts + 1, .n_prose = prose ? 1 : 0};
    size_t mark = bw_arena_mark(arena);
    bw_space_fold(space, &said, arena, out);
    assert_int_equal(bw_arena_mark(arena), mark);
}

static size_t place_of(const struct made *made, const char *word)
{
    for (size_t w = 0; w < N_WORDS; w++)
        if (made->block.word[w] == bw_text_hash(str_of(word)))
            return w;
    fail_msg("%s is not there", word);
    return 0;
}

/* sum += weight * vector(word), from the arithmetic in model/space/space.h. */
static void add_word(const struct made *made, const char *word, double weight, double *sum)
{
    size_t w = place_of(made, word);
    for (size_t i = 0; i < BW_SPACE_DIM; i++)
        sum[i] += weight * (double)weight_of_word(w) * (i < BW_SPACE_DIM_PIECES ? .01 : .02) *
                  byte_of(w, i);
}

/* `sum` made of unit length in a half; all 0 stays so. */
static void make_unit(double *sum)
{
    double pieces = 0, words = 0;
    for (size_t i = 0; i < BW_SPACE_DIM; i++)
        *(i < BW_SPACE_DIM_PIECES ? &pieces : &words) += sum[i] * sum[i];
    for (size_t i = 0; i < BW_SPACE_DIM; i++) {
        double square = i < BW_SPACE_DIM_PIECES ? pieces : words;
        sum[i] = square > 0 ? sum[i] / sqrt(square) : 0;
    }
}

/* In each half names at 2 and prose at 1, as the head says; each half at its share. */
static void check_vector(const float *got, double *names, double *prose, double share_pieces)
{
    make_unit(names);
    make_unit(prose);
    for (size_t i = 0; i < BW_SPACE_DIM; i++)
        names[i] = 2 * names[i] + prose[i];
    make_unit(names);
    for (size_t i = 0; i < BW_SPACE_DIM; i++)
        assert_near((double)got[i],
                    names[i] * (i < BW_SPACE_DIM_PIECES ? share_pieces
                                                        : sqrt(1 - share_pieces * share_pieces)),
                    1e-6);
}

static void fold__is_the_weighed_sum_of_the_words(void **state)
{
    struct made made = make();
    struct bw_space *space = open_well(&made);
    float out[BW_SPACE_DIM];
    double names[BW_SPACE_DIM] = {0}, prose[BW_SPACE_DIM] = {0};
    (void)state;
    fold_texts(space, "Jeugd", NULL, out);
    add_word(&made, "jeugd", 1, names);
    check_vector(out, names, prose, .6);
    assert_near(length(out, BW_SPACE_DIM), 1, 1e-6);
    /* "jeugd" once in the name; "hulp" there and three times in prose, "wet" once. */
    memset(names, 0, sizeof names);
    memset(prose, 0, sizeof prose);
    fold_texts(space, "jeugd-hulp", "Hulp, hulp en HULP: w\xc3\xa9t.", out);
    add_word(&made, "jeugd", 1, names);
    add_word(&made, "hulp", 1, names);
    add_word(&made, "hulp", 1 + log(3), prose);
    add_word(&made, "wet", 1, prose);
    check_vector(out, names, prose, .6);
    assert_near(length(out, BW_SPACE_DIM), 1, 1e-6);
    /* Prose alone. */
    memset(names, 0, sizeof names);
    memset(prose, 0, sizeof prose);
    fold_texts(space, NULL, "zorg wet", out);
    add_word(&made, "zorg", 1, prose);
    add_word(&made, "wet", 1, prose);
    check_vector(out, names, prose, .6);
    bw_space_free(space);
    free(made.bytes);
}

/* However long a text is, it counts for as much beside the name. */
static void fold__prose_does_not_drown_the_name(void **state)
{
    struct made made = make();
    struct bw_space *space = open_well(&made);
    float one[BW_SPACE_DIM], many[BW_SPACE_DIM];
    char prose[6 * 1000 + 1];
    (void)state;
    for (size_t i = 0; i < 1000; i++)
        memcpy(prose + 6 * i, "wet, .", 7);
    fold_texts(space, "jeugd", "wet", one);
    fold_texts(space, "jeugd", prose, many);
    for (size_t i = 0; i < BW_SPACE_DIM; i++)
        assert_near((double)one[i], (double)many[i], 1e-6);
    bw_space_free(space);
    free(made.bytes);
}

static void fold__unknown_words_are_their_pieces(void **state)
{
    struct made made = make();
    struct bw_space *space = open_well(&made);
    struct bw_gram grams[BW_WORD_GRAMS_MOST];
    uint32_t n = bw_text_grams((uint32_t[]){'x', 'y', 'z'}, 3, grams);
    float out[BW_SPACE_DIM];
    double names[BW_SPACE_DIM] = {0}, prose[BW_SPACE_DIM] = {0};
    (void)state;
    for (uint32_t g = 0; g < n; g++)
        for (size_t p = 0; p < made.head->n_pieces; p++)
            for (size_t i = 0; made.block.piece[p] == grams[g].bucket && i < BW_SPACE_DIM_PIECES;
                 i++)
                names[i] += .5 / pow(n, .25) * .005 * grams[g].sign * byte_of(N_WORDS + p, i);
    double kept[BW_SPACE_DIM];
    memcpy(kept, names, sizeof kept);
    fold_texts(space, "xyz", NULL, out);
    check_vector(out, names, prose, 1);
    assert_near(length(out, BW_SPACE_DIM_PIECES), 1, 1e-6);
    assert_near(length(out + BW_SPACE_DIM_PIECES, BW_SPACE_DIM_WORDS), 0, 0);
    /* Beside a known word they are added to its half. */
    memcpy(names, kept, sizeof kept);
    add_word(&made, "zorg", 1, names);
    fold_texts(space, "zorg xyz", NULL, out);
    check_vector(out, names, prose, .6);
    bw_space_free(space);
    free(made.bytes);
}

static void fold__nothing_known_is_all_zero(void **state)
{
    static const char *const texts[] = {"", " ", "...", "qqq", "\xff\xfe\x80", "\xf0\x9f\x98\x80"};
    struct made made = make();
    struct bw_space *space = open_well(&made);
    float out[BW_SPACE_DIM];
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        memset(out, 1, sizeof out);
        fold_texts(space, texts[i], texts[i], out);
        for (size_t d = 0; d < BW_SPACE_DIM; d++)
            assert_true(out[d] == 0);
    }
    memset(out, 1, sizeof out);
    fold_texts(space, NULL, NULL, out);
    assert_near(length(out, BW_SPACE_DIM), 0, 0);
    bw_space_free(space);
    free(made.bytes);
}

static void fold__ugly_texts_are_their_words(void **state)
{
    static const char *const ugly[] = {
        "<p>jeugd</p><br/>", "\xf0\x9f\x98\x80jeugd\xf0\x9f\x98\x80", "jeugd\xc3",
        "\xff\xffjeugd\xff", "\xef\xbd\x8a\xef\xbd\x85\xef\xbd\x95\xef\xbd\x87\xef\xbd\x84"};
    struct made made = make();
    struct bw_space *space = open_well(&made);
    float want[BW_SPACE_DIM], out[BW_SPACE_DIM];
    (void)state;
    fold_texts(space, "jeugd", NULL, want);
    for (size_t i = 0; i < sizeof ugly / sizeof *ugly; i++) {
        fold_texts(space, ugly[i], NULL, out);
        assert_memory_equal(out, want, sizeof out);
    }
    bw_space_free(space);
    free(made.bytes);
}

/* More different words than are counted: those before count, memory stays bounded. */
static void fold__a_megabyte_is_folded(void **state)
{
    struct made made = make();
    /* Some of so many words have a piece in the buckets of "xyz". */
    memset((void *)made.block.piece_scale, 0, made.head->n_pieces * sizeof(float));
    struct bw_space *space = open_well(&made);
    float want[BW_SPACE_DIM], out[BW_SPACE_DIM];
    size_t n = 0, room = (size_t)1 << 20;
    char *text = malloc(room + 32);
    (void)state;
    n += (size_t)sprintf(text, "jeugd");
    for (unsigned i = 0; n < room; i++)
        n += (size_t)sprintf(text + n, " q%xq", i);
    sprintf(text + n - 6, " hulp");
    fold_texts(space, NULL, "jeugd", want);
    fold_texts(space, NULL, text, out);
    assert_memory_equal(out, want, sizeof out);
    memset(text, 'q', room);
    text[room] = 0;
    fold_texts(space, text, "jeugd", out);
    assert_memory_equal(out, want, sizeof out);
    free(text);
    bw_space_free(space);
    free(made.bytes);
}

static enum bw_err open_copy(const void *bytes, size_t n, struct bw_fail *fail)
{
    void *copy;
    struct bw_space *space = NULL;
    assert_int_equal(posix_memalign(&copy, BW_SPACE_ALIGN, n ? n : 1), 0);
    memcpy(copy, bytes, n);
    enum bw_err err = bw_space_open(copy, n, &space, fail);
    if (!err) { /* whatever it says, it is used without harm */
        float out[BW_SPACE_DIM];
        fold_texts(space, "jeugd hulp xyz", "qq", out);
        length(out, BW_SPACE_DIM);
    } else {
        assert_null(space);
        assert_int_equal(fail->code, err);
        assert_true(strlen(fail->text) > 10);
    }
    bw_space_free(space);
    free(copy);
    return err;
}

static void open__refuses_every_truncation(void **state)
{
    struct made made = make();
    struct bw_fail fail;
    (void)state;
    for (size_t n = 0; n < made.n; n++)
        assert_int_equal(open_copy(made.bytes, n, &fail), BW_BAD_REQUEST);
    assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_OK);
    free(made.bytes);
}

static void open__refuses_flipped_bits_of_the_head(void **state)
{
    struct made made = make();
    struct bw_fail fail;
    size_t checked = offsetof(struct bw_space_head, weight_names);
    (void)state;
    for (size_t bit = 0; bit < 8 * sizeof *made.head; bit++) {
        ((uint8_t *)made.bytes)[bit / 8] ^= (uint8_t)(1u << bit % 8);
        enum bw_err err = open_copy(made.bytes, made.n, &fail);
        if (bit < 8 * checked)
            assert_true(err == BW_BAD_REQUEST || err == BW_NOT_SUPPORTED);
        ((uint8_t *)made.bytes)[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    free(made.bytes);
}

/* Counts and length that agree with each other, but not with what is there. */
static void open__refuses_counts_that_lead_outside(void **state)
{
    static const uint32_t counts[][2] = {{N_WORDS + 1, 3},
                                         {UINT32_MAX, 0},
                                         {0, UINT32_MAX},
                                         {UINT32_MAX, UINT32_MAX},
                                         {1u << 20, BW_GRAM_BUCKETS},
                                         {0, BW_GRAM_BUCKETS + 1}};
    struct made made = make();
    struct bw_fail fail;
    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        made.head->n_words = counts[i][0];
        made.head->n_pieces = counts[i][1];
        made.head->bytes = made.n;
        assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_BAD_REQUEST);
        made.head->bytes = bw_space_block_bytes(counts[i][0], counts[i][1]);
        assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_BAD_REQUEST);
    }
    free(made.bytes);
}

static void refuse_float(const struct made *made, const float *at, const char *says)
{
    static const float bad[] = {-1, NAN, INFINITY, -INFINITY, 1e30f};
    struct bw_fail fail;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        float kept = *at;
        *(float *)at = bad[i];
        assert_int_equal(open_copy(made->bytes, made->n, &fail), BW_BAD_REQUEST);
        assert_non_null(strstr(fail.text, says));
        *(float *)at = kept;
    }
}

static void open__refuses_what_is_no_weight_and_what_is_not_in_order(void **state)
{
    struct made made = make();
    struct bw_fail fail;
    (void)state;
    const float *of_head[] = {&made.head->weight_names, &made.head->weight_prose,
                              &made.head->weight_unknown, &made.head->share_pieces,
                              &made.head->share_words};
    for (size_t i = 0; i < sizeof of_head / sizeof *of_head; i++)
        refuse_float(&made, of_head[i], "head");
    refuse_float(&made, &made.block.word_weight[N_WORDS - 1], "scale");
    refuse_float(&made, &made.block.word_scale[2 * N_WORDS - 1], "scale");
    refuse_float(&made, &made.block.piece_scale[made.head->n_pieces - 1], "scale");
    uint64_t *word = (uint64_t *)made.block.word, kept = word[2];
    word[2] = word[1];
    assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_BAD_REQUEST);
    assert_non_null(strstr(fail.text, "words"));
    word[2] = kept;
    uint32_t *last = (uint32_t *)&made.block.piece[made.head->n_pieces - 1];
    *last = BW_GRAM_BUCKETS;
    assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_BAD_REQUEST);
    *last = last[-1];
    assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_BAD_REQUEST);
    assert_non_null(strstr(fail.text, "pieces"));
    free(made.bytes);
}

static void open__refuses_a_block_that_stands_askew(void **state)
{
    struct made made = make();
    struct bw_space *space = NULL;
    struct bw_fail fail;
    char *more;
    (void)state;
    assert_int_equal(posix_memalign((void **)&more, BW_SPACE_ALIGN, made.n + 8), 0);
    memcpy(more + 8, made.bytes, made.n);
    assert_int_equal(bw_space_open(more + 8, made.n, &space, &fail), BW_INTERNAL);
    assert_null(space);
    free(more);
    free(made.bytes);
}

static void open__another_version_says_so(void **state)
{
    struct made made = make();
    struct bw_fail fail;
    (void)state;
    made.head->version++;
    assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_NOT_SUPPORTED);
    made.head->version--;
    made.head->order = 0x04030201u;
    assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_NOT_SUPPORTED);
    free(made.bytes);
}

static void open__a_model_of_nothing_knows_nothing(void **state)
{
    struct made made = make();
    struct bw_fail fail;
    (void)state;
    made.head->n_words = made.head->n_pieces = 0;
    made.head->bytes = bw_space_block_bytes(0, 0);
    assert_int_equal(open_copy(made.bytes, made.head->bytes, &fail), BW_OK);
    free(made.bytes);
}

static uint64_t id_of(const struct made *made)
{
    struct bw_space *space = open_well(made);
    uint64_t id = bw_space_id(space);
    assert_int_equal(bw_space_dim(space), BW_SPACE_DIM);
    bw_space_free(space);
    return id;
}

static void id__follows_from_every_byte(void **state)
{
    struct made made = make(), same = make();
    uint64_t id = id_of(&made);
    size_t first = (size_t)((const char *)made.block.word_row - (const char *)made.bytes);
    size_t end = (size_t)((const char *)made.block.piece - (const char *)made.bytes);
    (void)state;
    assert_int_not_equal(id, 0);
    assert_int_equal(id, id_of(&same));
    for (size_t i = first; i < end; i++) {
        ((uint8_t *)made.bytes)[i] ^= 1;
        assert_int_not_equal(id_of(&made), id);
        ((uint8_t *)made.bytes)[i] ^= 1;
    }
    free(made.bytes);
    free(same.bytes);
}

static uint64_t hash_of(const char *const *names, size_t n_names, const char *const *prose,
                        size_t n_prose)
{
    struct bw_str texts[2][4];
    for (size_t i = 0; i < n_names; i++)
        texts[0][i] = str_of(names[i]);
    for (size_t i = 0; i < n_prose; i++)
        texts[1][i] = str_of(prose[i]);
    struct bw_said said = {texts[0], n_names, texts[1], n_prose};
    return bw_said_hash(&said);
}

static void said__any_other_text_has_another_hash(void **state)
{
    static const struct {
        const char *names[3];
        size_t n_names;
        const char *prose[3];
        size_t n_prose;
    } said[] = {
        {{0}, 0, {0}, 0},         {{""}, 1, {0}, 0},         {{0}, 0, {""}, 1},
        {{"ab", "c"}, 2, {0}, 0}, {{"a", "bc"}, 2, {0}, 0},  {{"abc"}, 1, {0}, 0},
        {{"abc", ""}, 2, {0}, 0}, {{"", "abc"}, 2, {0}, 0},  {{"ab"}, 1, {"c"}, 1},
        {{0}, 0, {"ab", "c"}, 2}, {{"c", "ab"}, 2, {0}, 0},  {{"Abc"}, 1, {0}, 0},
        {{"abc "}, 1, {0}, 0},    {{"ab", "c"}, 2, {""}, 1},
    };
    size_t n = sizeof said / sizeof *said;
    uint64_t hashes[sizeof said / sizeof *said];
    (void)state;
    for (size_t i = 0; i < n; i++) {
        hashes[i] = hash_of(said[i].names, said[i].n_names, said[i].prose, said[i].n_prose);
        for (size_t j = 0; j < i; j++)
            assert_int_not_equal(hashes[i], hashes[j]);
        assert_int_equal(hashes[i],
                         hash_of(said[i].names, said[i].n_names, said[i].prose, said[i].n_prose));
    }
}

/* Pinned: whoever changes it makes every stored vector one of another text. */
static void said__the_hash_is_the_same_on_every_machine(void **state)
{
    (void)state;
    assert_int_equal(
        hash_of((const char *const[]){"Jeugdwet"}, 1, (const char *const[]){"Hulp aan jeugd."}, 1),
        UINT64_C(0x957a37fb4014834e));
}

static void said__of_a_record_leaves_out_what_is_absent(void **state)
{
    struct bw_str alt[] = {str_of("b"), str_of("c")};
    struct bw_text name = {.in = {[BW_EN] = str_of("a")}};
    struct bw_prose prose = {
        .description = {.in = {[BW_NL] = str_of("d")}}, .alt = alt, .n_alt = 2};
    struct bw_said said = bw_said_of(name, &prose, arena);
    (void)state;
    assert_int_equal(said.n_names, 3);
    assert_int_equal(said.n_prose, 1);
    for (size_t i = 0; i < 3; i++)
        assert_memory_equal(said.names[i].at, &"abc"[i], 1);
    assert_ptr_equal(said.prose[0].at, prose.description.in[BW_NL].at);
    said = bw_said_of(name, NULL, arena);
    assert_int_equal(said.n_names, 1);
    assert_int_equal(said.n_prose, 0);
}

static void said__words_are_counted_apart(void **state)
{
    struct bw_str names[] = {str_of("Jeugd en hulp"), str_of("hulp")},
                  prose[] = {str_of("en EN, wet")};
    struct bw_said said = {names, 2, prose, 1};
    static const struct {
        const char *word;
        uint32_t n_names, n_prose;
    } want[] = {{"jeugd", 1, 0}, {"en", 1, 2}, {"hulp", 2, 0}, {"wet", 0, 1}};
    struct bw_said_words words = bw_said_count(&said, arena);
    (void)state;
    assert_int_equal(words.n, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(words.at[i].hash, bw_text_hash(str_of(want[i].word)));
        assert_int_equal(words.at[i].folded.len, strlen(want[i].word));
        assert_memory_equal(words.at[i].folded.at, want[i].word, strlen(want[i].word));
        assert_int_equal(words.at[i].n_names, want[i].n_names);
        assert_int_equal(words.at[i].n_prose, want[i].n_prose);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fold__is_the_weighed_sum_of_the_words),
        cmocka_unit_test(fold__prose_does_not_drown_the_name),
        cmocka_unit_test(fold__unknown_words_are_their_pieces),
        cmocka_unit_test(fold__nothing_known_is_all_zero),
        cmocka_unit_test(fold__ugly_texts_are_their_words),
        cmocka_unit_test(fold__a_megabyte_is_folded),
        cmocka_unit_test(open__refuses_every_truncation),
        cmocka_unit_test(open__refuses_flipped_bits_of_the_head),
        cmocka_unit_test(open__refuses_counts_that_lead_outside),
        cmocka_unit_test(open__refuses_what_is_no_weight_and_what_is_not_in_order),
        cmocka_unit_test(open__refuses_a_block_that_stands_askew),
        cmocka_unit_test(open__another_version_says_so),
        cmocka_unit_test(open__a_model_of_nothing_knows_nothing),
        cmocka_unit_test(id__follows_from_every_byte),
        cmocka_unit_test(said__any_other_text_has_another_hash),
        cmocka_unit_test(said__the_hash_is_the_same_on_every_machine),
        cmocka_unit_test(said__of_a_record_leaves_out_what_is_absent),
        cmocka_unit_test(said__words_are_counted_apart),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
