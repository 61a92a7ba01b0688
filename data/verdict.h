#pragma once
/* The form of a steward's verdicts: records of kind verdict, one a pair, whose id follows from what
 * they are about. Owns that id. Any thread. */
#include "data/schema.h"
#include "model/catalogue.h"

/* "tag", "competencies", "courses" */
const char *bw_about_name(enum bw_about about);
bool bw_about_parse(struct bw_str name, enum bw_about *out);

/* Two ids in the order in which a verdict holds them: of a tag the course, then the competency; of
 * two of a kind by their bytes. */
struct bw_pair {
    struct bw_str a, b;
};
struct bw_pair bw_pair_of(enum bw_about about, struct bw_str a, struct bw_str b);

/* The verdict's id: what it is about and a hash of the two ids. buf of BW_VERDICT_ID_LEN + 1.
 * Returns buf. */
#define BW_VERDICT_ID_LEN 45
const char *bw_verdict_id(enum bw_about about, struct bw_pair pair, char *buf);

/* The pair of a record whose lists are as long as they should be; false when they are not. */
bool bw_verdict_pair(const msgpack_object *map, enum bw_about *about, struct bw_pair *out);

struct bw_ruled { /* a verdict to be written */
    enum bw_about about;
    struct bw_pair pair;
    bool yes;
    bw_day at;
    struct bw_str by; /* at NULL: nobody said */
};
void bw_verdict_pack(const struct bw_ruled *ruled, msgpack_packer *out);

/* The check of the record's shape. */
enum bw_err bw_verdict_check(const msgpack_object *map, const char *path, struct bw_fail *fail);
