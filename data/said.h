#pragma once
/* What a stored record says in words, as its vector stands for. Any thread. */
#include <msgpack.h>

#include "data/kind.h"
#include "model/space/space.h"

/* Of a competency's, role's or course's map; texts are copied into the arena. */
struct bw_said bw_said_of_record(struct bw_arena *arena, enum bw_kind kind,
                                 const msgpack_object *map);

/* Do records of this kind have vectors? */
static inline bool bw_kind_has_vectors(enum bw_kind kind)
{
    return kind == BW_KIND_COMPETENCY || kind == BW_KIND_ROLE || kind == BW_KIND_COURSE;
}
