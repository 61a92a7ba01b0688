#include "model/plan/plan_blocked.h"

#include <string.h>

#include "model/listing.h"
#include "model/success.h"

/* Courses in a circle that are told. */
#define CIRCLE_MOST 8

/* The choices of one person that cannot be begun, and which of them one waits for. */
struct waiting {
    const struct bw_plan_problem *problem;
    const struct bw_plan_chooser *chooser;
    uint32_t person;
    struct bw_plan_bindings *out;
    uint8_t *seen; /* per choice of the person: 1 on the way, 2 done */
    uint32_t way[BW_PLAN_CHOICES_MOST], n_way;
};

static const struct bw_plan_choice *choice_of(const struct waiting *waiting, uint32_t i)
{
    return &waiting->problem->choices[waiting->chooser->choice + i];
}

static uint32_t course_of(const struct waiting *waiting, uint32_t i)
{
    return waiting->problem->courses[choice_of(waiting, i)->course].index;
}

static bool opens(const struct bw_plan_choice *choice, const struct bw_plan_demand *demand)
{
    for (uint32_t s = 0; s < choice->n_steps; s++)
        if (choice->steps[s].track == demand->track && choice->steps[s].top >= demand->edge)
            return true;
    return false;
}

/* Told already: for anyone, which then is about nobody in particular. */
static bool is_told(const struct waiting *waiting, const struct bw_plan_binding *binding)
{
    for (size_t i = 0; i < waiting->out->n; i++) {
        struct bw_plan_binding *told = &waiting->out->at[i];
        bool same = told->constraint == binding->constraint && told->course == binding->course &&
                    told->competency == binding->competency &&
                    told->courses.n == binding->courses.n &&
                    (binding->courses.n == 0 || memcmp(told->courses.at, binding->courses.at,
                                                       binding->courses.n * sizeof(uint32_t)) == 0);
        if (!same)
            continue;
        if (told->person != binding->person)
            told->person = BW_NONE;
        return true;
    }
    return false;
}

static void tell(struct waiting *waiting, const struct bw_plan_binding *binding)
{
    if (!is_told(waiting, binding))
        bw_plan_binding_add(waiting->out, binding);
}

/* No course of the person's leads to what the course asks. */
static void tell_entry(struct waiting *waiting, uint32_t i, const struct bw_plan_demand *demand)
{
    struct bw_plan_binding found = bw_plan_binding_of(BW_PLAN_ENTRY);
    const struct bw_course *course = &waiting->problem->task->cat->courses[course_of(waiting, i)];
    found.unmet = true;
    found.person = waiting->person;
    found.course = course_of(waiting, i);
    found.competency = waiting->chooser->tracks[demand->track].competency;
    for (size_t r = 0; r < course->n_requires; r++)
        if (course->requires[r].competency == found.competency)
    found.limit = course->requires[r].level;
    tell(waiting, &found);
}

/* Is there a door that the person does not get through? Then it is told. */
static bool tell_shut(struct waiting *waiting, uint32_t index)
{
    const struct bw_gap *gap = waiting->chooser->gap;
    const struct bw_course *course = &waiting->problem->task->cat->courses[index];
    for (size_t r = 0; r < course->n_requires; r++) {
        const struct bw_entry *entry = &course->requires[r];
        struct bw_course alone = {.requires = entry, .n_requires = 1};
        if (bw_success_entry(&gap->mind, entry) >= BW_READY_LEAST &&
            bw_success_admitted(&gap->mind, &alone))
            continue;
        struct bw_plan_binding found = bw_plan_binding_of(BW_PLAN_ENTRY);
        found.unmet = true;
        found.person = waiting->person;
        found.course = index;
        found.competency = entry->competency;
        found.limit = entry->level;
        tell(waiting, &found);
        return true;
    }
    return false;
}

/* The way from `first` on leads back to it: told from its least course on. */
static void tell_circle(struct waiting *waiting, uint32_t first)
{
    struct bw_plan_binding found = bw_plan_binding_of(BW_PLAN_CIRCLE);
    uint32_t n = waiting->n_way - first, least = 0;
    if (n > CIRCLE_MOST)
        return;
    uint32_t *ring = BW_ARENA_NEW(waiting->problem->arena, uint32_t, n);
    for (uint32_t i = 1; i < n; i++)
        if (course_of(waiting, waiting->way[first + i]) <
            course_of(waiting, waiting->way[first + least]))
            least = i;
    for (uint32_t i = 0; i < n; i++)
        ring[i] = course_of(waiting, waiting->way[first + (least + i) % n]);
    found.unmet = true;
    found.person = waiting->person;
    found.courses = (struct bw_ixs){ring, n};
    tell(waiting, &found);
}

static void follow(struct waiting *waiting, uint32_t i);

/* What would open the demand cannot be begun either. */
static void follow_openers(struct waiting *waiting, const struct bw_plan_demand *demand)
{
    for (uint32_t k = 0; k < waiting->chooser->n_choices; k++) {
        if (choice_of(waiting, k)->n_modes || !opens(choice_of(waiting, k), demand))
            continue;
        if (waiting->seen[k] == 0)
            follow(waiting, k);
        for (uint32_t w = 0; waiting->seen[k] == 1 && w < waiting->n_way; w++)
            if (waiting->way[w] == k)
                tell_circle(waiting, w);
    }
}

static bool has_opener(const struct waiting *waiting, uint32_t i,
                       const struct bw_plan_demand *demand)
{
    for (uint32_t k = 0; k < waiting->chooser->n_choices; k++)
        if (k != i && opens(choice_of(waiting, k), demand))
            return true;
    return false;
}

/* Goes from a course that cannot be begun to those that it waits for. */
static void follow(struct waiting *waiting, uint32_t i)
{
    const struct bw_plan_choice *choice = choice_of(waiting, i);
    waiting->seen[i] = 1;
    waiting->way[waiting->n_way++] = i;
    if (choice->n_demands == 0) /* none that any course changes */
        tell_shut(waiting, course_of(waiting, i));
    for (uint32_t d = 0; d < choice->n_demands; d++) {
        const struct bw_plan_demand *demand = &choice->demands[d];
        bool met = demand->by_law ? demand->held : demand->today >= .5;
        if (met)
            continue;
        if (has_opener(waiting, i, demand))
            follow_openers(waiting, demand);
        else
            tell_entry(waiting, i, demand);
    }
    waiting->n_way--;
    waiting->seen[i] = 2;
}

static bool is_taught(const struct bw_catalogue *cat, uint32_t org, uint32_t competency)
{
    for (uint32_t i = cat->teaching_at[competency]; i < cat->teaching_at[competency + 1]; i++) {
        const struct bw_course *course = &cat->courses[cat->teaching[i].course];
        if (!course->retired && bw_catalogue_sees(cat, org, course->org))
            return true;
    }
    return false;
}

/* It, one that is the same, or one near. */
static bool is_taught_somehow(const struct bw_catalogue *cat, uint32_t org, uint32_t competency)
{
    const struct bw_competency *one = &cat->competencies[competency];
    bool taught = is_taught(cat, org, competency);
    for (size_t i = 0; !taught && i < one->same.n; i++)
        taught = is_taught(cat, org, one->same.at[i]);
    for (size_t i = 0; !taught && i < one->n_near; i++)
        taught = is_taught(cat, org, one->near[i].competency);
    return taught;
}

static void find_untaught(struct waiting *waiting)
{
    const struct bw_catalogue *cat = waiting->problem->task->cat;
    for (uint32_t n = 0; n < waiting->chooser->n_open; n++) {
        struct bw_plan_binding found = bw_plan_binding_of(BW_PLAN_NOT_TAUGHT);
        found.unmet = true;
        found.person = waiting->person;
        found.competency = waiting->chooser->open[n]->ask.competency;
        if (!is_taught_somehow(cat, waiting->chooser->person->org, found.competency))
            tell(waiting, &found);
    }
}

static bool is_served(const struct waiting *waiting, uint32_t need)
{
    for (uint32_t i = 0; i < waiting->chooser->n_choices; i++) {
        const struct bw_plan_choice *choice = choice_of(waiting, i);
        for (uint32_t s = 0; s < choice->n_steps; s++)
            if (choice->steps[s].track == need)
                return true;
        for (uint32_t s = 0; s < choice->n_sides; s++)
            if (choice->sides[s].need == need)
                return true;
    }
    return false;
}

/* Needs that no course of the problem serves, though one that teaches them could be booked: the
 * first one that is shut. */
static void find_shut(struct waiting *waiting)
{
    const struct bw_plan_task *task = waiting->problem->task;
    struct bw_question question = *task->question;
    question.as_of = waiting->problem->limits.from;
    for (uint32_t n = 0; n < waiting->chooser->n_open; n++) {
        uint32_t c = waiting->chooser->open[n]->ask.competency;
        bool told = is_served(waiting, n);
        for (uint32_t i = task->cat->teaching_at[c]; !told && i < task->cat->teaching_at[c + 1];
             i++)
            told = bw_listing_offers(waiting->chooser->gap, &question,
                                     task->cat->teaching[i].course) &&
                   tell_shut(waiting, task->cat->teaching[i].course);
    }
}

void bw_plan_blocked(const struct bw_plan_problem *problem, struct bw_plan_bindings *out)
{
    for (uint32_t p = 0; p < problem->n_people; p++) {
        struct waiting *waiting = BW_ARENA_NEW(problem->arena, struct waiting, 1);
        *waiting = (struct waiting){
            .problem = problem, .chooser = &problem->people[p], .person = p, .out = out};
        waiting->seen = BW_ARENA_NEW(problem->arena, uint8_t, waiting->chooser->n_choices);
        for (uint32_t i = 0; i < waiting->chooser->n_choices; i++)
            if (waiting->seen[i] == 0 && choice_of(waiting, i)->n_modes == 0)
                follow(waiting, i);
        find_shut(waiting);
        find_untaught(waiting);
    }
}

static bool has_in_time(const struct bw_plan_problem *problem, uint32_t course)
{
    for (uint32_t c = 0; c < problem->n_courses; c++)
        if (problem->courses[c].index == course)
            return true;
    return false;
}

void bw_plan_blocked_sessions(const struct bw_plan_problem *problem,
                              const struct bw_plan_draft *later, struct bw_plan_bindings *out)
{
    for (uint32_t p = 0; p < later->problem->n_people; p++)
        for (uint32_t i = 0; i < later->lines[p].n; i++) {
            const struct bw_plan_problem *its = later->problem;
            const struct bw_plan_choice *choice = &its->choices[later->lines[p].taken[i].choice];
            const struct bw_plan_course *course = &its->courses[choice->course];
            const struct bw_plan_option *first = &its->options[course->option];
            if (!first->session || has_in_time(problem, course->index))
                continue;
            struct waiting told = {.out = out};
            struct bw_plan_binding found = bw_plan_binding_of(BW_PLAN_NO_SESSION);
            found.unmet = true;
            found.course = course->index;
            found.date = first->start;
            tell(&told, &found);
        }
}
