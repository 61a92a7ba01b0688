/* What the engine's walks need beside the records: the courses by what they teach, and a card of
 * each course. */
#include "data/load.h"

static void index_teachings(struct bw_catalogue *cat, struct bw_arena *arena)
{
    uint32_t *at = BW_ARENA_NEW(arena, uint32_t, cat->n_competencies + 2);
    size_t total = 0;
    for (uint32_t c = 0; c < cat->n_courses; c++) {
        for (size_t t = 0; t < cat->courses[c].n_teaches; t++)
            at[cat->courses[c].teaches[t].competency + 2]++;
        total += cat->courses[c].n_teaches;
    }
    for (uint32_t c = 0; c < cat->n_competencies; c++)
        at[c + 2] += at[c + 1];
    uint32_t *teaching = BW_ARENA_NEW(arena, uint32_t, total);
    for (uint32_t c = 0; c < cat->n_courses; c++)
        for (uint32_t t = 0; t < cat->courses[c].n_teaches; t++)
            teaching[at[cat->courses[c].teaches[t].competency + 1]++] = c;
    cat->teaching = teaching;
    cat->teaching_at = at;
}

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
    index_teachings(cat, arena);
    cat->offers = bw_offers_pack(cat, arena);
}
