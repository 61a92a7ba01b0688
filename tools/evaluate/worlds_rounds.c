#include "tools/evaluate/worlds_rounds.h"

#include <stdlib.h>
#include <string.h>

#include "tools/draw.h"
#include "tools/evaluate/worlds_ask.h"

#define ENDINGS 3 /* stream of the draws; those of worlds_run.c are others */

/* One person between two courses. */
struct taker {
    uint32_t person;
    struct bw_play_way way;
    struct bw_play_budget left;
    double closed;
};

/* Those who still ask, side by side. */
struct crowd {
    struct bw_play *plays;
    struct taker *takers;
    bool *open; /* of all of them, each with the courses not yet taken */
    struct bw_ask_list *lists;
    struct bw_ask_ending *endings;
    uint32_t n;
};

static void begin(const struct bw_rounds *rounds, uint32_t i, struct bw_play *play,
                  struct taker *taker, bool *open)
{
    *play = rounds->plays[i];
    memcpy(open, play->open, play->cat->n_courses * sizeof *open);
    play->open = open;
    taker->person = i;
    taker->left = *rounds->budget;
    taker->closed = 0;
    bw_play_way_begin(play, &taker->way);
}

/* The first that can be taken; BW_NONE when there is none. */
static uint32_t choose(const struct bw_play *play, const struct taker *taker, const uint32_t *list,
                       uint32_t n)
{
    uint32_t taken[BW_PLAY_COURSES_MOST];
    struct bw_play_budget left = taker->left;
    left.courses = left.courses > 0;
    return bw_play_choose(play, &left, list, n, taken) ? taken[0] : BW_NONE;
}

/* Takes it: was it completed? */
static bool take(const struct bw_rounds *rounds, const struct bw_play *play, struct taker *taker,
                 uint32_t course)
{
    struct bw_draw draw =
        bw_draw_start(rounds->seed, ENDINGS, (uint64_t)taker->person << 32 | course);
    bool completed = bw_draw_chance(&draw, bw_play_way_chance(play, &taker->way, course));
    taker->left.cents -= play->cat->courses[course].price_cents;
    taker->left.hours -= play->cat->courses[course].hours;
    taker->left.courses--;
    play->open[course] = false;
    if (completed)
        taker->closed += bw_play_way_complete(play, &taker->way, course);
    return completed;
}

double bw_rounds_ranked(const struct bw_rounds *rounds, uint32_t i, struct bw_ranked_known *known,
                        const uint32_t *popularity, uint32_t *list)
{
    struct bw_play play;
    struct taker taker;
    uint32_t course;
    bool *open = calloc(rounds->plays[i].cat->n_courses + 1, sizeof *open);
    if (!open)
        abort();
    begin(rounds, i, &play, &taker, open);
    while ((course = choose(&play, &taker, list,
                            bw_ranked_list(&play, known, popularity, false, list))) != BW_NONE) {
        const struct bw_course *said = &play.cat->courses[course];
        if (!take(rounds, &play, &taker, course))
            continue;
        for (size_t t = 0; t < said->n_teaches; t++)
            known->level[said->teaches[t].competency] = said->teaches[t].to;
    }
    free(open);
    return taker.closed;
}

/* Everyone takes what the lists say; who can take nothing leaves the crowd. */
static void take_all(const struct bw_rounds *rounds, struct crowd *crowd, double *closed)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < crowd->n; i++) {
        struct bw_play *play = &crowd->plays[i];
        struct taker *taker = &crowd->takers[i];
        uint32_t course = choose(play, taker, crowd->lists[i].course, crowd->lists[i].n);
        if (course == BW_NONE)
            continue;
        bool completed = take(rounds, play, taker, course);
        closed[taker->person] = taker->closed;
        crowd->endings[n] =
            (struct bw_ask_ending){play->person->id, play->cat->courses[course].id, completed};
        crowd->plays[n] = *play;
        crowd->takers[n++] = *taker;
    }
    crowd->n = n;
}

static enum bw_err play_all(const struct bw_rounds *rounds, struct crowd *crowd,
                            struct bw_stage *aside, double *closed, struct bw_fail *fail)
{
    enum bw_err err = BW_OK;
    for (uint32_t round = 0; round < rounds->budget->courses && crowd->n > 0 && !err; round++) {
        err = bw_stage_serve(aside, fail);
        if (!err)
            err = bw_ask_lists(aside->client, crowd->plays, crowd->n, crowd->lists, fail);
        if (err)
            break;
        take_all(rounds, crowd, closed);
        if (crowd->n > 0)
            err = bw_ask_tell_endings(aside->client, crowd->endings, crowd->n, aside->today_text,
                                      round, fail);
    }
    return err;
}

enum bw_err bw_rounds_engine(const struct bw_rounds *rounds, struct bw_stage *aside, double *closed,
                             struct bw_fail *fail)
{
    size_t n = rounds->n, n_courses = n ? rounds->plays[0].cat->n_courses : 0;
    struct crowd crowd = {.plays = calloc(n + 1, sizeof *crowd.plays),
                          .takers = calloc(n + 1, sizeof *crowd.takers),
                          .open = calloc(n * n_courses + 1, sizeof *crowd.open),
                          .lists = calloc(n + 1, sizeof *crowd.lists),
                          .endings = calloc(n + 1, sizeof *crowd.endings),
                          .n = rounds->n};
    bool whole = crowd.plays && crowd.takers && crowd.open && crowd.lists && crowd.endings;
    for (uint32_t i = 0; i < rounds->n && whole; i++) {
        begin(rounds, i, &crowd.plays[i], &crowd.takers[i], crowd.open + i * n_courses);
        closed[i] = 0;
    }
    enum bw_err err = whole ? play_all(rounds, &crowd, aside, closed, fail)
                            : bw_fail_set(fail, BW_INTERNAL, "%u people: out of memory", rounds->n);
    free(crowd.plays);
    free(crowd.takers);
    free(crowd.open);
    free(crowd.lists);
    free(crowd.endings);
    return err;
}
