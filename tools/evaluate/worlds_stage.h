#pragma once
/* Where one world plays: a store in a folder of its own that goes away again, the truth about it,
 * and a private daemon on it. Owns all three. One thread. */
#include "data/snapshot.h"
#include "tools/evaluate/worlds_play.h"
#include "tools/private_daemon.h"

struct bw_stage {
    char dir[96]; /* empty: there is none */
    char store[112], truth_path[112];
    char today_text[BW_DAY_TEXT_LEN + 1];
    bw_day today;
    struct bw_snapshot *snapshot;  /* the catalogue as the store has it */
    struct bw_truth *truth, *said; /* said: what can be known of the courses */
    struct bw_private_daemon *daemon;
    struct bw_client *client;
    struct bw_play *plays; /* one a person */
    bool *open;            /* of them all */
};

/* Makes the world up and reads it. On failure there is nothing to close. */
enum bw_err bw_stage_open(struct bw_stage *stage, uint64_t seed, uint64_t world, bw_day today,
                          struct bw_fail *fail);
void bw_stage_close(struct bw_stage *stage);

/* A copy of the store alone, in a folder within the stage's, to write to and to close again before
 * the stage; the stage's daemon stops. Of `aside` only serve, rest and close are to be used. */
enum bw_err bw_stage_aside(struct bw_stage *stage, struct bw_stage *aside, struct bw_fail *fail);

/* Starts the daemon, or stops and starts it: what peers vote is then of this moment, not of a
 * minute ago. */
enum bw_err bw_stage_serve(struct bw_stage *stage, struct bw_fail *fail);
void bw_stage_rest(struct bw_stage *stage);

/* Runs `bekwaam train` on the store, with no daemon on it. *trained false: this program has no such
 * command. */
enum bw_err bw_stage_train(struct bw_stage *stage, uint64_t seed, bool *trained,
                           struct bw_fail *fail);
