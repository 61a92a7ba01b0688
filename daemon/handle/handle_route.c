/* role.path: straight to another role, or by one in between. */
#include "daemon/encode.h"
#include "daemon/handle.h"
#include "daemon/question.h"
#include "model/people/route.h"

static void pack_courses(struct bw_pack *out, const struct bw_catalogue *cat,
                         const struct bw_route_step *step, enum bw_lang lang)
{
    bw_put_list(out, "courses", step->n_courses);
    for (size_t i = 0; i < step->n_courses; i++) {
        const struct bw_course *course = &cat->courses[step->courses[i]];
        bw_pack_map(out, 4);
        bw_put_str(out, "course", course->id);
        bw_put_str(out, "title", bw_text_pick(course->title, lang));
        bw_put_float(out, "hours", course->hours);
        bw_put_int(out, "price_cents", course->price_cents);
    }
}

static void pack_step(struct bw_pack *out, const struct bw_catalogue *cat,
                      const struct bw_route_step *step, enum bw_lang lang)
{
    bw_pack_map(out, 10);
    bw_put_str(out, "role", cat->roles[step->role].id);
    bw_put_str(out, "label", bw_text_pick(cat->roles[step->role].label, lang));
    bw_put_float(out, "gap", step->gap_before);
    bw_put_float(out, "gap_after", step->gap_after);
    bw_put_float(out, "fit", step->fit);
    bw_put_count(out, "mandatory_open", step->mandatory_open);
    bw_put_float(out, "hours", step->hours);
    bw_put_int(out, "price_cents", step->price_cents);
    bw_put_float(out, "success", step->chance);
    pack_courses(out, cat, step, lang);
}

static void pack_route(struct bw_pack *out, const struct bw_catalogue *cat,
                       const struct bw_route *route, enum bw_lang lang)
{
    bw_pack_map(out, 5);
    bw_put_list(out, "steps", route->n_steps);
    for (size_t i = 0; i < route->n_steps; i++)
        pack_step(out, cat, &route->steps[i], lang);
    bw_put_float(out, "hours", route->hours);
    bw_put_int(out, "price_cents", route->price_cents);
    bw_put_float(out, "gap_after", route->left);
    bw_put_float(out, "success", route->chance);
}

enum bw_err bw_handle_role_path(struct bw_request *request, struct bw_pack *out,
                                struct bw_fail *fail)
{
    const struct bw_catalogue *cat = &request->snapshot->cat;
    struct bw_question question = bw_question_plain(request);
    struct bw_person person;
    struct bw_route_to to = {.as_of = question.as_of, .k = question.k};
    uint64_t revision;
    size_t n;
    enum bw_err err =
        bw_question_person(request, bw_question_str(request, "employee"), &person, &revision, fail);
    if (!err)
        err = bw_question_find(request, BW_KIND_ROLE, "role", bw_question_str(request, "role"),
                               person.org, &to.role, fail);
    if (!err && to.role == person.role)
        err = bw_fail_set(fail, BW_BAD_REQUEST, "role: \"%.*s\" is what %.*s is now; name another",
                          (int)cat->roles[to.role].id.len, cat->roles[to.role].id.at,
                          (int)person.id.len, person.id.at);
    if (err)
        return err;
    if (bw_question_unchanged(request, revision, out))
        return BW_OK;
    enum bw_lang lang = bw_question_lang(request, person.org);
    const struct bw_route *routes =
        bw_routes(cat, request->snapshot->peers, &person, &to, request->arena, &n);
    bw_pack_map(out, 8);
    bw_put_str(out, "employee", person.id);
    bw_put_day(out, "as_of", question.as_of);
    bw_put_str(out, "from", cat->roles[person.role].id);
    bw_put_str(out, "to", cat->roles[to.role].id);
    bw_put_list(out, "items", n);
    for (size_t i = 0; i < n; i++)
        pack_route(out, cat, &routes[i], lang);
    bw_put_end(out, request, revision);
    return BW_OK;
}
