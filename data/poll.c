#include "data/poll.h"

#include <stdlib.h>
#include <string.h>

#include "data/mark.h"
#include "model/mind.h"

/* Address space set aside; memory is used as it is filled. */
#define VOTERS_MOST ((size_t)2 << 30)

/* A course that someone completed: what it taught is evidence. */
struct used_course {
    uint32_t number; /* of the store */
    uint64_t mark;   /* of what that evidence follows from */
};

struct bw_poll {
    atomic_uint holders;
    struct bw_peers *peers;
    size_t n_damaged;
    struct used_course *used;
    size_t n_used;
};

/* The votes of everyone while they are collected. */
struct votes {
    const struct bw_snapshot *snapshot;
    struct bw_arena *arena;
    struct bw_voter *voters;
    size_t n_voters, voters_room;
    uint32_t *competency;
    double *mean;
    size_t n, room;
    size_t n_damaged;
    bool *is_used; /* by course: someone completed it */
};

static bool make_room(struct votes *votes, size_t more)
{
    if (votes->n_voters == votes->voters_room) {
        size_t room = 2 * votes->voters_room + 1024;
        struct bw_voter *grown = realloc(votes->voters, room * sizeof *grown);
        if (!grown)
            return false;
        votes->voters = grown;
        votes->voters_room = room;
    }
    if (votes->room - votes->n < more) {
        size_t room = 2 * votes->room + more + 1024;
        uint32_t *competency = realloc(votes->competency, room * sizeof *competency);
        votes->competency = competency ? competency : votes->competency;
        double *mean = realloc(votes->mean, room * sizeof *mean);
        votes->mean = mean ? mean : votes->mean;
        if (!competency || !mean)
            return false;
        votes->room = room;
    }
    return true;
}

static enum bw_err vote(void *context, const struct bw_person *person, struct bw_fail *fail)
{
    struct votes *votes = context;
    for (size_t i = 0; i < person->n_completions; i++)
        if (person->completions[i].course != BW_NONE)
            votes->is_used[person->completions[i].course] = true;
    struct bw_votes cast =
        bw_mind_votes(&votes->snapshot->cat, person, votes->snapshot->date, votes->arena);
    if (cast.n == 0)
        return BW_OK;
    if (!make_room(votes, cast.n))
        return bw_fail_set(fail, BW_INTERNAL, "out of memory while judging peers");
    votes->voters[votes->n_voters++] =
        (struct bw_voter){person->org, person->role, person->number, votes->n, cast.n};
    memcpy(votes->competency + votes->n, cast.competency, cast.n * sizeof *cast.competency);
    memcpy(votes->mean + votes->n, cast.mean, cast.n * sizeof *cast.mean);
    votes->n += cast.n;
    return BW_OK;
}

static void count_damaged(void *context)
{
    ((struct votes *)context)->n_damaged++;
}

/* Of what a completion says: nothing that votes would hear of unless there is a certificate. */
static uint64_t mark_of(const struct bw_course *course)
{
    uint64_t mark = 1;
    if (!course->certificate)
        return 0;
    bw_mark_add(&mark, (uint64_t)course->valid_months);
    for (size_t t = 0; t < course->n_teaches; t++) {
        uint64_t to;
        memcpy(&to, &course->teaches[t].to, sizeof to);
        bw_mark_add(&mark, course->teaches[t].competency);
        bw_mark_add(&mark, to);
    }
    return mark;
}

static uint32_t course_of(const struct bw_snapshot *snapshot, uint32_t number)
{
    return number < snapshot->n_numbers[BW_KIND_COURSE] ? snapshot->index_of[BW_KIND_COURSE][number]
                                                        : BW_NONE;
}

static bool note_used(struct bw_poll *poll, const struct votes *votes)
{
    const struct bw_snapshot *snapshot = votes->snapshot;
    poll->used = calloc(snapshot->cat.n_courses + 1, sizeof *poll->used);
    for (uint32_t n = 0; poll->used && n < snapshot->n_numbers[BW_KIND_COURSE]; n++) {
        uint32_t course = course_of(snapshot, n);
        if (course != BW_NONE && votes->is_used[course])
            poll->used[poll->n_used++] =
                (struct used_course){n, mark_of(&snapshot->cat.courses[course])};
    }
    return poll->used != NULL;
}

static enum bw_err count(struct bw_reader *reader, const struct bw_snapshot *snapshot,
                         struct bw_poll *poll, struct bw_fail *fail)
{
    struct votes votes = {.snapshot = snapshot,
                          .arena = bw_arena_create(VOTERS_MOST),
                          .is_used = calloc(snapshot->cat.n_courses + 1, sizeof(bool))};
    struct bw_visitor visitor = {vote, count_damaged, &votes};
    bool made = votes.arena && votes.is_used;
    enum bw_err err = BW_OK;
    if (made)
        err = bw_people_each(reader, snapshot, votes.arena, &visitor, fail);
    struct bw_ballots ballots = {votes.voters, votes.n_voters, votes.competency, votes.mean};
    if (made && !err) {
        poll->peers = bw_peers_build(&ballots);
        poll->n_damaged = votes.n_damaged;
        made = poll->peers && note_used(poll, &votes);
    }
    bw_arena_free(votes.arena);
    free(votes.is_used);
    free(votes.voters);
    free(votes.competency);
    free(votes.mean);
    return made ? err : bw_fail_set(fail, BW_INTERNAL, "out of memory while judging peers");
}

/* Votes follow from people, what roles ask, competencies and the certificates of courses that
 * people completed, on a day; and they are kept by index. */
static bool still_holds(const struct bw_snapshot *snapshot, const struct bw_snapshot *before)
{
    static const enum bw_kind kinds[] = {BW_KIND_ORG, BW_KIND_COMPETENCY, BW_KIND_TASK,
                                         BW_KIND_ROLE};
    if (!before || before->date != snapshot->date ||
        before->people_revision != snapshot->people_revision)
        return false;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        if (before->marks[kinds[k]] != snapshot->marks[kinds[k]])
            return false;
    const struct bw_poll *poll = before->poll;
    for (size_t i = 0; i < poll->n_used; i++) {
        uint32_t course = course_of(snapshot, poll->used[i].number);
        if (course == BW_NONE || mark_of(&snapshot->cat.courses[course]) != poll->used[i].mark)
            return false;
    }
    return true;
}

enum bw_err bw_poll_take(struct bw_reader *reader, struct bw_snapshot *snapshot,
                         const struct bw_snapshot *before, struct bw_fail *fail)
{
    struct bw_poll *poll;
    if (still_holds(snapshot, before)) {
        poll = bw_poll_acquire(before->poll);
    } else {
        poll = calloc(1, sizeof *poll);
        if (!poll)
            return bw_fail_set(fail, BW_INTERNAL, "out of memory while judging peers");
        atomic_init(&poll->holders, 1);
        enum bw_err err = count(reader, snapshot, poll, fail);
        if (err) {
            bw_poll_drop(poll);
            return err;
        }
    }
    snapshot->poll = poll;
    snapshot->peers = poll->peers;
    snapshot->n_damaged = poll->n_damaged;
    return BW_OK;
}

struct bw_poll *bw_poll_acquire(struct bw_poll *poll)
{
    atomic_fetch_add_explicit(&poll->holders, 1, memory_order_relaxed);
    return poll;
}

void bw_poll_drop(struct bw_poll *poll)
{
    if (!poll || atomic_fetch_sub_explicit(&poll->holders, 1, memory_order_acq_rel) != 1)
        return;
    bw_peers_free(poll->peers);
    free(poll->used);
    free(poll);
}
