#include "model/plan/plan_modes.h"

#include "model/base/sort.h"
#include "model/plan/plan_value.h"

/* Rounds: an opener's opener's … opener. */
#define ROUNDS 5
#define WAYS_MOST 12    /* kept of one course */
#define AFTER_MOST 5    /* courses in one way */
#define CHAINS_MOST 60  /* of one demand */
#define LINKS_MOST 3    /* of one chain */
#define TRIES_MOST 1000 /* of one course in one round */
#define DEMANDS_MOST 8
/* A way that gives this share more than one that asks less is not kept beside it. */
#define ALIKE 1e-3

/* One way to be let in: the courses before it, in order, numbered within the person. */
struct way {
    uint64_t set;
    double kappa, most; /* most: of the ways that are not kept beside it, too */
    uint32_t n;
    uint8_t at[AFTER_MOST];
};

struct ways {
    struct way at[WAYS_MOST];
    uint32_t n;
    bool cut;          /* there were more, */
    uint32_t cut_from; /* none of which takes fewer courses, */
    double cut_kappa;  /* nor gives more */
};

struct chain {
    uint8_t at[LINKS_MOST]; /* lowest first */
    uint32_t n;
    double factor; /* of the demand, when it has worked */
};

/* What reaches the demands of one choice. */
struct doors {
    const struct chain *chains[DEMANDS_MOST];
    uint32_t n[DEMANDS_MOST];
    double best[DEMANDS_MOST]; /* factor that a demand can have */
    uint64_t by;               /* set of the courses in them */
};

struct making {
    const struct bw_plan_problem *problem;
    const struct bw_plan_chooser *chooser;
    const struct bw_plan_choice *choices; /* of the person */
    struct ways *ways;                    /* of each, of the round before */
    struct doors *doors;
    /* of the choice at hand */
    const struct bw_plan_choice *choice;
    uint32_t number, tries;
    struct ways *out;
};

/* A way being put together. */
struct trial {
    struct way way;
    double cap;    /* the least kappa of what it leans on */
    double factor; /* of the demands that are decided, and of the others at best */
};

/* Not worth keeping beside what is there: no better, and asks for at least the same. */
static bool is_beaten(struct ways *ways, uint64_t set, double kappa, bool count)
{
    for (uint32_t i = 0; i < ways->n; i++) {
        struct way *kept = &ways->at[i];
        if (kept->set & ~set || kept->kappa < kappa * (1 - ALIKE))
            continue;
        if (count && kept->most < kappa)
            kept->most = kappa;
        return true;
    }
    return false;
}

/* Ways of `n` courses or more, and of a kappa up to this, are not told apart. */
static void cut(struct ways *ways, uint32_t n, double kappa)
{
    ways->cut_from = ways->cut && ways->cut_from < n ? ways->cut_from : n;
    ways->cut_kappa = ways->cut && ways->cut_kappa > kappa ? ways->cut_kappa : kappa;
    ways->cut = true;
}

static void keep(struct ways *ways, const struct way *way)
{
    if (is_beaten(ways, way->set, way->kappa, true))
        return;
    uint32_t n = 0;
    struct way kept = *way;
    kept.most = way->kappa;
    for (uint32_t i = 0; i < ways->n; i++) {
        const struct way *old = &ways->at[i];
        bool beaten = (way->set & ~old->set) == 0 && way->kappa >= old->kappa * (1 - ALIKE);
        if (beaten)
            kept.most = old->most > kept.most ? old->most : kept.most;
        else
            ways->at[n++] = *old;
    }
    ways->n = n;
    uint32_t at = n;
    while (at > 0 && ways->at[at - 1].kappa < kept.kappa)
        at--;
    if (n == WAYS_MOST) {
        /* As things stand stays: it asks for nothing. */
        const struct way *last = at == n || ways->at[n - 1].n == 0 ? &kept : &ways->at[n - 1];
        cut(ways, last->n, last->most);
        if (last == &kept)
            return;
        n--;
    }
    for (uint32_t i = n; i > at; i--)
        ways->at[i] = ways->at[i - 1];
    ways->at[at] = kept;
    ways->n = n + 1;
}

/* kappa of the choice at hand after `way`, one course after the other; 0 when it may not be. */
static double judge(const struct making *making, const struct way *way)
{
    struct bw_plan_taken taken[AFTER_MOST + 1];
    uint32_t first = making->chooser->choice;
    for (uint32_t i = 0; i <= way->n; i++)
        taken[i] =
            (struct bw_plan_taken){.choice = first + (i < way->n ? way->at[i] : making->number),
                                   .start = (bw_day)(2 * i),
                                   .end = (bw_day)(2 * i)};
    bool may = bw_plan_value_kappas(making->problem, taken, way->n + 1);
    return may ? taken[way->n].kappa : 0;
}

/* Puts a link and what it leans on before the choice at hand; false when that cannot be. */
static bool put(struct way *way, const struct way *before, uint32_t link)
{
    for (uint32_t i = 0; i <= before->n; i++) {
        uint32_t one = i < before->n ? before->at[i] : link;
        if (way->set >> one & 1)
            continue;
        if (way->n == AFTER_MOST)
            return false;
        way->set |= (uint64_t)1 << one;
        way->at[way->n++] = (uint8_t)one;
    }
    return true;
}

/* No way that goes on from here is worth keeping. */
static bool is_hopeless(const struct making *making, const struct trial *trial)
{
    double chance = making->choice->chance * trial->factor;
    return is_beaten(making->out, trial->way.set, chance < trial->cap ? chance : trial->cap, false);
}

static void try_demand(struct making *making, uint32_t demand, const struct trial *trial);

/* Every way to have chain link `l` and those after it, then the next demand. */
static void try_links(struct making *making, uint32_t demand, const struct chain *chain, uint32_t l,
                      const struct trial *trial)
{
    if (l == chain->n) {
        try_demand(making, demand + 1, trial);
        return;
    }
    const struct ways *ways = &making->ways[chain->at[l]];
    for (uint32_t i = 0; i < ways->n; i++) {
        struct trial next = *trial;
        if (ways->at[i].set >> making->number & 1 || !put(&next.way, &ways->at[i], chain->at[l]))
            continue;
        next.cap = ways->at[i].most < next.cap ? ways->at[i].most : next.cap;
        if (!is_hopeless(making, &next))
            try_links(making, demand, chain, l + 1, &next);
    }
}

/* A demand as it stands, then with each chain that reaches it. What a chain for one demand does for
 * another counts where it is tried for that one as well. */
static void try_demand(struct making *making, uint32_t demand, const struct trial *trial)
{
    const struct doors *doors = &making->doors[making->number];
    if (making->tries == TRIES_MOST) {
        cut(making->out, 1, 1);
        return;
    }
    if (demand == making->choice->n_demands) {
        making->tries++;
        struct way done = trial->way;
        done.kappa = judge(making, &done);
        if (done.kappa > 0)
            keep(making->out, &done);
        return;
    }
    double today = making->choice->demands[demand].today;
    for (uint32_t c = 0; c <= doors->n[demand]; c++) {
        const struct chain *chain = c > 0 ? &doors->chains[demand][c - 1] : NULL;
        struct trial next = *trial;
        double factor = chain && chain->factor > today ? chain->factor : today;
        next.factor *= factor / doors->best[demand];
        if (is_hopeless(making, &next))
            continue;
        if (chain)
            try_links(making, demand, chain, 0, &next);
        else
            try_demand(making, demand + 1, &next);
    }
}

/* The step of a choice on a track that reaches highest; NULL: none. */
static const struct bw_plan_step *step_on(const struct bw_plan_choice *choice, uint32_t track)
{
    const struct bw_plan_step *best = NULL;
    for (uint32_t s = 0; s < choice->n_steps; s++)
        if (choice->steps[s].track == track && (!best || choice->steps[s].top > best->top))
            best = &choice->steps[s];
    return best;
}

struct chaining {
    const struct making *making;
    const struct bw_plan_demand *asked;
    uint32_t number; /* whose demand it is */
    struct chain *at;
    uint32_t n;
    bool cut;
};

/* The chain, and those that begin lower: `entry` is where it begins. */
static void grow(struct chaining *chaining, const struct chain *chain, uint32_t entry)
{
    const struct making *making = chaining->making;
    const struct bw_plan_track *track = &making->chooser->tracks[chaining->asked->track];
    chaining->cut |= chaining->n == CHAINS_MOST;
    if (chaining->n == CHAINS_MOST)
        return;
    chaining->at[chaining->n] = *chain;
    chaining->at[chaining->n++].factor = track->ready[entry];
    for (uint32_t i = 0; i < making->chooser->n_choices && chain->n < LINKS_MOST; i++) {
        const struct bw_plan_step *step = step_on(&making->choices[i], chaining->asked->track);
        if (!step || i == chaining->number || step->entry >= entry || step->top < entry)
            continue;
        struct chain longer = {.at = {(uint8_t)i}, .n = chain->n + 1};
        for (uint32_t l = 0; l < chain->n; l++)
            longer.at[l + 1] = chain->at[l];
        grow(chaining, &longer, step->entry);
    }
}

/* Every chain that reaches a demanded level. */
static void find_chains(struct making *making, uint32_t number, uint32_t demand)
{
    struct chaining chaining = {
        .making = making, .asked = &making->choices[number].demands[demand], .number = number};
    struct doors *doors = &making->doors[number];
    chaining.at = BW_ARENA_NEW(making->problem->arena, struct chain, CHAINS_MOST);
    for (uint32_t i = 0; i < making->chooser->n_choices; i++) {
        const struct bw_plan_step *step = step_on(&making->choices[i], chaining.asked->track);
        if (step && i != number && step->top >= chaining.asked->edge)
            grow(&chaining, &(struct chain){.at = {(uint8_t)i}, .n = 1}, step->entry);
    }
    doors->chains[demand] = chaining.at;
    doors->n[demand] = chaining.n;
    doors->best[demand] = chaining.asked->today;
    for (uint32_t c = 0; c < chaining.n; c++) {
        const struct chain *chain = &chaining.at[c];
        if (chain->factor > doors->best[demand])
            doors->best[demand] = chain->factor;
        for (uint32_t l = 0; l < chain->n; l++)
            doors->by |= (uint64_t)1 << chain->at[l];
    }
    if (chaining.cut)
        cut(&making->ways[number], 1, 1);
}

static bool is_same(const struct ways *a, const struct ways *b)
{
    bool same = a->n == b->n;
    for (uint32_t i = 0; same && i < a->n; i++)
        same = a->at[i].set == b->at[i].set && !(a->at[i].kappa < b->at[i].kappa) &&
               !(a->at[i].kappa > b->at[i].kappa);
    return same;
}

/* One round for one choice; does it change anything? */
static bool go_round(struct making *making, uint32_t number, struct ways *out)
{
    const struct ways *was = &making->ways[number];
    struct trial trial = {.cap = 1, .factor = 1};
    making->choice = &making->choices[number];
    making->number = number;
    making->out = out;
    making->tries = 0;
    *out = (struct ways){.cut = was->cut, .cut_from = was->cut_from, .cut_kappa = was->cut_kappa};
    for (uint32_t d = 0; d < making->choice->n_demands; d++)
        trial.factor *= making->doors[number].best[d];
    try_demand(making, 0, &trial);
    return !is_same(out, was);
}

/* Where ways were left out: no kappa is higher than that of the best of them, and so many of the
 * person's other courses have to come before. */
static struct bw_plan_mode loose_mode(const struct making *making,
                                      const struct bw_plan_choice *choice, const struct ways *ways)
{
    struct bw_arena *arena = making->problem->arena;
    uint32_t *after = BW_ARENA_NEW(arena, uint32_t, making->chooser->n_choices);
    struct bw_plan_mode mode = {.after = after, .loose = ways->cut_from > 0 ? ways->cut_from : 1};
    double chance = choice->chance, opener = 0;
    for (uint32_t d = 0; d < choice->n_demands; d++) {
        const struct bw_plan_track *track = &making->chooser->tracks[choice->demands[d].track];
        chance *=
            track->ready[0] > choice->demands[d].today ? track->ready[0] : choice->demands[d].today;
    }
    for (uint32_t i = 0; i < making->chooser->n_choices; i++) {
        if (&making->choices[i] == choice || making->ways[i].n == 0)
            continue;
        after[mode.n_after++] = making->chooser->choice + i;
        opener = making->choices[i].chance > opener ? making->choices[i].chance : opener;
    }
    mode.kappa = chance < opener ? chance : opener;
    mode.kappa = ways->cut_kappa < mode.kappa ? ways->cut_kappa : mode.kappa;
    return mode;
}

static void write_modes(const struct making *making, struct bw_plan_choice *choice,
                        const struct ways *ways)
{
    struct bw_arena *arena = making->problem->arena;
    struct bw_plan_mode *modes = BW_ARENA_NEW(arena, struct bw_plan_mode, ways->n + 1);
    choice->modes = modes;
    choice->n_modes = 0;
    if (ways->cut) {
        struct bw_plan_mode loose = loose_mode(making, choice, ways);
        if (loose.n_after >= loose.loose && (ways->n == 0 || loose.kappa > ways->at[0].kappa))
            modes[choice->n_modes++] = loose;
    }
    for (uint32_t i = 0; i < ways->n; i++) {
        uint32_t *after = bw_arena_take(arena, ways->at[i].n * sizeof *after);
        for (uint32_t l = 0; l < ways->at[i].n; l++)
            after[l] = making->chooser->choice + ways->at[i].at[l];
        modes[choice->n_modes++] = (struct bw_plan_mode){
            .kappa = ways->at[i].most, .after = after, .n_after = ways->at[i].n};
    }
}

void bw_plan_modes_fill(const struct bw_plan_problem *problem, uint32_t person,
                        struct bw_plan_choice choices[])
{
    struct making making = {
        .problem = problem, .chooser = &problem->people[person], .choices = choices};
    uint32_t n = making.chooser->n_choices;
    making.ways = BW_ARENA_NEW(problem->arena, struct ways, n);
    making.doors = BW_ARENA_NEW(problem->arena, struct doors, n);
    struct ways *next = BW_ARENA_NEW(problem->arena, struct ways, n);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t d = 0; d < choices[i].n_demands; d++)
            find_chains(&making, i, d);
    /* What changed in the round before; at first everything may have. */
    uint64_t changed = ~(uint64_t)0;
    for (int round = 0; round < ROUNDS && changed; round++) {
        uint64_t changes = 0;
        for (uint32_t i = 0; i < n; i++)
            if ((round == 0 || making.doors[i].by & changed) && go_round(&making, i, &next[i]))
                changes |= (uint64_t)1 << i;
        for (uint32_t i = 0; i < n; i++)
            if (changes >> i & 1)
                making.ways[i] = next[i];
        changed = changes;
    }
    for (uint32_t i = 0; i < n; i++)
        write_modes(&making, &choices[i], &making.ways[i]);
}
