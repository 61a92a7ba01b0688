#pragma once
/* The inside of reading people, for the files of data/ only: who there is, and one of them in two
 * steps. The reader's thread. */
#include "data/snapshot.h"
#include "data/store_inside.h"

/* One employee of a list. Ids are borrowed from the store. */
struct bw_listed {
    struct bw_str id;
    struct bw_place place;
};

/* Everyone, in byte order of the ids, in the arena. */
enum bw_err bw_people_list(struct bw_reader *reader, struct bw_arena *arena, struct bw_listed **out,
                           size_t *n, struct bw_fail *fail);
/* The org of one of the list; BW_NONE when the snapshot does not know it. */
uint32_t bw_people_org(const struct bw_snapshot *snapshot, const struct bw_listed *listed);

/* What the record says; evidence and courses are still to be read. org or role is BW_NONE when the
 * snapshot does not know it yet. */
enum bw_err bw_people_head(struct bw_reader *reader, const struct bw_snapshot *snapshot,
                           const struct bw_listed *listed, struct bw_arena *arena,
                           struct bw_person *out);
enum bw_err bw_people_rest(struct bw_reader *reader, const struct bw_snapshot *snapshot,
                           const struct bw_listed *listed, struct bw_arena *arena,
                           struct bw_person *out);
