#include "model/plan/plan_greedy.h"

#include "model/plan/plan_cost.h"

#include <string.h>

/* A gain smaller than this, of what can be closed, is none. */
#define GAIN_LEAST 1e-9
/* What takes nothing is not taken for being infinitely good. */
#define TAKES_LEAST 1e-3
/* Ways in that are tried for one course, and steps that lead up to it. */
#define MODES_TRIED 6
#define STEPS_TRIED 3
/* Who is hardly below a step's entry needs no step before it. */
#define BELOW_LEAST .02

struct bw_plan_greedy bw_plan_greedy_new(const struct bw_plan_problem *problem, double power)
{
    struct bw_arena *arena = problem->arena;
    struct bw_plan_greedy out = {.problem = problem, .power = power};
    out.moves = BW_ARENA_NEW(arena, struct bw_plan_move, 2 * (size_t)problem->n_choices);
    out.stale = BW_ARENA_NEW(arena, bool, problem->n_people);
    out.dear_stale = BW_ARENA_NEW(arena, bool, problem->n_people);
    out.tried = BW_ARENA_NEW(arena, struct bw_plan_proposal, 1);
    out.best = BW_ARENA_NEW(arena, struct bw_plan_proposal, 1);
    out.spare = bw_plan_draft_new(problem, 0);
    bw_plan_greedy_all_stale(&out);
    return out;
}

void bw_plan_greedy_stale(struct bw_plan_greedy *greedy, uint32_t person)
{
    greedy->stale[person] = greedy->dear_stale[person] = true;
}

void bw_plan_greedy_all_stale(struct bw_plan_greedy *greedy)
{
    for (uint32_t p = 0; p < greedy->problem->n_people; p++)
        bw_plan_greedy_stale(greedy, p);
}

void bw_plan_greedy_without(const struct bw_plan_draft *draft, uint32_t person, uint64_t without,
                            struct bw_plan_proposal *out)
{
    const struct bw_plan_line *line = &draft->lines[person];
    out->n = 0;
    for (uint32_t i = 0; i < line->n; i++)
        if (!(without >> i & 1))
            out->taken[out->n++] = line->taken[i];
}

/* base^power for the powers in use. */
static double power_of(double base, double power)
{
    double half = base;
    if (power <= 0)
        return 1;
    if (power >= 1)
        return base;
    for (int i = 0; i < 20; i++) /* Newton's square root: the same bits everywhere */
        half = .5 * (half + base / half);
    return half;
}

/* What a move takes, as shares of what there is. */
static double takes(const struct bw_plan_greedy *greedy, double cost_cents, double hours,
                    uint32_t courses)
{
    const struct bw_plan_limits *limits = &greedy->problem->limits;
    double sum = TAKES_LEAST;
    if (limits->budget_cents > 0 && cost_cents > 0)
        sum += cost_cents / (double)limits->budget_cents;
    if (limits->hours > 0)
        sum += hours / (limits->hours * greedy->problem->n_people);
    if (limits->max_courses != BW_NONE && limits->max_courses > 0)
        sum += (double)courses / ((double)limits->max_courses * greedy->problem->n_people);
    bool limited = sum > TAKES_LEAST || limits->budget_cents >= 0;
    return limited ? power_of(sum, greedy->power) : 1;
}

static double score_of(const struct bw_plan_greedy *greedy, const struct bw_plan_draft *draft,
                       const struct bw_plan_proposal *proposal)
{
    const struct bw_plan_line *line = &draft->lines[proposal->person];
    uint32_t more = proposal->n > line->n ? proposal->n - line->n : 0;
    double hours = proposal->settled.hours - line->hours;
    return proposal->gain /
           takes(greedy, (double)proposal->cost_cents, hours > 0 ? hours : 0, more);
}

/* Looking for the best move of one choice. */
struct looking {
    struct bw_plan_greedy *greedy;
    const struct bw_plan_draft *draft;
    uint32_t choice;
    struct bw_plan_move *out, *dear; /* the best that fits; or, unless NULL, but for the budget */
    uint64_t set; /* of the person's choices that would be taken: those they have and those added */
    uint32_t add[BW_PLAN_MOVE_MOST], n_add;
};

/* The day after which everything has ended that helps a choice, of what has a date. */
static bw_day helped_until(const struct bw_plan_problem *problem,
                           const struct bw_plan_proposal *tried, uint32_t choice)
{
    const struct bw_plan_choice *one = &problem->choices[choice];
    uint32_t first = problem->people[one->person].choice;
    bw_day until = problem->limits.from - 1;
    for (uint32_t i = 0; i < tried->n; i++) {
        const struct bw_plan_option *option = &problem->options[tried->taken[i].option];
        if (option->session && one->helped_by >> (tried->taken[i].choice - first) & 1 &&
            option->end > until)
            until = option->end;
    }
    return until;
}

/* The first option with a seat that begins when all that helps is over, else the first with one. */
static uint32_t first_option(const struct looking *looking, const struct bw_plan_proposal *tried,
                             uint32_t choice)
{
    const struct bw_plan_problem *problem = looking->greedy->problem;
    bw_day until = helped_until(problem, tried, choice);
    uint32_t found = BW_NONE;
    for (uint32_t o = bw_plan_first_option(problem, choice); o != BW_NONE;
         o = bw_plan_next_option(problem, choice, o)) {
        const struct bw_plan_option *option = &problem->options[o];
        if (looking->draft->heads[o] >= option->seats)
            continue;
        if (!option->session || option->start > until)
            return o;
        found = found == BW_NONE ? o : found;
    }
    return found;
}

static void note(struct looking *looking)
{
    struct bw_plan_greedy *greedy = looking->greedy;
    const struct bw_plan_proposal *tried = greedy->tried;
    const struct bw_plan_line *line = &looking->draft->lines[tried->person];
    struct bw_plan_move *out = looking->dear ? looking->dear : looking->out;
    if (looking->dear && tried->fits)
        return;
    if (looking->n_add == 1 && tried->settled.closure - line->closure > out->alone)
        out->alone = tried->settled.closure - line->closure;
    if (tried->gain <= GAIN_LEAST * greedy->problem->closable)
        return;
    double score = score_of(greedy, looking->draft, tried);
    if (out->n > 0 && score <= out->score)
        return;
    out->score = score;
    out->cost_cents = (double)tried->cost_cents;
    out->n = looking->n_add;
    for (uint32_t i = 0; i < looking->n_add; i++) {
        out->add[i].choice = looking->add[i];
        for (uint32_t t = 0; t < tried->n; t++)
            if (tried->taken[t].choice == looking->add[i])
                out->add[i].option = tried->taken[t].option;
    }
}

/* Tries what is to be added, with every option of the last. */
static void try_adding(struct looking *looking)
{
    struct bw_plan_greedy *greedy = looking->greedy;
    const struct bw_plan_problem *problem = greedy->problem;
    uint32_t person = problem->choices[looking->choice].person;
    struct bw_plan_proposal *tried = greedy->tried;
    for (uint32_t o = bw_plan_first_option(problem, looking->choice); o != BW_NONE;
         o = bw_plan_next_option(problem, looking->choice, o)) {
        bw_plan_greedy_without(looking->draft, person, 0, tried);
        for (uint32_t i = 0; i < looking->n_add; i++) {
            uint32_t choice = looking->add[i];
            uint32_t option = choice == looking->choice ? o : first_option(looking, tried, choice);
            if (option == BW_NONE || tried->n == BW_PLAN_CHOICES_MOST)
                return;
            tried->taken[tried->n++] = (struct bw_plan_taken){.choice = choice, .option = option};
        }
        if (looking->dear)
            bw_plan_draft_propose_dear(looking->draft, person, tried);
        else
            bw_plan_draft_propose(looking->draft, person, tried);
        if (tried->would_fit)
            note(looking);
    }
}

static bool is_in(const struct looking *looking, uint32_t choice)
{
    const struct bw_plan_problem *problem = looking->greedy->problem;
    uint32_t first = problem->people[problem->choices[choice].person].choice;
    return looking->set >> (choice - first) & 1;
}

static bool add(struct looking *looking, uint32_t choice)
{
    const struct bw_plan_problem *problem = looking->greedy->problem;
    uint32_t first = problem->people[problem->choices[choice].person].choice;
    if (is_in(looking, choice))
        return true;
    if (looking->n_add == BW_PLAN_MOVE_MOST)
        return false;
    looking->set |= (uint64_t)1 << (choice - first);
    looking->add[looking->n_add++] = choice;
    return true;
}

/* Adds a choice with what its first mode that asks fewest others needs. */
static bool add_with_mode(struct looking *looking, uint32_t choice, const struct bw_plan_mode *mode)
{
    for (uint32_t i = 0; i < mode->n_after; i++)
        if (!add(looking, mode->after[i]))
            return false;
    return add(looking, choice);
}

static const struct bw_plan_mode *easiest_mode(const struct bw_plan_choice *choice)
{
    const struct bw_plan_mode *best = NULL;
    for (uint32_t m = 0; m < choice->n_modes; m++)
        if (!choice->modes[m].loose && (!best || choice->modes[m].n_after < best->n_after))
            best = &choice->modes[m];
    return best;
}

/* The lowest entry on a track of what is in the set, at least as low as `entry`. */
static uint32_t lowest_entry(const struct looking *looking, uint32_t track, uint32_t entry)
{
    const struct bw_plan_problem *problem = looking->greedy->problem;
    const struct bw_plan_chooser *chooser =
        &problem->people[problem->choices[looking->choice].person];
    bool moved = true;
    while (moved) {
        moved = false;
        for (uint32_t i = 0; i < chooser->n_choices; i++) {
            const struct bw_plan_choice *choice = &problem->choices[chooser->choice + i];
            for (uint32_t s = 0; s < choice->n_steps && looking->set >> i & 1; s++) {
                const struct bw_plan_step *step = &choice->steps[s];
                if (step->track != track || step->entry >= entry || step->top < entry)
                    continue;
                entry = step->entry;
                moved = true;
            }
        }
    }
    return entry;
}

/* P(under the entry), of who can still be picked up on the track. */
static double below(const struct bw_plan_track *track, uint32_t entry)
{
    double sum = 0;
    for (uint32_t i = 0; i < entry; i++)
        sum += track->mass[i];
    return sum;
}

/* The course that leads best to `entry` for what it asks; BW_NONE. */
static uint32_t best_step_to(const struct looking *looking, uint32_t track, uint32_t entry)
{
    const struct bw_plan_problem *problem = looking->greedy->problem;
    const struct bw_plan_chooser *chooser =
        &problem->people[problem->choices[looking->choice].person];
    uint32_t best = BW_NONE;
    double best_score = 0;
    for (uint32_t i = 0; i < chooser->n_choices; i++) {
        const struct bw_plan_choice *choice = &problem->choices[chooser->choice + i];
        const struct bw_course *course = problem->courses[choice->course].course;
        for (uint32_t s = 0; s < choice->n_steps && choice->n_modes > 0; s++) {
            const struct bw_plan_step *step = &choice->steps[s];
            if (looking->set >> i & 1 || step->track != track || step->entry >= entry ||
                step->top < entry)
                continue;
            double picks_up =
                below(&chooser->tracks[track], entry) - below(&chooser->tracks[track], step->entry);
            double score = choice->modes[0].kappa * picks_up /
                           takes(looking->greedy, (double)course->price_cents, course->hours, 1);
            if (score > best_score) {
                best_score = score;
                best = chooser->choice + i;
            }
        }
    }
    return best;
}

/* Puts a choice, and what lets it in, before all that is to be added. */
static bool add_before(struct looking *looking, uint32_t choice)
{
    const struct bw_plan_problem *problem = looking->greedy->problem;
    const struct bw_plan_mode *mode = easiest_mode(&problem->choices[choice]);
    uint32_t first = problem->people[problem->choices[choice].person].choice;
    struct looking longer = *looking;
    longer.n_add = 0;
    for (uint32_t i = 0; i < looking->n_add; i++)
        longer.set &= ~((uint64_t)1 << (looking->add[i] - first));
    bool fits = mode && add_with_mode(&longer, choice, mode);
    for (uint32_t i = 0; i < looking->n_add && fits; i++)
        fits = add(&longer, looking->add[i]);
    *looking = longer;
    return fits;
}

/* The course with one, two, … steps that lead up to it on one track. */
static void try_steps(const struct looking *start, const struct bw_plan_step *step)
{
    const struct bw_plan_problem *problem = start->greedy->problem;
    const struct bw_plan_chooser *chooser =
        &problem->people[problem->choices[start->choice].person];
    struct looking looking = *start;
    for (int i = 0; i < STEPS_TRIED; i++) {
        uint32_t entry = lowest_entry(&looking, step->track, step->entry);
        if (below(&chooser->tracks[step->track], entry) < BELOW_LEAST)
            return;
        uint32_t lower = best_step_to(&looking, step->track, entry);
        if (lower == BW_NONE || !add_before(&looking, lower))
            return;
        try_adding(&looking);
    }
}

static void look(struct bw_plan_greedy *greedy, const struct bw_plan_draft *draft, uint32_t choice,
                 bool dear)
{
    const struct bw_plan_problem *problem = greedy->problem;
    const struct bw_plan_choice *one = &problem->choices[choice];
    const struct bw_plan_chooser *chooser = &problem->people[one->person];
    const struct bw_plan_line *line = &draft->lines[one->person];
    struct looking start = {.greedy = greedy,
                            .draft = draft,
                            .choice = choice,
                            .out = &greedy->moves[choice],
                            .dear = dear ? &greedy->moves[problem->n_choices + choice] : NULL};
    *(dear ? start.dear : start.out) = (struct bw_plan_move){.n = 0};
    for (uint32_t i = 0; i < line->n; i++)
        start.set |= (uint64_t)1 << (line->taken[i].choice - chooser->choice);
    if (is_in(&start, choice))
        return;
    uint32_t tried = 0;
    for (uint32_t m = one->n_modes; m-- > 0 && tried < MODES_TRIED;) { /* the least asking first */
        struct looking looking = start;
        if (one->modes[m].loose || !add_with_mode(&looking, choice, &one->modes[m]))
            continue;
        tried++;
        try_adding(&looking);
        for (uint32_t s = 0; s < one->n_steps && tried == 1; s++)
            if (one->steps[s].track < chooser->n_open && one->steps[s].entry > 0)
                try_steps(&looking, &one->steps[s]);
    }
}

static void look_again(struct bw_plan_greedy *greedy, const struct bw_plan_draft *draft)
{
    for (uint32_t p = 0; p < greedy->problem->n_people; p++) {
        const struct bw_plan_chooser *chooser = &greedy->problem->people[p];
        for (uint32_t i = 0; greedy->stale[p] && i < chooser->n_choices; i++)
            look(greedy, draft, chooser->choice + i, false);
        greedy->stale[p] = false;
    }
}

void bw_plan_greedy_look_dear(struct bw_plan_greedy *greedy, const struct bw_plan_draft *draft,
                              uint32_t person)
{
    const struct bw_plan_chooser *chooser = &greedy->problem->people[person];
    for (uint32_t i = 0; i < chooser->n_choices; i++)
        look(greedy, draft, chooser->choice + i, true);
    greedy->dear_stale[person] = false;
}

/* The move as a proposal for the draft as it is. */
static bool hold(const struct bw_plan_greedy *greedy, const struct bw_plan_draft *draft,
                 uint32_t number)
{
    const struct bw_plan_move *move = &greedy->moves[number];
    struct bw_plan_proposal *out = greedy->best;
    uint32_t person = greedy->problem->choices[move->add[0].choice].person;
    bw_plan_greedy_without(draft, person, 0, out);
    for (uint32_t i = 0; i < move->n; i++)
        out->taken[out->n++] =
            (struct bw_plan_taken){.choice = move->add[i].choice, .option = move->add[i].option};
    bw_plan_draft_propose(draft, person, out);
    return out->fits && out->gain > GAIN_LEAST * greedy->problem->closable;
}

/* May a move be taken: nothing in it is barred, and the budget has what it costs? */
static bool is_open(const struct bw_plan_greedy *greedy, const struct bw_plan_draft *draft,
                    const struct bw_plan_move *move)
{
    const struct bw_plan_limits *limits = &greedy->problem->limits;
    for (uint32_t i = 0; i < move->n; i++)
        for (uint32_t b = 0; b < greedy->n_barred; b++)
            if (move->add[i].choice == greedy->barred[b])
                return false;
    return move->n > 0 &&
           (limits->budget_cents < 0 || move->cost_cents <= 0 ||
            (double)draft->cost_cents + move->cost_cents <= (double)limits->budget_cents);
}

/* Are the choice's moves that the budget barred those of its person's state? */
static bool is_dear(const struct bw_plan_greedy *greedy, uint32_t choice)
{
    return greedy->dear && !greedy->dear_stale[greedy->problem->choices[choice].person];
}

/* The best of all moves that fit; BW_NONE. Those that no longer do are looked for again. */
static uint32_t best_move(struct bw_plan_greedy *greedy, const struct bw_plan_draft *draft)
{
    uint32_t n = greedy->problem->n_choices;
    for (;;) {
        uint32_t best = BW_NONE;
        for (uint32_t m = 0; m < 2 * n; m++)
            if ((best == BW_NONE || greedy->moves[m].score > greedy->moves[best].score) &&
                is_open(greedy, draft, &greedy->moves[m]) && (m < n || is_dear(greedy, m - n)))
                best = m;
        if (best == BW_NONE)
            return best;
        double promised = greedy->moves[best].score;
        if (hold(greedy, draft, best) &&
            score_of(greedy, draft, greedy->best) >= promised * (1 - 1e-9))
            return best;
        if (best >= n) { /* it fits no more, or is one of those that fit */
            greedy->moves[best].n = 0;
            continue;
        }
        look(greedy, draft, best, false);
        if (is_open(greedy, draft, &greedy->moves[best]) && !hold(greedy, draft, best))
            greedy->moves[best].n = 0;
    }
}

/* Several people in one session at the group price. */
struct joint {
    uint32_t option, n;
    double score;
};

static bool is_barred(const struct bw_plan_greedy *greedy, uint32_t choice)
{
    bool barred = false;
    for (uint32_t b = 0; b < greedy->n_barred; b++)
        barred |= greedy->barred[b] == choice;
    return barred;
}

/* Moves a choice in among the best, of which at most `most` are kept. */
static void keep_joint(const struct bw_plan_greedy *greedy, uint32_t best[], uint32_t *n,
                       uint32_t most, uint32_t choice)
{
    uint32_t at = *n;
    while (at > 0 && greedy->moves[best[at - 1]].alone < greedy->moves[choice].alone)
        at--;
    if (at == most)
        return;
    *n += *n < most;
    for (uint32_t i = *n - 1; i > at; i--)
        best[i] = best[i - 1];
    best[at] = choice;
}

/* Who would gain most by a course, most first. */
static uint32_t who_gains(const struct bw_plan_greedy *greedy, uint32_t course, uint32_t most,
                          uint32_t best[])
{
    const struct bw_plan_problem *problem = greedy->problem;
    uint32_t n = 0;
    for (uint32_t c = 0; c < problem->n_choices; c++)
        if (problem->choices[c].course == course && greedy->moves[c].alone > 0 &&
            !is_barred(greedy, c))
            keep_joint(greedy, best, &n, most, c);
    return n;
}

/* How many of those who gain most should come together, and what that scores. */
static struct joint weigh_joint(const struct bw_plan_greedy *greedy,
                                const struct bw_plan_draft *draft, uint32_t option,
                                const uint32_t who[], uint32_t n)
{
    const struct bw_plan_problem *problem = greedy->problem;
    const struct bw_course *course = problem->courses[problem->options[option].course].course;
    uint32_t heads = draft->heads[option];
    struct joint best = {.option = option};
    double closure = 0, charge = 0;
    for (uint32_t k = 1; k <= n && heads + k <= problem->options[option].seats; k++) {
        closure += greedy->moves[who[k - 1]].alone;
        charge += problem->choices[who[k - 1]].charge;
        double cents =
            (double)(bw_plan_cost(course, heads + k, NULL) - bw_plan_cost(course, heads, NULL));
        double gain = closure - problem->per_cent * cents - charge;
        double score = gain / takes(greedy, cents, k * course->hours, k);
        bool affordable = problem->limits.budget_cents < 0 ||
                          (double)draft->cost_cents + cents <= (double)problem->limits.budget_cents;
        if (k > 1 && affordable && gain > 0 && score > best.score) {
            best.score = score;
            best.n = k;
        }
    }
    return best;
}

/* Takes it in the spare draft; is it what was promised? Then it is the draft's. */
static bool come_together(struct bw_plan_greedy *greedy, struct bw_plan_draft *draft,
                          const struct joint *joint, const uint32_t who[])
{
    const struct bw_plan_problem *problem = greedy->problem;
    greedy->spare.stake = draft->stake;
    bw_plan_draft_copy(&greedy->spare, draft);
    for (uint32_t k = 0; k < joint->n; k++) {
        uint32_t person = problem->choices[who[k]].person;
        bw_plan_greedy_without(draft, person, 0, greedy->best);
        greedy->best->taken[greedy->best->n++] =
            (struct bw_plan_taken){.choice = who[k], .option = joint->option};
        bw_plan_draft_propose(&greedy->spare, person, greedy->best);
        if (greedy->best->fits)
            bw_plan_draft_accept(&greedy->spare, greedy->best);
    }
    double cents = (double)(greedy->spare.cost_cents - draft->cost_cents);
    double hours = greedy->spare.hours - draft->hours;
    double score = (greedy->spare.value - draft->value) / takes(greedy, cents, hours, joint->n);
    if (greedy->spare.value <= draft->value || score < joint->score * .9)
        return false;
    bw_plan_draft_copy(draft, &greedy->spare);
    for (uint32_t k = 0; k < joint->n; k++)
        bw_plan_greedy_stale(greedy, problem->choices[who[k]].person);
    return true;
}

/* The best joint session, when it is better than any single move; false when none is taken. */
static bool take_joint(struct bw_plan_greedy *greedy, struct bw_plan_draft *draft, double score)
{
    const struct bw_plan_problem *problem = greedy->problem;
    size_t mark = bw_arena_mark(problem->arena);
    uint32_t *who = bw_arena_take(problem->arena, problem->n_people * sizeof *who);
    struct joint best = {.score = score};
    bool taken = false;
    for (uint32_t c = 0; c < problem->n_courses && problem->n_people > 1; c++) {
        const struct bw_plan_course *course = &problem->courses[c];
        if (!bw_plan_cost_has_group(course->course))
            continue;
        uint32_t n = who_gains(greedy, c, problem->n_people, who);
        for (uint32_t o = course->option; n > 1 && o < course->option + course->n_options; o++) {
            struct joint joint = weigh_joint(greedy, draft, o, who, n);
            if (joint.n > 1 && joint.score > best.score)
                best = joint;
        }
    }
    if (best.n > 1) {
        who_gains(greedy, problem->options[best.option].course, problem->n_people, who);
        taken = come_together(greedy, draft, &best, who);
    }
    bw_arena_rewind(problem->arena, mark);
    return taken;
}

void bw_plan_greedy_fill(struct bw_plan_greedy *greedy, struct bw_plan_draft *draft)
{
    for (;;) {
        look_again(greedy, draft);
        uint32_t best = best_move(greedy, draft);
        if (take_joint(greedy, draft, best == BW_NONE ? 0 : greedy->moves[best].score))
            continue;
        if (best == BW_NONE)
            return;
        hold(greedy, draft, best); /* the joint session may have used the room */
        bw_plan_draft_accept(draft, greedy->best);
        bw_plan_greedy_stale(greedy, greedy->best->person);
    }
}
