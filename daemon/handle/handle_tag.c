/* course.tag and tag.list: what courses probably teach. */
#include "daemon/encode.h"
#include "daemon/handle.h"
#include "daemon/question.h"
#include "model/tag/tag.h"

#define K_DEFAULT 10
#define LIMIT_DEFAULT 10
#define LEAST_DEFAULT .2
/* Courses that one call of tag.list reads: it is to end in a fraction of a second. */
#define READ_MOST 64

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

static void put_level(struct bw_pack *out, double from, double to)
{
    if (from >= 0)
        bw_put_float(out, "from", from);
    bw_put_float(out, "to", to);
}

static void put_tags(struct bw_pack *out, const struct bw_catalogue *cat,
                     const struct bw_tags *tags, enum bw_lang lang)
{
    bw_put_list(out, "items", tags->n);
    for (size_t i = 0; i < tags->n; i++) {
        const struct bw_tag *tag = &tags->at[i];
        const struct bw_competency *of = &cat->competencies[tag->competency];
        bw_pack_map(out, tag->from >= 0 ? 5 : 4);
        bw_put_str(out, "competency", of->id);
        bw_put_str(out, "label", bw_text_pick(of->label, lang));
        bw_put_float(out, "probability", tag->probability);
        put_level(out, tag->from, tag->to);
    }
}

enum bw_err bw_handle_course_tag(struct bw_request *request, struct bw_pack *out,
                                 struct bw_fail *fail)
{
    struct bw_tag_ask ask;
    uint64_t revision = 0;
    enum bw_err err = read_ask(request, &ask, &revision, fail);
    if (err)
        return err;
    const struct bw_tagger *tagger = bw_snapshot_tagger(request->snapshot);
    if (!tagger)
        return bw_fail_set(fail, BW_INTERNAL, "out of memory for proposing competencies");
    struct bw_tags tags = bw_tag(tagger, &ask, request->arena);
    bw_pack_map(out, 4);
    put_tags(out, &request->snapshot->cat, &tags, bw_question_lang(request, ask.asker.org));
    bw_put_end(out, request, revision);
    return BW_OK;
}

/* What is listed: a course, and what is proposed for it. */
struct proposal {
    uint32_t course;
    struct bw_tags tags;
};

/* A page of proposals. */
struct page {
    struct proposal *at;
    size_t n, limit;
    uint32_t course;       /* only this one, or BW_NONE */
    uint32_t org;          /* only what this org holds, or BW_NONE */
    uint32_t next;         /* the course to go on with, or n_courses */
    uint32_t teaches_most; /* of those that teach no more than this */
    struct bw_tag_ask ask; /* k and least */
};

static enum bw_err read_page(struct bw_request *request, struct page *page, struct bw_fail *fail)
{
    struct bw_str course = bw_question_str(request, "course"),
                  org = bw_question_str(request, "org");
    struct bw_str after = bw_question_str(request, "after");
    const struct bw_catalogue *cat = &request->snapshot->cat;
    *page = (struct page){.limit = (size_t)bw_field_int(&request->args, "limit", LIMIT_DEFAULT),
                          .course = BW_NONE,
                          .org = BW_NONE,
                          .teaches_most = (uint32_t)bw_field_int(&request->args, "teaches_most", 0),
                          .ask = {.k = (size_t)bw_field_int(&request->args, "k", K_DEFAULT),
                                  .least = bw_field_float(&request->args, "least", LEAST_DEFAULT)}};
    page->at = BW_ARENA_NEW(request->arena, struct proposal, page->limit);
    enum bw_err err = BW_OK;
    if (org.at)
        err = bw_question_find(request, BW_KIND_ORG, "org", org, BW_NONE, &page->org, fail);
    if (!err && course.at)
        err = bw_question_find(request, BW_KIND_COURSE, "course", course, page->org, &page->course,
                               fail);
    if (page->course != BW_NONE)
        page->next = page->course;
    while (!course.at && after.at && page->next < cat->n_courses &&
           bw_str_compare(cat->courses[page->next].id, after) <= 0)
        page->next++;
    return err;
}

/* Is the course one to go through? One that was asked for is, when the org holds it. */
static bool is_wanted(const struct bw_catalogue *cat, const struct page *page, uint32_t course)
{
    const struct bw_course *of = &cat->courses[course];
    if (page->org != BW_NONE && of->org != page->org)
        return false;
    if (page->course != BW_NONE)
        return course == page->course;
    return !of->retired && of->n_teaches <= page->teaches_most;
}

/* Likeliest first; ties by id. */
static void list(struct page *page, const struct proposal *proposal)
{
    size_t at = page->n++;
    double p = proposal->tags.at[0].probability;
    for (; at > 0 && page->at[at - 1].tags.at[0].probability < p; at--)
        page->at[at] = page->at[at - 1];
    page->at[at] = *proposal;
}

static void fill_page(struct bw_request *request, const struct bw_tagger *tagger, struct page *page)
{
    const struct bw_catalogue *cat = &request->snapshot->cat;
    size_t n_read = 0;
    for (; page->next < cat->n_courses && page->n < page->limit && n_read < READ_MOST;
         page->next++) {
        struct proposal proposal = {page->next, {NULL, 0}};
        if (!is_wanted(cat, page, page->next))
            continue;
        n_read++;
        page->ask.asker = (struct bw_tag_asker){.everything = true, .org = BW_NONE};
        ask_about(request, page->next, &page->ask);
        struct bw_tag *kept = BW_ARENA_NEW(request->arena, struct bw_tag, page->ask.k);
        size_t mark = bw_arena_mark(request->arena);
        proposal.tags = bw_tag(tagger, &page->ask, request->arena);
        if (proposal.tags.n)
            memcpy(kept, proposal.tags.at, proposal.tags.n * sizeof *kept);
        proposal.tags.at = kept;
        bw_arena_rewind(request->arena, mark);
        if (proposal.tags.n)
            list(page, &proposal);
    }
}

static void put_taught(struct bw_pack *out, const struct bw_catalogue *cat,
                       const struct bw_course *course, enum bw_lang lang)
{
    bw_put_list(out, "teaches", course->n_teaches);
    for (size_t t = 0; t < course->n_teaches; t++) {
        const struct bw_teach *teach = &course->teaches[t];
        const struct bw_competency *of = &cat->competencies[teach->competency];
        bw_pack_map(out, teach->from_assumed ? 3 : 4);
        bw_put_str(out, "competency", of->id);
        bw_put_str(out, "label", bw_text_pick(of->label, lang));
        put_level(out, teach->from_assumed ? -1 : teach->from, teach->to);
    }
}

/* One course of the page; its revision is what tag.confirm takes as if_revision. */
static enum bw_err put_proposal(struct bw_pack *out, struct bw_request *request,
                                const struct proposal *proposal, struct bw_fail *fail)
{
    const struct bw_catalogue *cat = &request->snapshot->cat;
    const struct bw_course *course = &cat->courses[proposal->course];
    enum bw_lang lang = bw_question_lang(request, course->org);
    struct bw_record record = {.revision = 0};
    enum bw_err err = bw_record_get(request->reader, BW_KIND_COURSE, course->id, &record, fail);
    if (err && err != BW_NOT_FOUND) /* gone since the snapshot: confirming it will say so */
        return err;
    bw_pack_map(out, 5);
    bw_put_str(out, "course", course->id);
    bw_put_str(out, "title", bw_text_pick(course->title, lang));
    bw_put_count(out, "revision", record.revision);
    put_taught(out, cat, course, lang);
    put_tags(out, cat, &proposal->tags, lang);
    return BW_OK;
}

enum bw_err bw_handle_tag_list(struct bw_request *request, struct bw_pack *out,
                               struct bw_fail *fail)
{
    const struct bw_catalogue *cat = &request->snapshot->cat;
    struct page page;
    enum bw_err err = read_page(request, &page, fail);
    if (err)
        return err;
    const struct bw_tagger *tagger = bw_snapshot_tagger(request->snapshot);
    if (!tagger)
        return bw_fail_set(fail, BW_INTERNAL, "out of memory for proposing competencies");
    fill_page(request, tagger, &page);
    bool more = page.course == BW_NONE && page.next < cat->n_courses;
    bw_pack_map(out, more ? 5 : 4);
    bw_put_list(out, "items", page.n);
    for (size_t i = 0; !err && i < page.n; i++)
        err = put_proposal(out, request, &page.at[i], fail);
    if (more)
        bw_put_str(out, "next", cat->courses[page.next - 1].id);
    bw_put_end(out, request, request->snapshot->catalogue_revision);
    return err;
}
