#include "tools/ease/judge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tools/draw.h"
#include "tools/embed/crew.h"

#define CASES_AT_A_TIME 64
#define STREAM_JUDGED 1

struct judging {
    const struct bw_judge *judge;
    bw_judge_score *score;
    const void *context;
    uint32_t *ranks; /* one of both is asked */
    double *highest;
    double *scores;  /* n_items for each thread */
    uint32_t *rooms; /* the same */
};

/* Draws `most` of the n without changing their order (Knuth's selection sampling). */
static uint32_t draw_some(uint32_t *users, uint32_t n, uint32_t most, uint64_t seed)
{
    struct bw_draw draw = bw_draw_start(seed, STREAM_JUDGED, 0);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n && kept < most; i++)
        if (bw_draw_below(&draw, n - i) < most - kept)
            users[kept++] = users[i];
    return kept;
}

/* Into users[n_users] who is judged; how many. */
static uint32_t choose_users(const struct bw_taken *taken, struct bw_judge_whom whom,
                             uint32_t *users)
{
    uint32_t n = 0, n_met = 0;
    for (uint32_t u = 0; u < taken->n_users; u++)
        if (taken->at[u + 1] - taken->at[u] > whom.back && n_met++ % whom.one_of == 0)
            users[n++] = u;
    return draw_some(users, n, n < whom.most ? n : whom.most, whom.seed);
}

enum bw_err bw_judge_make(const struct bw_taken *taken, struct bw_judge_whom whom,
                          unsigned n_threads, struct bw_judge *out, struct bw_fail *fail)
{
    struct bw_judge judge = {.taken = taken, .n_threads = n_threads};
    uint32_t *users = malloc(((size_t)taken->n_users + 1) * sizeof *users);
    uint32_t n = users ? choose_users(taken, whom, users) : 0;
    size_t room = (size_t)n * (whom.back_most - whom.back + 1);
    judge.cases = users && room < UINT32_MAX ? malloc((room + 1) * sizeof *judge.cases) : NULL;
    for (uint32_t i = 0; judge.cases && i < n; i++) {
        size_t n_took = taken->at[users[i] + 1] - taken->at[users[i]];
        for (uint32_t back = whom.back; back <= whom.back_most && back < n_took; back++)
            judge.cases[judge.n++] = (struct bw_judge_case){users[i], back};
    }
    free(users);
    if (!judge.cases)
        return bw_fail_set(fail, BW_INTERNAL, "memory is out");
    *out = judge;
    return BW_OK;
}

enum bw_err bw_judge_before(const struct bw_judge *judge, uint32_t back, struct bw_taken *out,
                            struct bw_fail *fail)
{
    const struct bw_taken *taken = judge->taken;
    struct bw_taken before = {.n_users = taken->n_users, .n_items = taken->n_items};
    before.at = calloc((size_t)taken->n_users + 1, sizeof *before.at);
    before.items = malloc((taken->at[taken->n_users] + 1) * sizeof *before.items);
    if (!before.at || !before.items) {
        bw_taken_free(&before);
        return bw_fail_set(fail, BW_INTERNAL, "memory is out");
    }
    for (uint32_t u = 0, i = 0; u < taken->n_users; u++) {
        uint32_t hidden = back;
        for (; i < judge->n && judge->cases[i].user == u; i++)
            hidden = judge->cases[i].back;
        struct bw_ixs seen = bw_taken_but(taken, u, hidden);
        memcpy(before.items + before.at[u], seen.at, seen.n * sizeof *seen.at);
        before.at[u + 1] = before.at[u] + seen.n;
    }
    *out = before;
    return BW_OK;
}

void bw_judge_free(struct bw_judge *judge)
{
    free(judge->cases);
    *judge = (struct bw_judge){0};
}

static uint32_t rank_of(const double *scores, uint32_t n, uint32_t held)
{
    uint32_t rank = 0;
    for (uint32_t i = 0; i < n; i++)
        rank += scores[i] >= scores[held]; /* itself as well */
    return rank;
}

static double highest_of(const double *scores, uint32_t n)
{
    double highest = 0;
    for (uint32_t i = 0; i < n; i++)
        highest = scores[i] > highest ? scores[i] : highest;
    return highest;
}

static void judge_cases(void *context, unsigned member, size_t first, size_t end)
{
    const struct judging *judging = context;
    const struct bw_judge *judge = judging->judge;
    uint32_t n_items = judge->taken->n_items;
    double *scores = judging->scores + (size_t)member * n_items;
    uint32_t *room = judging->rooms + (size_t)member * n_items;
    for (size_t i = first; i < end; i++) {
        struct bw_judge_case held = judge->cases[i];
        struct bw_ixs history = bw_taken_but(judge->taken, held.user, held.back);
        judging->score(judging->context, history, room, scores);
        for (size_t h = 0; h < history.n; h++)
            scores[history.at[h]] = -INFINITY;
        if (judging->ranks)
            judging->ranks[i] = rank_of(scores, n_items, history.at[history.n]);
        else
            judging->highest[i] = highest_of(scores, n_items);
    }
}

static enum bw_err judge_all(struct judging *judging, struct bw_fail *fail)
{
    const struct bw_judge *judge = judging->judge;
    unsigned n_threads = judge->n_threads < BW_CREW_MOST ? judge->n_threads : BW_CREW_MOST;
    size_t room = (size_t)(n_threads + 1) * judge->taken->n_items;
    judging->scores = malloc(room * sizeof *judging->scores);
    judging->rooms = malloc(room * sizeof *judging->rooms);
    bool well = judging->scores && judging->rooms;
    if (well)
        bw_crew_run(n_threads, judge->n, CASES_AT_A_TIME, judge_cases, judging);
    free(judging->scores);
    free(judging->rooms);
    return well ? BW_OK : bw_fail_set(fail, BW_INTERNAL, "memory is out");
}

enum bw_err bw_judge_rank(const struct bw_judge *judge, bw_judge_score *score, const void *context,
                          uint32_t *ranks, struct bw_fail *fail)
{
    struct judging judging = {.judge = judge, .score = score, .context = context};
    judging.ranks = ranks;
    return judge_all(&judging, fail);
}

enum bw_err bw_judge_highest(const struct bw_judge *judge, bw_judge_score *score,
                             const void *context, double *highest, struct bw_fail *fail)
{
    struct judging judging = {.judge = judge, .score = score, .context = context};
    judging.highest = highest;
    return judge_all(&judging, fail);
}

double bw_judge_gain(uint32_t rank, uint32_t k)
{
    return rank <= k ? 1 / log2(1 + (double)rank) : 0;
}

double bw_judge_ndcg(const uint32_t *ranks, uint32_t n, uint32_t k)
{
    double sum = 0;
    for (uint32_t i = 0; i < n; i++)
        sum += bw_judge_gain(ranks[i], k);
    return n ? sum / n : 0;
}

double bw_judge_hits(const uint32_t *ranks, uint32_t n, uint32_t k)
{
    uint32_t hits = 0;
    for (uint32_t i = 0; i < n; i++)
        hits += ranks[i] <= k;
    return n ? (double)hits / n : 0;
}
