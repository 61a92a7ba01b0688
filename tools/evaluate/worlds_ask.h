#pragma once
/* What is asked of the daemon for one world: lists, beliefs and records over the socket, as any
 * client would, and the writes that the measurements need. Owns the wording of the calls. One
 * thread. */
#include "tools/client.h"
#include "tools/evaluate/worlds_ranked.h"

#define BW_ASK_LIST_MOST 100

struct bw_ask_list {
    uint32_t n;
    uint32_t course[BW_ASK_LIST_MOST];
    double success[BW_ASK_LIST_MOST];
};

/* Everyone's list in the catalogue's terms; lists[n_people]. */
enum bw_err bw_ask_lists(struct bw_client *client, const struct bw_play *plays, uint32_t n_people,
                         struct bw_ask_list *lists, struct bw_fail *fail);

/* One belief; belief[c] of each competency, `sd` below 0 for one that the profile does not have. */
struct bw_ask_belief {
    double have, sd;
    bool seen; /* rests on evidence */
};
enum bw_err bw_ask_beliefs(struct bw_client *client, const struct bw_play *play,
                           struct bw_ask_belief *belief, struct bw_fail *fail);

/* Sets which duties have lapsed. */
enum bw_err bw_ask_lapsed(struct bw_client *client, struct bw_play *play, struct bw_fail *fail);

/* The newest recorded level of each competency, completed courses counting as what they teach to;
 * and of the newest item of somebody else on a competency that is asked, who gave it: for a repeat
 * of it. `repeat.source` is empty when there is none. */
struct bw_ask_repeat {
    uint32_t competency;
    char source[16], by[64];
};
enum bw_err bw_ask_known(struct bw_client *client, const struct bw_play *play,
                         struct bw_ranked_known *known, struct bw_ask_repeat *repeat,
                         struct bw_fail *fail);

/* Evidence to be added, gathered and sent in groups. */
struct bw_ask_items {
    struct bw_client *client;
    msgpack_sbuffer body;
    msgpack_packer packer;
    uint32_t n;
    enum bw_err err; /* the first; nothing is sent after it */
    struct bw_fail *fail;
};
struct bw_ask_item {
    struct bw_str employee, competency;
    const char *source, *by, *at, *id; /* by and id may be NULL */
    double level;
};
void bw_ask_items_start(struct bw_ask_items *items, struct bw_client *client, struct bw_fail *fail);
void bw_ask_items_add(struct bw_ask_items *items, const struct bw_ask_item *item);
enum bw_err bw_ask_items_end(struct bw_ask_items *items);

/* How a course ended that somebody took. */
struct bw_ask_ending {
    struct bw_str employee, course;
    bool completed;
};
/* Writes that they enrolled and how it ended, all on one day; `round` sets the hour and, with the
 * place in endings[n], the ids. */
enum bw_err bw_ask_tell_endings(struct bw_client *client, const struct bw_ask_ending *endings,
                                uint32_t n, const char *day, uint32_t round, struct bw_fail *fail);

/* Evidence with these ids goes. */
enum bw_err bw_ask_delete(struct bw_client *client, const char *const *ids, size_t n,
                          struct bw_fail *fail);

/* Puts a course again, retired or not. */
enum bw_err bw_ask_retire(struct bw_client *client, struct bw_str course, bool retired,
                          struct bw_fail *fail);

/* The newest learned model, "" when there is none or no registry; and what puts one into service
 * or the one before it back. promoted: false when it was refused, with the reason in fail. */
enum bw_err bw_ask_newest_model(struct bw_client *client, char *version, size_t size,
                                struct bw_fail *fail);
enum bw_err bw_ask_promote(struct bw_client *client, const char *version, bool *promoted,
                           struct bw_fail *fail);
enum bw_err bw_ask_rollback(struct bw_client *client, struct bw_fail *fail);
