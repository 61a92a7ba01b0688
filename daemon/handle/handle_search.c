/* course.search, competency.search and course.similar. */
#include "daemon/encode.h"
#include "daemon/handle.h"
#include "daemon/question.h"
#include "model/space/similar.h"
#include "model/text/text_mark.h"

/* Everything but the text. */
static enum bw_err read_search(struct bw_request *request, struct bw_search *search,
                               struct bw_question *question, uint64_t *revision,
                               struct bw_fail *fail)
{
    enum bw_err err = bw_question_asker(request, &search->org, revision, fail);
    if (!err)
        err = bw_question_read(request, search->org, question, fail);
    if (err)
        return err;
    search->k = question->k;
    search->question = question;
    return BW_OK;
}

static void put_piece(struct bw_pack *out, struct bw_str text, bool hit)
{
    bw_pack_map(out, 2);
    bw_put_str(out, "text", text);
    bw_put_bool(out, "hit", hit);
}

/* Where it was found, and there what was meant. */
static void put_match(struct bw_pack *out, const struct bw_catalogue *cat,
                      const struct bw_found *found, const struct bw_text_pieces *pieces,
                      const char *field)
{
    static const struct bw_str more = {"…", sizeof "…" - 1};
    bool taught = found->competency != BW_NONE;
    bw_put_key(out, "match");
    bw_pack_map(out, taught ? 3 : 2);
    bw_put_text(out, "field", field);
    if (taught)
        bw_put_str(out, "competency", cat->competencies[found->competency].id);
    bw_put_list(out, "pieces", pieces->n + pieces->cut_before + pieces->cut_after);
    if (pieces->cut_before)
        put_piece(out, more, false);
    for (size_t i = 0; i < pieces->n; i++)
        put_piece(out, pieces->at[i].text, pieces->at[i].hit);
    if (pieces->cut_after)
        put_piece(out, more, false);
}

/* What is looked for: how, and how its records name their fields. */
struct sought {
    struct bw_findings (*find)(const struct bw_catalogue *cat, const struct bw_text_index *index,
                               const struct bw_search *search, struct bw_arena *arena);
    const char *kind, *name;
    const char *field[BW_SEARCH_FIELDS];
};

static void put_findings(struct bw_pack *out, struct bw_request *request,
                         const struct bw_findings *found, const struct sought *sought,
                         enum bw_lang lang)
{
    const struct bw_catalogue *cat = &request->snapshot->cat;
    bool courses = sought->field[BW_SEARCH_TEACHES] != NULL;
    bw_put_list(out, "items", found->n);
    for (size_t i = 0; i < found->n; i++) {
        const struct bw_found *item = &found->at[i];
        struct bw_text_pieces pieces = bw_text_mark(&found->query, item->text, request->arena);
        struct bw_str id =
            courses ? cat->courses[item->index].id : cat->competencies[item->index].id;
        struct bw_text name =
            courses ? cat->courses[item->index].title : cat->competencies[item->index].label;
        bw_pack_map(out, pieces.n ? 4 : 3);
        bw_put_str(out, sought->kind, id);
        bw_put_str(out, sought->name, bw_text_pick(name, lang));
        bw_put_float(out, "score", item->score);
        if (pieces.n)
            put_match(out, cat, item, &pieces, sought->field[item->field]);
    }
}

static enum bw_err answer(struct bw_request *request, const struct sought *sought,
                          struct bw_pack *out, struct bw_fail *fail)
{
    struct bw_question question;
    struct bw_search search;
    uint64_t revision;
    search.text = bw_question_str(request, "text");
    if (bw_text_is_blank(search.text))
        return bw_fail_set(fail, BW_BAD_REQUEST, "text: blank; at least one character to look for");
    enum bw_err err = read_search(request, &search, &question, &revision, fail);
    if (err)
        return err;
    struct bw_findings found =
        sought->find(&request->snapshot->cat, request->snapshot->texts, &search, request->arena);
    bw_pack_map(out, 4);
    put_findings(out, request, &found, sought, bw_question_lang(request, search.org));
    bw_put_end(out, request, revision);
    return BW_OK;
}

enum bw_err bw_handle_competency_search(struct bw_request *request, struct bw_pack *out,
                                        struct bw_fail *fail)
{
    static const struct sought competencies = {bw_search_competencies,
                                               "competency",
                                               "label",
                                               {[BW_SEARCH_LABEL] = "label",
                                                [BW_SEARCH_ALT] = "alt_labels",
                                                [BW_SEARCH_DESCRIPTION] = "description"}};
    return answer(request, &competencies, out, fail);
}

enum bw_err bw_handle_course_search(struct bw_request *request, struct bw_pack *out,
                                    struct bw_fail *fail)
{
    static const struct sought courses = {bw_search_courses,
                                          "course",
                                          "title",
                                          {[BW_SEARCH_LABEL] = "title",
                                           [BW_SEARCH_ALT] = "alt_titles",
                                           [BW_SEARCH_TEACHES] = "teaches",
                                           [BW_SEARCH_DESCRIPTION] = "description",
                                           [BW_SEARCH_PROVIDER] = "provider"}};
    return answer(request, &courses, out, fail);
}

/* What a course says of itself, as a text to look for. */
static struct bw_str text_of(const struct bw_catalogue *cat, uint32_t course,
                             struct bw_arena *arena)
{
    const struct bw_text *texts[] = {&cat->courses[course].title,
                                     &cat->course_prose[course].description};
    size_t len = 0, at = 0;
    for (int i = 0; i < 4; i++)
        len += texts[i / 2]->in[i % 2].len + 1;
    char *bytes = bw_arena_take(arena, len);
    for (int i = 0; i < 4; i++) {
        struct bw_str text = texts[i / 2]->in[i % 2];
        if (text.len)
            memcpy(bytes + at, text.at, text.len);
        at += text.len;
        bytes[at++] = ' ';
    }
    return (struct bw_str){bytes, (uint32_t)len};
}

/* Without a vector: what the index finds for the course's own text. */
static struct bw_similars similar_by_text(struct bw_request *request, struct bw_search *search,
                                          uint32_t course)
{
    const struct bw_snapshot *snapshot = request->snapshot;
    search->text = text_of(&snapshot->cat, course, request->arena);
    search->k++; /* it finds itself, too */
    struct bw_findings found =
        bw_search_courses(&snapshot->cat, snapshot->texts, search, request->arena);
    struct bw_similar *at = BW_ARENA_NEW(request->arena, struct bw_similar, found.n);
    size_t n = 0;
    for (size_t i = 0; i < found.n && n + 1 < search->k; i++)
        if (found.at[i].index != course)
            at[n++] = (struct bw_similar){found.at[i].index, found.at[i].score};
    return (struct bw_similars){at, n};
}

static void put_similars(struct bw_pack *out, const struct bw_catalogue *cat,
                         struct bw_similars similars, enum bw_lang lang)
{
    bw_put_list(out, "items", similars.n);
    for (size_t i = 0; i < similars.n; i++) {
        const struct bw_course *course = &cat->courses[similars.at[i].course];
        bw_pack_map(out, 3);
        bw_put_str(out, "course", course->id);
        bw_put_str(out, "title", bw_text_pick(course->title, lang));
        bw_put_float(out, "score", similars.at[i].score);
    }
}

enum bw_err bw_handle_course_similar(struct bw_request *request, struct bw_pack *out,
                                     struct bw_fail *fail)
{
    const struct bw_snapshot *snapshot = request->snapshot;
    const struct bw_vectors *vectors = snapshot->vectors;
    struct bw_str model = {"text", sizeof "text" - 1};
    struct bw_question question;
    struct bw_search search = {0};
    uint64_t revision;
    uint32_t course;
    enum bw_err err = read_search(request, &search, &question, &revision, fail);
    if (!err)
        err = bw_question_find(request, BW_KIND_COURSE, "course",
                               bw_question_str(request, "course"), search.org, &course, fail);
    if (err)
        return err;
    struct bw_similars similars;
    if (vectors && bw_vectors_row(vectors->courses, course)) {
        model = vectors->model;
        similars = bw_similar_courses(&snapshot->cat, vectors, &search, course, request->arena);
    } else {
        similars = similar_by_text(request, &search, course);
    }
    bw_pack_map(out, 4);
    put_similars(out, &snapshot->cat, similars, bw_question_lang(request, search.org));
    bw_put_end_of(out, request, model, revision);
    return BW_OK;
}
