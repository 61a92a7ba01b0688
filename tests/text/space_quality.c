/* How well vectors of a trained text model tell what is alike, on a store with ESCO in it:
 * space_quality STORE [COURSES]. The model is trained on all competencies and roles of the store,
 * in all their words and both languages; the codes of the roles play no part in it.
 *   unit group   role by role: does the nearest other one have the same code (ISCO, four digits)?
 *                What is compared is said in one language: labels, alternative ones, description
 *   label        a label in one language among all in the other: mean of 1/rank of its own
 *   apart        the same for every fifth one, with a model that never saw its languages together
 *                (what it was trained on says them as two documents)
 *   course       does the nearest other course share a tag? COURSES has a course a line: title,
 *                description and tags with commas between, a tab after each but the last. None is
 *                trained on
 * Beside each figure stands the one of the same rows before they are rounded to bytes. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/base/log.h"
#include "model/space/nearest.h"
#include "model/space/space_block.h"
#include "tests/text/concepts.h"
#include "tests/text/stored.h"
#include "tools/embed/halves.h"

#define STRIDE ((size_t)(BW_SPACE_DIM + 15) / 16 * 16)
#define SEED 1
#define THREADS 2
#define FIFTH 5
#define LINE_MOST 100000

/* A model, either as it is stored or before that. */
struct model {
    const struct bw_space *space;
    const struct bw_training *training;
    const struct bw_space_head *head;
};

struct measuring {
    struct concepts competencies, roles;
    struct model stored, plain, apart;
    struct bw_arena *arena;
};

static void die(const char *what)
{
    fprintf(stderr, "space_quality: %s\n", what);
    exit(3);
}

/* Of the word, times what it weighs: as model/space/space_fold has it, from rows that are not
 * rounded. */
static void add_plain(const struct bw_training *training, const struct bw_said_word *word,
                      double names, double sum[2][BW_SPACE_DIM])
{
    const struct bw_corpus *corpus = &training->corpus;
    size_t low = 0, high = corpus->n_words;
    float pieces[BW_SPACE_DIM_PIECES], rarity = (float)bw_log(1 + (double)corpus->n_documents);
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (corpus->hash[middle] < word->hash)
            low = middle + 1;
        else
            high = middle;
    }
    bool has = low < corpus->n_words && corpus->hash[low] == word->hash;
    uint32_t known = has ? training->known[low] : BW_NONE;
    rarity = known != BW_NONE ? training->rarity[low] : rarity;
    uint32_t n = bw_half_pieces_of(&training->pieces, word->folded, pieces);
    double weight = (double)bw_half_pieces_weight(rarity, n);
    double prose = (double)bw_said_weight(word->n_prose);
    for (size_t i = 0; i < BW_SPACE_DIM; i++) {
        double of = 0;
        if (i < BW_SPACE_DIM_PIECES)
            of = weight * (double)pieces[i];
        else if (known != BW_NONE)
            of = (double)rarity *
                 (double)
                     training->rows[(size_t)known * BW_SPACE_DIM_WORDS + i - BW_SPACE_DIM_PIECES];
        sum[0][i] += names * of;
        sum[1][i] += prose * of;
    }
}

static double length(const double *at, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += at[i] * at[i];
    return sum > 0 ? sqrt(sum) : 1;
}

static void fold_plain(const struct model *model, const struct bw_said *said,
                       struct bw_arena *arena, float *out)
{
    static const size_t first[] = {0, BW_SPACE_DIM_PIECES, BW_SPACE_DIM};
    double sum[2][BW_SPACE_DIM] = {0}, joined[BW_SPACE_DIM];
    struct bw_said_words words = bw_said_count(said, arena);
    for (size_t i = 0; i < words.n; i++)
        add_plain(model->training, &words.at[i], (double)bw_said_weight(words.at[i].n_names), sum);
    for (int half = 0; half < 2; half++) {
        size_t from = first[half], n = first[half + 1] - from;
        double names = length(sum[0] + from, n), prose = length(sum[1] + from, n);
        for (size_t i = from; i < from + n; i++)
            joined[i] = (double)model->head->weight_names * sum[0][i] / names +
                        (double)model->head->weight_prose * sum[1][i] / prose;
        double share = (double)(half ? model->head->share_words : model->head->share_pieces);
        double by = share / length(joined + from, n);
        for (size_t i = from; i < from + n; i++)
            joined[i] *= by;
    }
    double all = length(joined, BW_SPACE_DIM);
    for (size_t i = 0; i < BW_SPACE_DIM; i++)
        out[i] = (float)(joined[i] / all);
}

static void fold(const struct model *model, const struct bw_said *said, struct bw_arena *arena,
                 float *out)
{
    size_t mark = bw_arena_mark(arena);
    if (model->space)
        bw_space_fold(model->space, said, arena, out);
    else
        fold_plain(model, said, arena, out);
    bw_arena_rewind(arena, mark);
}

static struct bw_rows fold_all(const struct model *model, const struct bw_said *said, size_t n,
                               struct bw_arena *arena)
{
    float *at = BW_ARENA_NEW(arena, float, n *STRIDE + 1);
    for (size_t i = 0; i < n; i++)
        fold(model, &said[i], arena, at + i * STRIDE);
    return (struct bw_rows){at, n, STRIDE};
}

/* What is said in one language. */
static struct bw_said in_language(const struct concept *of, int lang, struct bw_arena *arena)
{
    struct bw_str *names = BW_ARENA_NEW(arena, struct bw_str, of->n_alt[lang] + 1);
    size_t n = 0;
    if (of->label[lang].at)
        names[n++] = of->label[lang];
    for (size_t i = 0; i < of->n_alt[lang]; i++)
        names[n++] = of->alt[lang][i];
    return (struct bw_said){names, n, &of->description[lang], of->description[lang].at ? 1 : 0};
}

static bool same_text(struct bw_str a, struct bw_str b)
{
    return a.len == b.len && memcmp(a.at, b.at, a.len) == 0;
}

static double unit_group(const struct measuring *of, const struct model *model, int lang)
{
    size_t mark = bw_arena_mark(of->arena), n = of->roles.n, hits = 0;
    struct bw_said *said = BW_ARENA_NEW(of->arena, struct bw_said, n + 1);
    for (size_t r = 0; r < n; r++)
        said[r] = in_language(&of->roles.at[r], lang, of->arena);
    struct bw_rows rows = fold_all(model, said, n, of->arena);
    struct bw_nearest_rule rule = {.most = 1, .floor = -INFINITY};
    struct bw_nearest *nearest = bw_nearest_each(rows, rows, &rule, of->arena);
    for (size_t r = 0; r < n; r++)
        hits += nearest[r].n &&
                same_text(of->roles.at[r].code, of->roles.at[nearest[r].at[0].row].code);
    bw_arena_rewind(of->arena, mark);
    return n ? (double)hits / (double)n : 0;
}

struct labels {
    struct bw_rows from, to;
    size_t *number; /* of the concept */
};

static struct labels labels_of(const struct model *model, const struct concepts *concepts, int from,
                               struct bw_arena *arena)
{
    size_t n = 0;
    struct bw_said *said[2];
    struct labels out = {.number = BW_ARENA_NEW(arena, size_t, concepts->n + 1)};
    for (int lang = 0; lang < 2; lang++)
        said[lang] = BW_ARENA_NEW(arena, struct bw_said, concepts->n + 1);
    for (size_t i = 0; i < concepts->n; i++) {
        const struct concept *of = &concepts->at[i];
        if (!of->label[BW_NL].at || !of->label[BW_EN].at)
            continue;
        for (int lang = 0; lang < 2; lang++)
            said[lang][n] = (struct bw_said){.names = &of->label[lang], .n_names = 1};
        out.number[n++] = i;
    }
    out.from = fold_all(model, said[from], n, arena);
    out.to = fold_all(model, said[!from], n, arena);
    return out;
}

struct found {
    size_t n;
    double mean_of_1_by_rank, first;
};

/* Rank of each label's own among all; equal ones share theirs. */
static struct found across(const struct measuring *of, const struct model *model,
                           const struct concepts *concepts, int from, size_t every)
{
    size_t mark = bw_arena_mark(of->arena);
    struct labels labels = labels_of(model, concepts, from, of->arena);
    struct found found = {0};
    for (size_t i = 0; i < labels.from.n; i++) {
        const float *query = labels.from.at + i * STRIDE;
        float own = bw_dot_f32(query, labels.to.at + i * STRIDE, STRIDE);
        double rank = 1;
        if (labels.number[i] % every)
            continue;
        for (size_t j = 0; j < labels.to.n; j++) {
            float other = bw_dot_f32(query, labels.to.at + j * STRIDE, STRIDE);
            rank += other > own ? 1 : j != i && other >= own ? .5 : 0;
        }
        found.mean_of_1_by_rank += 1 / rank;
        found.first += rank < 1.5;
        found.n++;
    }
    bw_arena_rewind(of->arena, mark);
    if (found.n) {
        found.mean_of_1_by_rank /= (double)found.n;
        found.first /= (double)found.n;
    }
    return found;
}

static void show_across(const struct measuring *of, const char *what,
                        const struct concepts *concepts)
{
    for (int from = 0; from < 2; from++) {
        struct found stored = across(of, &of->stored, concepts, from, 1);
        struct found plain = across(of, &of->plain, concepts, from, 1);
        struct found some = across(of, &of->stored, concepts, from, FIFTH);
        struct found apart = across(of, &of->apart, concepts, from, FIFTH);
        const char *to = concept_languages[!from], *lang = concept_languages[from];
        printf("%s label, %s to %s: MRR %.4f, top 1 %.4f over %zu; float32 %.4f, %.4f\n", what,
               lang, to, stored.mean_of_1_by_rank, stored.first, stored.n, plain.mean_of_1_by_rank,
               plain.first);
        printf("%s label, %s to %s, every fifth: MRR %.4f, top 1 %.4f over %zu; apart %.4f, "
               "%.4f\n",
               what, lang, to, some.mean_of_1_by_rank, some.first, some.n, apart.mean_of_1_by_rank,
               apart.first);
    }
}

/* All that is said; every `apart`th concept by language, when that is not 0. */
static struct bw_said *documents_of(const struct measuring *of, size_t apart, size_t *n)
{
    const struct concepts *both[] = {&of->competencies, &of->roles};
    struct bw_said *out =
        BW_ARENA_NEW(of->arena, struct bw_said, 2 * (of->competencies.n + of->roles.n) + 1);
    *n = 0;
    for (size_t k = 0; k < 2; k++) {
        for (size_t i = 0; i < both[k]->n; i++) {
            bool splits = apart && i % apart == 0;
            for (int lang = 0; splits && lang < 2; lang++)
                out[(*n)++] = in_language(&both[k]->at[i], lang, of->arena);
            if (!splits)
                out[(*n)++] = both[k]->at[i].said;
        }
    }
    return out;
}

static struct model train(const struct measuring *of, size_t apart)
{
    struct bw_train how = {.seed = SEED, .n_threads = THREADS};
    struct bw_trained trained;
    struct bw_space *space;
    struct bw_fail fail;
    size_t n;
    const struct bw_said *documents = documents_of(of, apart, &n);
    if (bw_train_space(documents, n, &how, &trained, &fail) != BW_OK ||
        bw_space_open(trained.block, trained.n, &space, &fail) != BW_OK)
        die(fail.text);
    const struct bw_space_head *head = trained.block;
    printf("%s: %zu documents, %u words, %u pieces, %.1f MB\n", apart ? "apart" : "model", n,
           head->n_words, head->n_pieces, (double)trained.n / 1e6);
    return (struct model){.space = space, .head = head}; /* for the life of the program */
}

static struct model train_plain(const struct measuring *of, const struct bw_space_head *head)
{
    static const struct bw_train how = {.seed = SEED, .n_threads = THREADS};
    static struct bw_training training;
    struct bw_fail fail;
    size_t n;
    const struct bw_said *documents = documents_of(of, 0, &n);
    training = (struct bw_training){.train = &how, .arena = of->arena};
    if (bw_training_make(&training, documents, n, &fail) != BW_OK)
        die(fail.text);
    return (struct model){.training = &training, .head = head};
}

struct course {
    struct bw_str title, description, tags;
};

static struct bw_str cut(char **at, char end, struct bw_arena *arena)
{
    size_t n = strcspn(*at, (char[]){end, '\n', 0});
    char *copy = bw_arena_take(arena, n + 1);
    memcpy(copy, *at, n);
    *at += n + ((*at)[n] == end);
    return (struct bw_str){copy, (uint32_t)n};
}

static size_t read_courses(const char *path, struct bw_arena *arena, struct course *out,
                           size_t most)
{
    static char line[LINE_MOST];
    FILE *file = fopen(path, "r");
    size_t n = 0;
    if (!file)
        die(path);
    for (; n < most && fgets(line, sizeof line, file); n++) {
        char *at = line;
        out[n].title = cut(&at, '\t', arena);
        out[n].description = cut(&at, '\t', arena);
        out[n].tags = cut(&at, '\n', arena);
    }
    fclose(file);
    return n;
}

/* Is one of a's tags (with commas between) one of b's? */
static bool share_a_tag(struct bw_str a, struct bw_str b)
{
    for (uint32_t i = 0, end; i < a.len; i = end + 1) {
        for (end = i; end < a.len && a.at[end] != ',';)
            end++;
        for (uint32_t j = 0, last; j < b.len; j = last + 1) {
            for (last = j; last < b.len && b.at[last] != ',';)
                last++;
            if (end > i &&
                same_text((struct bw_str){a.at + i, end - i}, (struct bw_str){b.at + j, last - j}))
                return true;
        }
    }
    return false;
}

static double nearest_course(const struct measuring *of, const struct model *model,
                             const struct course *courses, size_t n)
{
    size_t mark = bw_arena_mark(of->arena), hits = 0;
    struct bw_said *said = BW_ARENA_NEW(of->arena, struct bw_said, n + 1);
    for (size_t c = 0; c < n; c++)
        said[c] = (struct bw_said){&courses[c].title, 1, &courses[c].description,
                                   courses[c].description.len ? 1 : 0};
    struct bw_rows rows = fold_all(model, said, n, of->arena);
    struct bw_nearest_rule rule = {.most = 1, .floor = -INFINITY};
    struct bw_nearest *nearest = bw_nearest_each(rows, rows, &rule, of->arena);
    for (size_t c = 0; c < n; c++)
        hits += nearest[c].n && share_a_tag(courses[c].tags, courses[nearest[c].at[0].row].tags);
    bw_arena_rewind(of->arena, mark);
    return n ? (double)hits / (double)n : 0;
}

static void measure(struct measuring *of, const char *path)
{
    enum { COURSES = 20000 };
    of->stored = train(of, 0);
    of->apart = train(of, FIFTH);
    of->plain = train_plain(of, of->stored.head);
    for (int lang = 0; lang < 2; lang++)
        printf("unit group, %s: top 1 %.4f over %zu; float32 %.4f\n", concept_languages[lang],
               unit_group(of, &of->stored, lang), of->roles.n, unit_group(of, &of->plain, lang));
    show_across(of, "role", &of->roles);
    show_across(of, "competency", &of->competencies);
    if (path) {
        struct course *courses = BW_ARENA_NEW(of->arena, struct course, COURSES);
        size_t n = read_courses(path, of->arena, courses, COURSES);
        printf("course, shares a tag: top 1 %.4f over %zu; float32 %.4f\n",
               nearest_course(of, &of->stored, courses, n), n,
               nearest_course(of, &of->plain, courses, n));
    }
}

int main(int argc, char **argv)
{
    struct measuring of = {.arena = bw_arena_create((size_t)16 << 30)};
    struct stored stored;
    struct bw_fail fail;
    if (argc < 2 || argc > 3 || !of.arena) {
        fprintf(stderr, "usage: space_quality STORE [COURSES]\n");
        return 2;
    }
    if (stored_open(argv[1], &stored, &fail) != BW_OK ||
        concepts_read(stored.reader, BW_KIND_COMPETENCY, of.arena, &of.competencies, &fail) !=
            BW_OK ||
        concepts_read(stored.reader, BW_KIND_ROLE, of.arena, &of.roles, &fail) != BW_OK)
        die(fail.text);
    measure(&of, argc > 2 ? argv[2] : NULL);
    stored_close(&stored);
    bw_arena_free(of.arena);
    return 0;
}
