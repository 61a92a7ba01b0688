/* course.tag: what a course probably teaches. */
#include "daemon/encode.h"
#include "daemon/handle.h"
#include "daemon/question.h"
#include "model/tag.h"

#define K_DEFAULT 10

/* The text of the course that is asked about, and what it teaches already. */
static void ask_about(struct bw_request *request, uint32_t course, struct bw_tag_ask *ask)
{
    const struct bw_catalogue *cat = &request->snapshot->cat;
    const struct bw_course *of = &cat->courses[course];
    uint32_t *taught = BW_ARENA_NEW(request->arena, uint32_t, of->n_teaches);
    for (size_t t = 0; t < of->n_teaches; t++)
        taught[t] = of->teaches[t].competency;
    ask->text = bw_tag_text(cat, course, request->arena);
    ask->asker.but = course;
    ask->without = taught;
    ask->n_without = of->n_teaches;
}

static enum bw_err read_ask(struct bw_request *request, struct bw_tag_ask *ask, uint64_t *revision,
                            struct bw_fail *fail)
{
    struct bw_str course = bw_question_str(request, "course");
    struct bw_str text = bw_question_str(request, "text");
    uint32_t index;
    *ask = (struct bw_tag_ask){.text = text,
                               .asker = {.but = BW_NONE},
                               .k = (size_t)bw_field_int(&request->args, "k", K_DEFAULT)};
    if (!course.at == !text.at)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "course, text: exactly one of the two; a course of the catalogue, or "
                           "the text of one");
    if (text.at && bw_text_is_blank(text))
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "text: blank; the title and the description of a course");
    enum bw_err err = bw_question_asker(request, &ask->asker.org, revision, fail);
    ask->asker.everything = ask->asker.org == BW_NONE;
    if (!err && course.at)
        err = bw_question_find(request, BW_KIND_COURSE, "course", course, ask->asker.org, &index,
                               fail);
    if (!err && course.at)
        ask_about(request, index, ask);
    return err;
}

static void put_tags(msgpack_packer *out, const struct bw_catalogue *cat,
                     const struct bw_tags *tags, enum bw_lang lang)
{
    bw_put_list(out, "items", tags->n);
    for (size_t i = 0; i < tags->n; i++) {
        const struct bw_tag *tag = &tags->at[i];
        const struct bw_competency *of = &cat->competencies[tag->competency];
        msgpack_pack_map(out, tag->from >= 0 ? 5 : 4);
        bw_put_str(out, "competency", of->id);
        bw_put_str(out, "label", bw_text_pick(of->label, lang));
        bw_put_float(out, "probability", tag->probability);
        if (tag->from >= 0)
            bw_put_float(out, "from", tag->from);
        bw_put_float(out, "to", tag->to);
    }
}

enum bw_err bw_handle_course_tag(struct bw_request *request, msgpack_packer *out,
                                 struct bw_fail *fail)
{
    struct bw_tag_ask ask;
    uint64_t revision;
    enum bw_err err = read_ask(request, &ask, &revision, fail);
    if (err)
        return err;
    const struct bw_tagger *tagger = bw_snapshot_tagger(request->snapshot);
    if (!tagger)
        return bw_fail_set(fail, BW_INTERNAL, "out of memory for proposing competencies");
    struct bw_tags tags = bw_tag(tagger, &ask, request->arena);
    msgpack_pack_map(out, 4);
    put_tags(out, &request->snapshot->cat, &tags, bw_question_lang(request, ask.asker.org));
    bw_put_end(out, request, revision);
    return BW_OK;
}
