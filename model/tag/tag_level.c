#include "model/tag/tag_level.h"

#include <string.h>

enum said { BEGINNER, INTERMEDIATE, ADVANCED, EXPERT };

static const double from_of[] = {0, 1, 2, 3}, to_of[] = {2, 3, 4, 5};

/* A word, or the beginning of one ("basis-" in "basiscursus"), perhaps only behind another, perhaps
 * only in titles: "op basis van" and "learn from experts" say nothing of a level. */
struct cue {
    enum said said;
    const char *before; /* or NULL */
    const char *word;
    bool begins, title;
};

static const struct cue cues[] = {
    {BEGINNER, NULL, "beginner", true, false},
    {BEGINNER, NULL, "beginnend", true, false},
    {BEGINNER, NULL, "introduc", true, false},
    {BEGINNER, NULL, "inleiding", true, false},
    {BEGINNER, NULL, "kennismak", true, false},
    {BEGINNER, NULL, "instap", true, true},
    {BEGINNER, NULL, "starter", true, true},
    {BEGINNER, NULL, "basis", true, true},
    {BEGINNER, NULL, "basics", false, false},
    {BEGINNER, NULL, "basic", false, true},
    {BEGINNER, NULL, "fundamentals", false, false},
    {BEGINNER, NULL, "foundation", true, true},
    {BEGINNER, NULL, "essentials", false, true},
    {BEGINNER, NULL, "grondbeginselen", false, false},
    {BEGINNER, "geen", "voorkennis", false, false},
    {BEGINNER, "no", "prior", false, false},
    {BEGINNER, "no", "previous", false, false},
    {INTERMEDIATE, NULL, "intermediate", false, false},
    {INTERMEDIATE, NULL, "halfgevorderd", true, false},
    {INTERMEDIATE, NULL, "vervolg", true, true},
    {ADVANCED, NULL, "gevorderd", true, false},
    {ADVANCED, NULL, "verdieping", true, false},
    {ADVANCED, NULL, "advanced", false, false},
    {EXPERT, NULL, "expert", true, true},
    {EXPERT, NULL, "specialist", true, true},
    {EXPERT, NULL, "masterclass", true, true},
    {EXPERT, NULL, "mastering", false, true},
    {EXPERT, NULL, "mastery", false, true},
};

static bool is_cue(const struct cue *cue, const struct bw_folded *word,
                   const struct bw_folded *before, bool title)
{
    size_t len = strlen(cue->word);
    bool fits = cue->begins ? word->len >= len : word->len == len;
    if (!fits || memcmp(word->at, cue->word, len) != 0 || (cue->title && !title))
        return false;
    return !cue->before || (before->len == strlen(cue->before) &&
                            memcmp(before->at, cue->before, before->len) == 0);
}

static void say(struct bw_tag_level *level, enum said said)
{
    if (level->to <= 0 || from_of[said] < level->from)
        level->from = from_of[said];
    if (to_of[said] > level->to)
        level->to = to_of[said];
}

static struct bw_tag_level read_words(struct bw_str text, bool title)
{
    struct bw_tag_level level = {0, 0, title};
    struct bw_folded words[2];
    struct bw_text_fold fold;
    unsigned at = 0;
    words[1].len = 0;
    bw_text_fold_start(&fold, text);
    for (; bw_text_fold_next(&fold, &words[at]); at = 1 - at)
        for (size_t c = 0; c < sizeof cues / sizeof *cues; c++)
            if (is_cue(&cues[c], &words[at], &words[1 - at], title))
                say(&level, cues[c].said);
    return level;
}

struct bw_tag_level bw_tag_level_of(struct bw_str text)
{
    const char *end = text.len ? memchr(text.at, '\n', text.len) : NULL;
    struct bw_str title = {text.at, end ? (uint32_t)(end - text.at) : text.len};
    struct bw_tag_level level = read_words(title, true);
    return level.to > 0 ? level : read_words(text, false);
}
