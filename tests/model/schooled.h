#pragma once
/* A learned model drawn for a town, as one block of bytes that is opened as any: for tests of the
 * engine that a model serves. It knows some of the courses only. */
#include "model/learned/learning.h"
#include "tests/model/town.h"

struct schooled {
    void *bytes; /* the block */
    size_t n;
    struct bw_learned learned;
    struct bw_learning learning; /* with lore of the town's catalogue; of the parts asked for */
    struct bw_enrolment taken[4];
};

/* Draws a model from the town's draw, lets it serve the town and gives the person some history;
 * before another town is drawn, schooled_release. */
void schooled_draw(struct schooled *schooled, struct town *town, unsigned parts);
void schooled_release(struct schooled *schooled);
