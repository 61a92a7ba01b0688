#pragma once
/* Whom a batch is about: the ids of employees in byte order, packed one after another. Owns the
 * listing and the hash that tells one set from another. Read by any thread once it is filled. */
#include "tools/app.h"

struct bw_batch_people {
    char *text;   /* all ids, one after another */
    size_t *ends; /* of each id in text */
    size_t n, room, text_room;
};

/* Ids of all employees of `org` (NULL: of everyone); an exit code. Cleared whatever comes back. */
int bw_batch_people_list(struct bw_app *app, const char *org, struct bw_batch_people *out);
void bw_batch_people_clear(struct bw_batch_people *people);
/* false when memory is out. */
bool bw_batch_people_add(struct bw_batch_people *people, struct bw_str id);
struct bw_str bw_batch_people_id(const struct bw_batch_people *people, size_t i);
uint64_t bw_batch_people_hash(const struct bw_batch_people *people);
