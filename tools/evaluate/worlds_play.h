#pragma once
/* What truly comes of courses that one person takes one after another: the exact expectation over
 * every way in which they end, by the world's own figures (tools/simulate/simulate_nature). Owns
 * the true gap and the rules that hold for whoever chooses: the budget, and which courses can be
 * taken at all. Shares no arithmetic with the engine. Any thread. */
#include "tools/evaluate/worlds_truth.h"

#define BW_PLAY_COURSES_MOST 6
#define BW_PLAY_STATES (1 << BW_PLAY_COURSES_MOST)
#define BW_PLAY_COMPETENCIES_MOST 128

/* Of one person, for a year. */
struct bw_play_budget {
    int64_t cents;
    double hours;
    uint32_t courses; /* at most BW_PLAY_COURSES_MOST */
};

/* One person before their choice. */
struct bw_play {
    const struct bw_catalogue *cat;
    const struct bw_truth *truth;
    const struct bw_truth_person *person;
    double weight[BW_PLAY_COMPETENCIES_MOST]; /* 0: not asked */
    double bar[BW_PLAY_COMPETENCIES_MOST];    /* the level from which it is met */
    double need[BW_PLAY_COMPETENCIES_MOST], said_weight[BW_PLAY_COMPETENCIES_MOST]; /* as asked */
    bool mandatory[BW_PLAY_COMPETENCIES_MOST];
    bool lapsed[BW_PLAY_COMPETENCIES_MOST]; /* its certificate has expired: the caller's to set */
    bool *open;                             /* of the courses: can it be taken? */
};

/* Every way that it may have gone so far. */
struct bw_play_states {
    uint32_t n;
    double chance[BW_PLAY_STATES];
    double level[BW_PLAY_STATES][BW_PLAY_COMPETENCIES_MOST];
    bool lapsed[BW_PLAY_STATES][BW_PLAY_COMPETENCIES_MOST];
};

/* The person's asks by the role on `today`; open[] is the caller's, n_courses of them. Courses that
 * are retired, not to be seen, over, or completed and still valid are not open. */
void bw_play_settle(struct bw_play *play, bw_day today);

/* The true weighted gap. */
double bw_play_gap(const struct bw_play *play);

/* The true chance that the person, as they are today, completes a course taken from a list. */
double bw_play_chance(const struct bw_play *play, uint32_t course);

void bw_play_copy(const struct bw_play *play, const struct bw_play_states *from,
                  struct bw_play_states *to);
void bw_play_begin(const struct bw_play *play, struct bw_play_states *states);
/* Weighted gap that taking this course next is expected to close. */
double bw_play_gain(const struct bw_play *play, struct bw_play_states *states, uint32_t course);
/* Takes it. */
void bw_play_take(const struct bw_play *play, struct bw_play_states *states, uint32_t course);

/* One way that it has gone: drawn, not expected. */
struct bw_play_way {
    double level[BW_PLAY_COMPETENCIES_MOST];
    bool lapsed[BW_PLAY_COMPETENCIES_MOST];
};

void bw_play_way_begin(const struct bw_play *play, struct bw_play_way *way);
/* The true chance that the person, as they are by now, completes a course taken from a list. */
double bw_play_way_chance(const struct bw_play *play, const struct bw_play_way *way,
                          uint32_t course);
/* It is completed: the weighted gap that this closes. */
double bw_play_way_complete(const struct bw_play *play, struct bw_play_way *way, uint32_t course);

/* What some courses in this order are expected to close. */
double bw_play_value(const struct bw_play *play, const uint32_t *courses, uint32_t n);

/* Of a list in its order: what is open and fits into what is left of the budget, into taken[]; how
 * many. */
uint32_t bw_play_choose(const struct bw_play *play, const struct bw_play_budget *budget,
                        const uint32_t *list, uint32_t n, uint32_t taken[BW_PLAY_COURSES_MOST]);
