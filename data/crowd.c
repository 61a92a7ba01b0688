#include "data/crowd.h"

#include <pthread.h>
#include <setjmp.h>
#include <string.h>

#include "data/people_inside.h"

/* So many people are looked at before anyone is heard. */
#define LOT 4096
/* So many a thread takes at a time. */
#define PIECE 16

/* What is said of one of the lot. */
struct said {
    const struct bw_person *person; /* NULL: not to be judged */
    const void *what;
};

struct looking {
    const struct bw_crowd *crowd;
    const struct bw_crowd_look *look;
    const struct bw_listed *lot;
    size_t n;
    struct said said[LOT];
    atomic_size_t next;
    atomic_bool full; /* memory did not do */
};

/* One of the threads. */
struct member {
    struct looking *looking;
    struct bw_reader *reader;
    struct bw_arena *kept, *scratch;
    pthread_t thread;
    bool runs;
};

/* The person as the record has it, without lists. */
static const struct bw_person *keep(const struct bw_person *person, struct bw_arena *arena)
{
    struct bw_person *out = bw_arena_take(arena, sizeof *out);
    char *id = bw_arena_take(arena, person->id.len);
    memcpy(id, person->id.at, person->id.len);
    *out = *person;
    out->id.at = id;
    out->preferences.languages = NULL;
    out->preferences.n_languages = 0;
    out->wishes = (struct bw_ixs){NULL, 0};
    out->items = NULL;
    out->completions = NULL;
    out->enrolments = NULL;
    out->n_items = out->n_completions = out->n_enrolments = 0;
    return out;
}

static void look_at(struct member *member, size_t i)
{
    struct looking *looking = member->looking;
    const struct bw_crowd_look *look = looking->look;
    const struct bw_snapshot *snapshot = looking->crowd->snapshot;
    const struct bw_listed *listed = &looking->lot[i];
    struct said *said = &looking->said[i];
    struct bw_person person;
    *said = (struct said){NULL, NULL};
    bw_arena_rewind(member->scratch, 0);
    if (bw_people_head(member->reader, snapshot, listed, member->scratch, &person) ||
        person.org == BW_NONE || person.role == BW_NONE || !look->wants(look->context, &person) ||
        bw_people_rest(member->reader, snapshot, listed, member->scratch, &person))
        return;
    said->what = look->judge(look->context, &person, member->kept, member->scratch);
    said->person = keep(&person, member->kept);
}

static void out_of_room(void *context)
{
    longjmp(*(jmp_buf *)context, 1);
}

static void *run(void *argument)
{
    struct member *member = argument;
    struct looking *looking = member->looking;
    jmp_buf full;
    bw_arena_on_full(member->kept, out_of_room, &full);
    bw_arena_on_full(member->scratch, out_of_room, &full);
    if (setjmp(full) != 0) {
        atomic_store(&looking->full, true);
        return NULL;
    }
    for (size_t first; !atomic_load(&looking->full) &&
                       (first = atomic_fetch_add(&looking->next, PIECE)) < looking->n;)
        for (size_t i = first; i < looking->n && i < first + PIECE; i++)
            look_at(member, i);
    return NULL;
}

/* A thread beside the asking one sees what that one sees, or is not wanted. */
static bool open_member(struct member *member, struct bw_reader *asker, size_t arena_bytes)
{
    struct bw_fail ignored;
    bool opened =
        asker == member->reader || bw_reader_open(asker->store, &member->reader, &ignored) == BW_OK;
    if (!opened)
        return false;
    if (asker != member->reader &&
        (bw_reader_begin(member->reader, &ignored) != BW_OK ||
         bw_revision_latest(member->reader) != bw_revision_latest(asker)))
        return false;
    member->kept = bw_arena_create(arena_bytes);
    member->scratch = member->kept ? bw_arena_create(arena_bytes) : NULL;
    return member->scratch != NULL;
}

static void close_member(struct member *member, const struct bw_reader *asker)
{
    bw_arena_free(member->kept);
    bw_arena_free(member->scratch);
    if (member->reader && member->reader != asker)
        bw_reader_close(member->reader);
}

/* One lot, by all members; then each is heard. */
static enum bw_err look_at_lot(struct member *members, unsigned n, struct bw_fail *fail)
{
    struct looking *looking = members[0].looking;
    const struct bw_crowd_look *look = looking->look;
    atomic_store(&looking->next, 0);
    for (unsigned i = 1; i < n; i++)
        members[i].runs = pthread_create(&members[i].thread, NULL, run, &members[i]) == 0;
    run(&members[0]);
    for (unsigned i = 1; i < n; i++)
        if (members[i].runs)
            pthread_join(members[i].thread, NULL);
    if (atomic_load(&looking->full))
        return bw_fail_set(fail, BW_TOO_LARGE,
                           "the answer needs more than %zu bytes of memory; "
                           "ask for less at once",
                           looking->crowd->arena_bytes);
    enum bw_err err = look->go_on(look->context, fail);
    for (size_t i = 0; !err && i < looking->n; i++)
        if (looking->said[i].person)
            err = look->take(look->context, looking->said[i].person, looking->said[i].what, fail);
    for (unsigned i = 0; i < n; i++)
        bw_arena_rewind(members[i].kept, 0);
    return err;
}

/* The people of the orgs, by org; within one the order stays. */
static enum bw_err list_orgs(struct bw_reader *reader, const struct bw_crowd *crowd,
                             struct bw_listed **out, size_t *n, struct bw_fail *fail)
{
    struct bw_listed *all;
    size_t n_all, n_orgs = crowd->snapshot->cat.n_orgs;
    enum bw_err err = bw_people_list(reader, crowd->arena, &all, &n_all, fail);
    if (err)
        return err;
    size_t *at = BW_ARENA_NEW(crowd->arena, size_t, n_orgs + 1);
    for (size_t i = 0; i < n_all; i++) {
        uint32_t org = bw_people_org(crowd->snapshot, &all[i]);
        if (org != BW_NONE && crowd->orgs[org])
            at[org + 1]++;
    }
    for (size_t org = 0; org < n_orgs; org++)
        at[org + 1] += at[org];
    *n = at[n_orgs];
    *out = bw_arena_take(crowd->arena, *n * sizeof **out);
    for (size_t i = 0; i < n_all; i++) {
        uint32_t org = bw_people_org(crowd->snapshot, &all[i]);
        if (org != BW_NONE && crowd->orgs[org])
            (*out)[at[org]++] = all[i];
    }
    return BW_OK;
}

enum bw_err bw_crowd_look(struct bw_reader *reader, const struct bw_crowd *crowd,
                          const struct bw_crowd_look *look, struct bw_fail *fail)
{
    struct looking *looking = BW_ARENA_NEW(crowd->arena, struct looking, 1);
    struct member members[BW_CROWD_THREADS_MOST] = {{.reader = reader}};
    unsigned n = 0, most = crowd->threads < 1 ? 1 : crowd->threads;
    struct bw_listed *people;
    size_t n_people;
    looking->crowd = crowd;
    looking->look = look;
    enum bw_err err = list_orgs(reader, crowd, &people, &n_people, fail);
    while (!err && n < most && n < BW_CROWD_THREADS_MOST) {
        members[n].looking = looking;
        if (!open_member(&members[n], reader, crowd->arena_bytes))
            break;
        n++;
    }
    if (!err && n == 0)
        err = bw_fail_set(fail, BW_INTERNAL, "out of memory");
    for (size_t i = 0; !err && i < n_people; i += LOT) {
        looking->lot = people + i;
        looking->n = n_people - i < LOT ? n_people - i : LOT;
        err = look_at_lot(members, n, fail);
    }
    for (unsigned i = 0; i < BW_CROWD_THREADS_MOST; i++)
        close_member(&members[i], reader);
    return err;
}
