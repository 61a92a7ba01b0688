#include "model/learned/liking.h"

struct bw_liking bw_liking_make(const struct bw_preferences *preferences, struct bw_arena *arena)
{
    uint64_t *languages = BW_ARENA_NEW(arena, uint64_t, preferences->n_languages);
    for (size_t i = 0; i < preferences->n_languages; i++)
        languages[i] = bw_language_key(preferences->languages[i]);
    bool any =
        preferences->n_languages > 0 || preferences->formats || preferences->max_hours_week > 0;
    return (struct bw_liking){preferences, languages, any};
}

enum bw_fit bw_liking_language(const struct bw_liking *liking, const struct bw_catalogue *cat,
                               uint32_t course)
{
    uint64_t language = cat->cards[course].language;
    for (size_t i = 0; i < liking->preferences->n_languages; i++) {
        if (language && language == liking->languages[i])
            return BW_FIT_YES;
        if (!language &&
            bw_str_compare(liking->preferences->languages[i], cat->courses[course].language) == 0)
            return BW_FIT_YES;
    }
    return liking->preferences->n_languages > 0 ? BW_FIT_NOT : BW_FIT_ANY;
}

enum bw_fit bw_liking_format(const struct bw_liking *liking, const struct bw_course_card *card)
{
    unsigned formats = liking->preferences->formats;
    if (!formats)
        return BW_FIT_ANY;
    return formats & 1u << card->format ? BW_FIT_YES : BW_FIT_NOT;
}

enum bw_fit bw_liking_hours(const struct bw_liking *liking, const struct bw_catalogue *cat,
                            uint32_t course, bw_day day)
{
    double most = liking->preferences->max_hours_week;
    if (most <= 0 || !cat->cards[course].has_sessions)
        return BW_FIT_ANY;
    double weeks = bw_course_weeks(&cat->courses[course], day);
    if (weeks <= 0)
        return BW_FIT_ANY;
    return cat->cards[course].hours / weeks > most ? BW_FIT_NOT : BW_FIT_YES;
}
