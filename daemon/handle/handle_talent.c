/* talent.find: who could do more than their role asks. */
#include "daemon/encode.h"
#include "daemon/handle.h"
#include "daemon/question.h"
#include "model/people/talent.h"

static struct bw_minds know(const struct bw_request *request, struct bw_people people, bw_day as_of)
{
    struct bw_mind *minds = BW_ARENA_NEW(request->arena, struct bw_mind, people.n);
    const struct bw_mind **at = BW_ARENA_NEW(request->arena, const struct bw_mind *, people.n);
    for (size_t i = 0; i < people.n; i++) {
        minds[i] = bw_mind_make(&request->snapshot->cat, request->snapshot->peers, &people.at[i],
                                as_of, request->arena);
        at[i] = &minds[i];
    }
    return (struct bw_minds){at, people.n};
}

static void pack_room(struct bw_pack *out, const struct bw_catalogue *cat,
                      const struct bw_room *room, enum bw_lang lang)
{
    const struct bw_person *person = room->mind->person;
    bw_pack_map(out, 6);
    bw_put_str(out, "employee", person->id);
    bw_put_str(out, "team", cat->teams[person->team].id);
    bw_put_str(out, "role", cat->roles[person->role].id);
    bw_put_float(out, "fit", room->own_fit);
    bw_put_float(out, "above", room->above);
    bw_put_list(out, "roles", room->n_roles);
    for (size_t i = 0; i < room->n_roles; i++) {
        const struct bw_room_role *role = &room->roles[i];
        bw_pack_map(out, 5);
        bw_put_str(out, "role", cat->roles[role->role].id);
        bw_put_str(out, "label", bw_text_pick(cat->roles[role->role].label, lang));
        bw_put_float(out, "fit", role->fit);
        bw_put_float(out, "gap", role->gap);
        bw_put_count(out, "mandatory_open", role->mandatory_open);
    }
}

enum bw_err bw_handle_talent_find(struct bw_request *request, struct bw_pack *out,
                                  struct bw_fail *fail)
{
    const struct bw_catalogue *cat = &request->snapshot->cat;
    struct bw_question question = bw_question_plain(request);
    struct bw_people people = {NULL, 0};
    struct bw_group group;
    enum bw_err err = bw_question_group(request, &group, fail);
    uint64_t revision = bw_revision_latest(request->reader);
    if (!err && bw_question_unchanged(request, revision, out))
        return BW_OK;
    if (!err)
        err = bw_people_load(request->reader, request->snapshot, &group, request->arena, &people,
                             fail);
    if (err)
        return err;
    bool persons = bw_question_shows_persons(request, people.n);
    size_t n = 0;
    const struct bw_room *rooms = NULL;
    if (persons)
        rooms =
            bw_rooms(cat, know(request, people, question.as_of), question.k, request->arena, &n);
    bw_pack_map(out, persons ? 5 : 4);
    bw_put_count(out, "people", people.n);
    if (persons)
        bw_put_list(out, "items", n);
    for (size_t i = 0; i < n; i++)
        pack_room(out, cat, &rooms[i], bw_question_lang(request, group.org));
    bw_put_end(out, request, revision);
    return BW_OK;
}
