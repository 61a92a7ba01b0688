/* What the engine's walks need beside the records: a card of each course, and the courses by what
 * they teach. */
#include "data/load.h"

static void make_cards(struct bw_catalogue *cat, struct bw_arena *arena)
{
    struct bw_course_card *cards = BW_ARENA_NEW(arena, struct bw_course_card, cat->n_courses);
    for (uint32_t c = 0; c < cat->n_courses; c++)
        cards[c] = bw_course_card_of(&cat->courses[c]);
    cat->cards = cards;
}

void bw_load_index(struct bw_catalogue *cat, struct bw_arena *arena)
{
    make_cards(cat, arena);
    bw_offers_pack(cat, arena);
}
