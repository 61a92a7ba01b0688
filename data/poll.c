#include "data/poll.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "data/mark.h"
#include "data/people_inside.h"
#include "model/mind.h"

/* Address space set aside; memory is used as it is filled. */
#define VOTERS_MOST ((size_t)2 << 30)
#define TELLERS_MOST 8

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

static enum bw_err vote(struct votes *votes, const struct bw_person *person, struct bw_fail *fail)
{
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

/* Some of the people, one after another in byte order of the ids, and one who counts their votes.
 */
struct teller {
    struct votes votes;
    struct bw_reader *reader;
    const struct bw_listed *people;
    size_t n_people;
    pthread_t thread;
    bool runs, own_reader;
    enum bw_err err;
    struct bw_fail fail;
};

static void *tell_votes(void *argument)
{
    struct teller *teller = argument;
    struct votes *votes = &teller->votes;
    for (size_t i = 0; !teller->err && i < teller->n_people; i++) {
        const struct bw_listed *listed = &teller->people[i];
        struct bw_person person;
        size_t mark = bw_arena_mark(votes->arena);
        enum bw_err unread =
            bw_people_head(teller->reader, votes->snapshot, listed, votes->arena, &person);
        if (!unread)
            unread = bw_people_rest(teller->reader, votes->snapshot, listed, votes->arena, &person);
        if (unread == BW_BUSY) /* no memory: nothing is known of this one */
            teller->err = bw_fail_set(&teller->fail, BW_BUSY, "out of memory while judging peers");
        else if (unread)
            votes->n_damaged++;
        else if (person.org != BW_NONE && person.role != BW_NONE)
            teller->err = vote(votes, &person, &teller->fail);
        bw_arena_rewind(votes->arena, mark);
    }
    return NULL;
}

/* With a view of its own, which is that of `asker`, or it is not wanted. */
static bool open_teller(struct teller *teller, struct bw_reader *asker,
                        const struct bw_snapshot *snapshot)
{
    struct bw_fail ignored;
    teller->votes.snapshot = snapshot;
    teller->votes.arena = bw_arena_create(VOTERS_MOST);
    teller->votes.is_used = calloc(snapshot->cat.n_courses + 1, sizeof(bool));
    if (!teller->votes.arena || !teller->votes.is_used)
        return false;
    if (teller->reader == asker)
        return true;
    teller->own_reader = bw_reader_open(asker->store, &teller->reader, &ignored) == BW_OK;
    return teller->own_reader && bw_reader_begin(teller->reader, &ignored) == BW_OK &&
           bw_revision_latest(teller->reader) == bw_revision_latest(asker);
}

static void close_teller(struct teller *teller)
{
    bw_arena_free(teller->votes.arena);
    free(teller->votes.is_used);
    free(teller->votes.voters);
    free(teller->votes.competency);
    free(teller->votes.mean);
    if (teller->own_reader)
        bw_reader_close(teller->reader);
}

/* Puts what `from` counted behind what `votes` has. */
static bool add_votes(struct votes *votes, const struct votes *from)
{
    for (size_t i = 0; i < from->n_voters; i++) {
        if (!make_room(votes, i ? 0 : from->n))
            return false;
        struct bw_voter *voter = &votes->voters[votes->n_voters++];
        *voter = from->voters[i];
        voter->first += votes->n;
    }
    if (from->n) {
        memcpy(votes->competency + votes->n, from->competency, from->n * sizeof *from->competency);
        memcpy(votes->mean + votes->n, from->mean, from->n * sizeof *from->mean);
    }
    votes->n += from->n;
    votes->n_damaged += from->n_damaged;
    for (size_t c = 0; c < votes->snapshot->cat.n_courses; c++)
        votes->is_used[c] |= from->is_used[c];
    return true;
}

/* The first of the tellers counts here; what all counted comes together in its votes. */
static enum bw_err tell_all(struct teller *tellers, unsigned n, struct bw_fail *fail)
{
    enum bw_err err = BW_OK;
    for (unsigned i = 1; i < n; i++)
        tellers[i].runs = pthread_create(&tellers[i].thread, NULL, tell_votes, &tellers[i]) == 0;
    tell_votes(&tellers[0]);
    for (unsigned i = 1; i < n; i++) {
        if (tellers[i].runs)
            pthread_join(tellers[i].thread, NULL);
        else
            tell_votes(&tellers[i]);
    }
    for (unsigned i = 0; !err && i < n; i++) {
        err = tellers[i].err;
        if (err)
            *fail = tellers[i].fail;
        else if (i > 0 && !add_votes(&tellers[0].votes, &tellers[i].votes))
            err = bw_fail_set(fail, BW_INTERNAL, "out of memory while judging peers");
    }
    return err;
}

/* While nobody is served yet all processors may count; later they have other work. */
static unsigned tellers_wanted(const struct bw_snapshot *before)
{
    long n = before ? 1 : sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > TELLERS_MOST ? TELLERS_MOST : (unsigned)n;
}

static enum bw_err make_poll(const struct votes *votes, struct bw_poll *poll, struct bw_fail *fail)
{
    struct bw_ballots ballots = {votes->voters, votes->n_voters, votes->competency, votes->mean};
    poll->peers = bw_peers_build(&ballots);
    poll->n_damaged = votes->n_damaged;
    return poll->peers && note_used(poll, votes)
               ? BW_OK
               : bw_fail_set(fail, BW_INTERNAL, "out of memory while judging peers");
}

static enum bw_err count(struct bw_reader *reader, const struct bw_snapshot *snapshot,
                         unsigned wanted, struct bw_poll *poll, struct bw_fail *fail)
{
    struct teller tellers[TELLERS_MOST] = {{.reader = reader}};
    struct bw_arena *arena = bw_arena_create(VOTERS_MOST);
    struct bw_listed *people = NULL;
    size_t n_people = 0;
    unsigned n = 0;
    enum bw_err err = arena ? bw_people_list(reader, arena, &people, &n_people, fail)
                            : bw_fail_set(fail, BW_INTERNAL, "out of memory while judging peers");
    while (!err && n < wanted && open_teller(&tellers[n], reader, snapshot))
        n++;
    if (!err && n == 0)
        err = bw_fail_set(fail, BW_INTERNAL, "out of memory while judging peers");
    for (unsigned i = 0; i < n; i++) {
        size_t from = n_people * i / n;
        tellers[i].people = people + from;
        tellers[i].n_people = n_people * (i + 1) / n - from;
    }
    if (!err)
        err = tell_all(tellers, n, fail);
    if (!err)
        err = make_poll(&tellers[0].votes, poll, fail);
    for (unsigned i = 0; i < TELLERS_MOST; i++)
        close_teller(&tellers[i]);
    bw_arena_free(arena);
    return err;
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
        enum bw_err err = count(reader, snapshot, tellers_wanted(before), poll, fail);
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
