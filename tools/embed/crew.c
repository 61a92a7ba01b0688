#include "tools/embed/crew.h"

#include <pthread.h>
#include <stdatomic.h>

struct crew {
    size_t n, size;
    bw_crew_work *work;
    void *context;
    atomic_size_t next;
};

struct member {
    struct crew *crew;
    unsigned number;
    pthread_t thread;
    bool runs;
};

static void *run(void *argument)
{
    struct member *member = argument;
    struct crew *crew = member->crew;
    for (size_t first; (first = atomic_fetch_add(&crew->next, crew->size)) < crew->n;) {
        size_t end = crew->n - first < crew->size ? crew->n : first + crew->size;
        crew->work(crew->context, member->number, first, end);
    }
    return NULL;
}

void bw_crew_run(unsigned n_threads, size_t n, size_t size, bw_crew_work *work, void *context)
{
    struct crew crew = {.n = n, .size = size, .work = work, .context = context};
    struct member members[BW_CREW_MOST];
    n_threads = n_threads < 1 ? 1 : n_threads < BW_CREW_MOST ? n_threads : BW_CREW_MOST;
    for (unsigned i = 0; i < n_threads; i++)
        members[i] = (struct member){.crew = &crew, .number = i};
    /* Where no thread can be had, those that are there do more. */
    for (unsigned i = 1; i < n_threads; i++)
        members[i].runs = pthread_create(&members[i].thread, NULL, run, &members[i]) == 0;
    run(&members[0]);
    for (unsigned i = 1; i < n_threads; i++)
        if (members[i].runs)
            pthread_join(members[i].thread, NULL);
}
