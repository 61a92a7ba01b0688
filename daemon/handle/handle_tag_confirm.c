/* tag.confirm: what a steward decided about the competencies proposed for a course. */
#include <inttypes.h>
#include <stdio.h>

#include "daemon/draft.h"
#include "daemon/handle.h"
#include "daemon/worker.h"

/* The arguments, and the course as it is stored. */
struct decision {
    const msgpack_object *accept, *reject; /* lists, or NULL */
    struct bw_str course, by;
    msgpack_object record;
};

static struct bw_str str_of(const msgpack_object *value)
{
    return value ? (struct bw_str){value->via.str.ptr, value->via.str.size}
                 : (struct bw_str){NULL, 0};
}

static uint32_t length_of(const msgpack_object *list)
{
    return list ? list->via.array.size : 0;
}

/* The i-th competency that was decided about, the accepted ones first. */
static struct bw_str competency_at(const struct decision *decision, uint32_t i)
{
    uint32_t accepted = length_of(decision->accept);
    if (i < accepted)
        return str_of(bw_field_get(&decision->accept->via.array.ptr[i], "competency"));
    return str_of(&decision->reject->via.array.ptr[i - accepted]);
}

/* Where that stands in the arguments. */
#define FIELD_LEN 32
static const char *field_at(const struct decision *decision, uint32_t i, char *buf)
{
    uint32_t accepted = length_of(decision->accept);
    if (i < accepted)
        snprintf(buf, FIELD_LEN, "accept[%" PRIu32 "].competency", i);
    else
        snprintf(buf, FIELD_LEN, "reject[%" PRIu32 "]", i - accepted);
    return buf;
}

/* Every competency is there, and decided about once. */
static enum bw_err check_competencies(struct bw_pending *pending, const struct decision *decision,
                                      struct bw_fail *fail)
{
    uint32_t n = length_of(decision->accept) + length_of(decision->reject);
    struct bw_record record;
    char field[FIELD_LEN];
    enum bw_err err = BW_OK;
    if (n == 0)
        return bw_fail_set(fail, BW_BAD_REQUEST, "accept, reject: at least one of a competency");
    for (uint32_t i = 0; !err && i < n; i++) {
        struct bw_str id = competency_at(decision, i);
        for (uint32_t j = 0; j < i; j++)
            if (bw_str_compare(competency_at(decision, j), id) == 0)
                return bw_fail_set(fail, BW_BAD_REQUEST, "%s: \"%.*s\" is there twice; each once",
                                   field_at(decision, i, field), (int)id.len, id.at);
        err = bw_record_get(pending->worker->reader, BW_KIND_COMPETENCY, id, &record, fail);
        if (err == BW_NOT_FOUND)
            err = bw_fail_set(fail, BW_NOT_FOUND, "%s: there is no competency \"%.*s\"",
                              field_at(decision, i, field), (int)id.len, id.at);
    }
    return err;
}

static enum bw_err read_course(struct bw_pending *pending, const msgpack_object *args,
                               struct decision *decision, struct bw_fail *fail)
{
    int64_t known = bw_field_int(args, "if_revision", -1);
    enum bw_err err =
        bw_draft_read(pending, "course", BW_KIND_COURSE, decision->course, &decision->record, fail);
    if (err)
        return err;
    uint64_t revision = pending->draft->unchanged[0].revision;
    if (known >= 0 && revision != (uint64_t)known)
        return bw_fail_set(fail, BW_CONFLICT,
                           "course: \"%.*s\" was changed in revision %" PRIu64 ", not in %" PRId64
                           "; look at it and ask again",
                           (int)decision->course.len, decision->course.at, revision, known);
    return BW_OK;
}

/* What the course says of the competency, to be replaced; NULL when it does not teach it. */
static msgpack_object *taught(const struct decision *decision, struct bw_str competency)
{
    const msgpack_object *list = bw_field_get(&decision->record, "teaches");
    for (uint32_t i = 0; i < length_of(list); i++)
        if (bw_str_compare(str_of(bw_field_get(&list->via.array.ptr[i], "competency")),
                           competency) == 0)
            return &list->via.array.ptr[i];
    return NULL;
}

/* What is accepted comes in or changes its levels; false when there is none. */
static bool take_accepted(struct bw_draft *draft, struct decision *decision)
{
    uint32_t n = length_of(decision->accept);
    for (uint32_t i = 0; i < n; i++) {
        const msgpack_object *teach = &decision->accept->via.array.ptr[i];
        msgpack_object *there = taught(decision, competency_at(decision, i));
        if (there)
            *there = *teach;
        else
            bw_draft_append(draft, &decision->record, "teaches", *teach);
    }
    return n > 0;
}

/* What is rejected is not taught (any more); false when none of it was. */
static bool drop_rejected(struct bw_draft *draft, struct decision *decision)
{
    uint32_t first = length_of(decision->accept), n = length_of(decision->reject);
    bool dropped = false;
    for (uint32_t i = first; i < first + n; i++) {
        msgpack_object *there = taught(decision, competency_at(decision, i));
        if (!there)
            continue;
        msgpack_object list = *bw_field_get(&decision->record, "teaches");
        *there = list.via.array.ptr[--list.via.array.size];
        if (list.via.array.size == 0)
            list.type = MSGPACK_OBJECT_NIL; /* absent */
        bw_draft_set(draft, &decision->record, "teaches", list);
        dropped = true;
    }
    return dropped;
}

static enum bw_err decide(struct bw_pending *pending, const msgpack_object *args,
                          struct bw_fail *fail)
{
    struct decision decision = {.accept = bw_field_get(args, "accept"),
                                .reject = bw_field_get(args, "reject"),
                                .course = str_of(bw_field_get(args, "course")),
                                .by = str_of(bw_field_get(args, "by"))};
    enum bw_err err = read_course(pending, args, &decision, fail);
    if (!err)
        err = check_competencies(pending, &decision, fail);
    if (err)
        return err;
    bool dropped = drop_rejected(pending->draft, &decision);
    if (take_accepted(pending->draft, &decision) || dropped)
        bw_draft_put(pending->draft, BW_KIND_COURSE, decision.record);
    uint32_t accepted = length_of(decision.accept), n = accepted + length_of(decision.reject);
    for (uint32_t i = 0; i < n; i++)
        bw_draft_rule(pending, &(struct bw_ruled){.about = BW_ABOUT_TAG,
                                                  .pair = bw_pair_of(BW_ABOUT_TAG, decision.course,
                                                                     competency_at(&decision, i)),
                                                  .yes = i < accepted,
                                                  .by = decision.by});
    return BW_OK;
}

enum bw_err bw_handle_tag_confirm(struct bw_pending *pending, const msgpack_object *args,
                                  struct bw_fail *fail)
{
    enum bw_err err = bw_draft_begin(pending, fail);
    return err ? err : bw_draft_end(pending, decide(pending, args, fail), fail);
}
