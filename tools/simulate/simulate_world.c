#include "tools/simulate/simulate.h"

#include <stdio.h>
#include <string.h>

/* sector: the whole Dutch municipal sector of 2018. org: one municipality and its region, which has
 * nobody; small: the same in a second. */
static const struct bw_sim_size sizes[] = {
    {.name = "small",
     .n_orgs = 2,
     .n_regions = 1,
     .n_people = 150,
     .n_competencies = 300,
     .n_roles = 40,
     .n_courses = 250,
     .n_evidence = 4500,
     .n_events = 750},
    {.name = "org",
     .n_orgs = 2,
     .n_regions = 1,
     .n_people = 1200,
     .n_competencies = 1500,
     .n_roles = 200,
     .n_courses = 1500,
     .n_evidence = 36000,
     .n_events = 6000},
    {.name = "sector",
     .n_orgs = 342,
     .n_regions = 24,
     .n_people = 163645,
     .region_people = 60,
     .n_competencies = 14000,
     .n_roles = 3000,
     .n_courses = 20000,
     .n_evidence = 5000000,
     .n_events = 800000},
};

const struct bw_sim_size *bw_sim_size_named(const char *name)
{
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        if (strcmp(sizes[i].name, name) == 0)
            return &sizes[i];
    return NULL;
}

enum bw_err bw_sim_look(struct bw_sim *sim, struct bw_fail *fail)
{
    struct bw_reader *reader;
    struct bw_snapshot *snapshot = NULL;
    enum bw_err err = bw_sim_out_flush(&sim->out, fail);
    if (!err)
        err = bw_reader_open(sim->out.store, &reader, fail);
    if (err)
        return err;
    err = bw_reader_begin(reader, fail);
    if (!err) {
        err = bw_snapshot_build(reader, sim->today, NULL, &snapshot, fail);
        bw_reader_end(reader);
    }
    bw_reader_close(reader);
    if (err)
        return err;
    bw_snapshot_drop(sim->snapshot);
    sim->snapshot = snapshot;
    sim->cat = &snapshot->cat;
    return BW_OK;
}

const char *bw_sim_fresh_id(struct bw_sim *sim, enum bw_kind kind, const char *prefix,
                            uint32_t *number)
{
    const char *id;
    do
        id = bw_sim_text(sim->arena, "%s%05u", prefix, ++*number);
    while (bw_snapshot_find(sim->snapshot, kind, (struct bw_str){id, (uint32_t)strlen(id)}) !=
           BW_NONE);
    return id;
}

const char *bw_sim_filled(struct bw_arena *arena, const char *form, struct bw_str word)
{
    const char *hole = strstr(form, "%s");
    return bw_sim_text(arena, "%.*s%.*s%s", (int)(hole - form), form, (int)word.len, word.at,
                       hole + 2);
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

const char *bw_sim_filled_within(struct bw_arena *arena, const char *form, struct bw_str word)
{
    bool first = form[0] == '%';
    bool small = word.len > 1 && is_capital(word.at[0]) && !is_capital(word.at[1]);
    if (word.len == 0 || (first ? !is_small(word.at[0]) : !small))
        return bw_sim_filled(arena, form, word);
    int other = first ? word.at[0] - 'a' + 'A' : word.at[0] - 'A' + 'a';
    const char *copy = bw_sim_text(arena, "%c%.*s", other, (int)word.len - 1, word.at + 1);
    return bw_sim_filled(arena, form, (struct bw_str){copy, word.len});
}
