/* role.reachable, role.candidates and mentor.find. */
#include "daemon/encode.h"
#include "daemon/handle.h"
#include "daemon/question.h"
#include "model/people/match.h"

enum bw_err bw_handle_role_reachable(struct bw_request *request, struct bw_pack *out,
                                     struct bw_fail *fail)
{
    const struct bw_catalogue *cat = &request->snapshot->cat;
    struct bw_question question = bw_question_plain(request);
    struct bw_person person;
    uint64_t revision;
    size_t n;
    enum bw_err err =
        bw_question_person(request, bw_question_str(request, "employee"), &person, &revision, fail);
    if (err)
        return err;
    if (bw_question_unchanged(request, revision, out))
        return BW_OK;
    enum bw_lang lang = bw_question_lang(request, person.org);
    const struct bw_reachable *roles = bw_roles_reachable(
        cat, request->snapshot->peers, &person, question.as_of, question.k, request->arena, &n);
    bw_pack_map(out, 4);
    bw_put_list(out, "items", n);
    for (size_t i = 0; i < n; i++) {
        bw_pack_map(out, 8);
        bw_put_str(out, "role", cat->roles[roles[i].role].id);
        bw_put_str(out, "label", bw_text_pick(cat->roles[roles[i].role].label, lang));
        bw_put_float(out, "gap", roles[i].gap);
        bw_put_float(out, "hours", roles[i].hours);
        bw_put_int(out, "price_cents", roles[i].price_cents);
        bw_put_count(out, "mandatory_open", roles[i].mandatory_open);
        bw_put_float(out, "success", roles[i].success);
        bw_put_float(out, "score", roles[i].score);
    }
    bw_put_end(out, request, revision);
    return BW_OK;
}

enum bw_err bw_handle_role_candidates(struct bw_request *request, struct bw_pack *out,
                                      struct bw_fail *fail)
{
    struct bw_question question = bw_question_plain(request);
    struct bw_str org_id = bw_question_str(request, "org");
    uint64_t revision = bw_revision_latest(request->reader);
    struct bw_people people = {NULL, 0};
    uint32_t role, org = BW_NONE;
    size_t n;
    enum bw_err err = BW_OK;
    if (org_id.at)
        err = bw_question_find(request, BW_KIND_ORG, "org", org_id, BW_NONE, &org, fail);
    if (!err)
        err = bw_question_find(request, BW_KIND_ROLE, "role", bw_question_str(request, "role"), org,
                               &role, fail);
    /* Without an org: those of the role's own org, of a shared role everyone's. */
    if (!err && org == BW_NONE)
        org = request->snapshot->cat.roles[role].org;
    if (!err && bw_question_unchanged(request, revision, out))
        return BW_OK;
    if (!err)
        err = bw_people_load(request->reader, request->snapshot, &(struct bw_group){org, BW_NONE},
                             request->arena, &people, fail);
    if (err)
        return err;
    const struct bw_candidate *found =
        bw_candidates(&request->snapshot->cat, request->snapshot->peers, people, role,
                      question.as_of, question.k, request->arena, &n);
    bw_pack_map(out, 4);
    bw_put_list(out, "items", n);
    for (size_t i = 0; i < n; i++) {
        bw_pack_map(out, 4);
        bw_put_str(out, "employee", found[i].person->id);
        bw_put_float(out, "fit", found[i].fit);
        bw_put_float(out, "gap_total", found[i].gap_total);
        bw_put_count(out, "mandatory_open", found[i].mandatory_open);
    }
    bw_put_end(out, request, revision);
    return BW_OK;
}

enum bw_err bw_handle_mentor_find(struct bw_request *request, struct bw_pack *out,
                                  struct bw_fail *fail)
{
    const struct bw_catalogue *cat = &request->snapshot->cat;
    struct bw_question question = bw_question_plain(request);
    struct bw_people people = {NULL, 0};
    struct bw_person person;
    uint32_t competency;
    uint64_t revision;
    size_t n;
    enum bw_err err =
        bw_question_person(request, bw_question_str(request, "employee"), &person, &revision, fail);
    if (!err)
        err =
            bw_question_find(request, BW_KIND_COMPETENCY, "competency",
                             bw_question_str(request, "competency"), person.org, &competency, fail);
    revision = bw_revision_latest(request->reader);
    if (!err && bw_question_unchanged(request, revision, out))
        return BW_OK;
    if (!err)
        err =
            bw_people_load(request->reader, request->snapshot,
                           &(struct bw_group){person.org, BW_NONE}, request->arena, &people, fail);
    if (err)
        return err;
    const struct bw_mentor *found =
        bw_mentors(cat, request->snapshot->peers, people, &person, competency, question.as_of,
                   question.k, request->arena, &n);
    bw_pack_map(out, 4);
    bw_put_list(out, "items", n);
    for (size_t i = 0; i < n; i++) {
        bw_pack_map(out, 4);
        bw_put_str(out, "employee", found[i].person->id);
        bw_put_str(out, "team", cat->teams[found[i].person->team].id);
        bw_put_float(out, "have", bw_shown(found[i].have.mean));
        bw_put_float(out, "have_sd", found[i].have.sd);
    }
    bw_put_end(out, request, revision);
    return BW_OK;
}
