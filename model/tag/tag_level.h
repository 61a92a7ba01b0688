#pragma once
/* From which level to which a course leads, guessed from words for beginners, advanced people and
 * experts, in Dutch and English, as course titles and descriptions have them. Any thread. */
#include "model/text/text_fold.h"

struct bw_tag_level {
    double from, to; /* levels; to 0: no word says anything */
    bool in_title;   /* said by the first line of the text */
};

/* Beginners: 0 to 2; intermediate: 1 to 3; advanced: 2 to 4; experts: 3 to 5. More than one said:
 * the lowest `from` and the highest `to`. What the first line says holds alone. */
struct bw_tag_level bw_tag_level_of(struct bw_str text);
