#include "tools/evaluate/worlds_ask.h"

#include <stdio.h>
#include <string.h>

#include "tools/view.h"

#define ITEMS_A_CALL 4000
#define PEOPLE_A_CALL 200
#define FIRST_HOUR 8 /* of events of the first round */

/* A call that is only to succeed. */
static enum bw_err just_call(struct bw_client *client, const char *method, struct bw_args *args,
                             struct bw_fail *fail)
{
    struct bw_reply reply;
    enum bw_err err = bw_client_ask(client, method, args, &reply, fail);
    if (!err)
        bw_reply_clear(&reply);
    bw_args_clear(args);
    return err;
}

static void pack_id(msgpack_packer *out, struct bw_str id)
{
    msgpack_pack_str_with_body(out, id.at, id.len);
}

static uint32_t find(const void *ids, uint32_t n, size_t step, const msgpack_object *id)
{
    if (!id || id->type != MSGPACK_OBJECT_STR)
        return BW_NONE;
    return bw_str_find(ids, n, step, (struct bw_str){id->via.str.ptr, id->via.str.size});
}

static uint32_t find_course(const struct bw_catalogue *cat, const msgpack_object *map)
{
    return find(&cat->courses->id, cat->n_courses, sizeof *cat->courses, bw_view(map, "course"));
}

static uint32_t find_competency(const struct bw_catalogue *cat, const msgpack_object *map)
{
    return find(&cat->competencies->id, cat->n_competencies, sizeof *cat->competencies,
                bw_view(map, "competency"));
}

static void read_list(const struct bw_catalogue *cat, const msgpack_object *answer,
                      struct bw_ask_list *list)
{
    size_t n;
    const msgpack_object *items = bw_view_list(answer, "items", &n);
    list->n = 0;
    for (size_t i = 0; i < n && list->n < BW_ASK_LIST_MOST; i++) {
        uint32_t course = find_course(cat, &items[i]);
        if (course == BW_NONE)
            continue;
        list->course[list->n] = course;
        list->success[list->n++] = bw_view_number(&items[i], "success", 0);
    }
}

static enum bw_err ask_some_lists(struct bw_client *client, const struct bw_play *plays,
                                  uint32_t n_people, struct bw_ask_list *lists,
                                  struct bw_fail *fail)
{
    struct bw_args args;
    struct bw_reply reply;
    size_t n = 0;
    bw_args_init(&args);
    bw_args_key(&args, "employees");
    msgpack_pack_array(&args.packer, n_people);
    for (uint32_t i = 0; i < n_people; i++)
        pack_id(&args.packer, plays[i].person->id);
    bw_args_int(&args, "k", BW_ASK_LIST_MOST);
    bw_args_bool(&args, "explain", false);
    enum bw_err err = bw_client_ask(client, "recommend.many", &args, &reply, fail);
    bw_args_clear(&args);
    if (err)
        return err;
    const msgpack_object *answers = bw_view_list(reply.result, "items", &n);
    if (n != n_people)
        err = bw_fail_set(fail, BW_INTERNAL, "recommend.many: %zu answers for %u people", n,
                          n_people);
    for (uint32_t i = 0; i < n_people && !err; i++)
        read_list(plays[i].cat, &answers[i], &lists[i]);
    bw_reply_clear(&reply);
    return err;
}

enum bw_err bw_ask_lists(struct bw_client *client, const struct bw_play *plays, uint32_t n_people,
                         struct bw_ask_list *lists, struct bw_fail *fail)
{
    enum bw_err err = BW_OK;
    for (uint32_t i = 0; i < n_people && !err; i += PEOPLE_A_CALL) {
        uint32_t n = n_people - i < PEOPLE_A_CALL ? n_people - i : PEOPLE_A_CALL;
        err = ask_some_lists(client, plays + i, n, lists + i, fail);
    }
    return err;
}

static enum bw_err call_about(struct bw_client *client, const char *method,
                              const struct bw_play *play, struct bw_reply *reply,
                              struct bw_fail *fail)
{
    struct bw_args args;
    bw_args_init(&args);
    bw_args_key(&args, "employee");
    pack_id(&args.packer, play->person->id);
    enum bw_err err = bw_client_ask(client, method, &args, reply, fail);
    bw_args_clear(&args);
    return err;
}

enum bw_err bw_ask_beliefs(struct bw_client *client, const struct bw_play *play,
                           struct bw_ask_belief *belief, struct bw_fail *fail)
{
    struct bw_reply reply;
    size_t n, n_sources;
    enum bw_err err = call_about(client, "employee.profile", play, &reply, fail);
    if (err)
        return err;
    const msgpack_object *items = bw_view_list(reply.result, "items", &n);
    for (uint32_t c = 0; c < play->truth->n_competencies; c++)
        belief[c] = (struct bw_ask_belief){0, -1, false};
    for (size_t i = 0; i < n; i++) {
        uint32_t c = find_competency(play->cat, &items[i]);
        if (c == BW_NONE)
            continue;
        bw_view_list(&items[i], "sources", &n_sources);
        belief[c] = (struct bw_ask_belief){bw_view_number(&items[i], "have", 0),
                                           bw_view_number(&items[i], "have_sd", -1), n_sources > 0};
    }
    bw_reply_clear(&reply);
    return BW_OK;
}

enum bw_err bw_ask_lapsed(struct bw_client *client, struct bw_play *play, struct bw_fail *fail)
{
    struct bw_reply reply;
    size_t n;
    enum bw_err err = call_about(client, "gap.employee", play, &reply, fail);
    if (err)
        return err;
    const msgpack_object *items = bw_view_list(reply.result, "items", &n);
    for (size_t i = 0; i < n; i++) {
        uint32_t c = find_competency(play->cat, &items[i]);
        if (c != BW_NONE)
            play->lapsed[c] = bw_view_true(&items[i], "lapsed");
    }
    bw_reply_clear(&reply);
    return BW_OK;
}

struct knowing {
    const struct bw_play *play;
    struct bw_ranked_known *known;
    bw_day at[BW_PLAY_COMPETENCIES_MOST]; /* of what is known */
};

static void learn_of(struct knowing *knowing, uint32_t competency, double level, bw_day at)
{
    if (knowing->known->level[competency] >= 0 && at < knowing->at[competency])
        return;
    knowing->known->level[competency] = level;
    knowing->at[competency] = at;
}

/* Completed courses are not listed as evidence; they count as such. */
static void learn_of_courses(struct knowing *knowing)
{
    const struct bw_truth_person *person = knowing->play->person;
    for (size_t i = 0; i < person->n_done; i++) {
        const struct bw_course *course = &knowing->play->cat->courses[person->done[i].course];
        for (size_t t = 0; t < course->n_teaches; t++)
            learn_of(knowing, course->teaches[t].competency, course->teaches[t].to,
                     person->done[i].at);
    }
}

/* Is it somebody else's word on what is asked? Then it may be repeated. */
static bool consider_repeat(const struct bw_play *play, const msgpack_object *item, uint32_t c,
                            struct bw_ask_repeat *repeat)
{
    char source[BW_VIEW_LEN], by[BW_VIEW_LEN];
    bw_view_text(source, item, "source");
    bool others = strcmp(source, "manager") == 0 || strcmp(source, "peer") == 0 ||
                  strcmp(source, "test") == 0;
    if (!others || play->weight[c] <= 0)
        return false;
    repeat->competency = c;
    snprintf(repeat->source, sizeof repeat->source, "%.15s", source);
    snprintf(repeat->by, sizeof repeat->by, "%.63s", bw_view_text(by, item, "by"));
    return true;
}

enum bw_err bw_ask_known(struct bw_client *client, const struct bw_play *play,
                         struct bw_ranked_known *known, struct bw_ask_repeat *repeat,
                         struct bw_fail *fail)
{
    struct bw_reply reply;
    struct knowing knowing = {.play = play, .known = known};
    char date[BW_VIEW_LEN];
    size_t n;
    bw_day at, newest = BW_DAY_NONE;
    enum bw_err err = call_about(client, "evidence.list", play, &reply, fail);
    if (err)
        return err;
    for (uint32_t c = 0; c < play->truth->n_competencies; c++)
        known->level[c] = -1;
    repeat->source[0] = '\0';
    const msgpack_object *items = bw_view_list(reply.result, "items", &n);
    for (size_t i = 0; i < n; i++) {
        uint32_t c = find_competency(play->cat, &items[i]);
        bw_view_text(date, &items[i], "at");
        if (c == BW_NONE || !bw_day_parse(date, strlen(date), &at))
            continue;
        learn_of(&knowing, c, bw_view_number(&items[i], "level", 0), at);
        if ((newest == BW_DAY_NONE || at > newest) && consider_repeat(play, &items[i], c, repeat))
            newest = at;
    }
    learn_of_courses(&knowing);
    bw_reply_clear(&reply);
    return BW_OK;
}

void bw_ask_items_start(struct bw_ask_items *items, struct bw_client *client, struct bw_fail *fail)
{
    *items = (struct bw_ask_items){.client = client, .fail = fail};
    msgpack_sbuffer_init(&items->body);
    msgpack_packer_init(&items->packer, &items->body, msgpack_sbuffer_write);
}

static void send_items(struct bw_ask_items *items)
{
    struct bw_args args;
    if (items->n == 0 || items->err)
        return;
    bw_args_init(&args);
    bw_args_key(&args, "items");
    msgpack_pack_array(&args.packer, items->n);
    msgpack_sbuffer_write(&args.body, items->body.data, items->body.size);
    items->err = just_call(items->client, "evidence.add", &args, items->fail);
    msgpack_sbuffer_clear(&items->body);
    items->n = 0;
}

void bw_ask_items_add(struct bw_ask_items *items, const struct bw_ask_item *item)
{
    msgpack_packer *out = &items->packer;
    bool by = item->by && *item->by;
    msgpack_pack_map(out, 5U + by + (item->id != NULL));
    if (item->id) {
        bw_pack_str(out, "id");
        bw_pack_str(out, item->id);
    }
    bw_pack_str(out, "employee");
    pack_id(out, item->employee);
    bw_pack_str(out, "competency");
    pack_id(out, item->competency);
    bw_pack_str(out, "level");
    msgpack_pack_double(out, item->level);
    bw_pack_str(out, "source");
    bw_pack_str(out, item->source);
    bw_pack_str(out, "at");
    bw_pack_str(out, item->at);
    if (by) {
        bw_pack_str(out, "by");
        bw_pack_str(out, item->by);
    }
    if (++items->n == ITEMS_A_CALL)
        send_items(items);
}

enum bw_err bw_ask_items_end(struct bw_ask_items *items)
{
    send_items(items);
    msgpack_sbuffer_destroy(&items->body);
    return items->err;
}

static void pack_event(msgpack_packer *out, const struct bw_ask_ending *ending, const char *type,
                       const char *id, const char *at)
{
    msgpack_pack_map(out, 5);
    bw_pack_str(out, "id");
    bw_pack_str(out, id);
    bw_pack_str(out, "employee");
    pack_id(out, ending->employee);
    bw_pack_str(out, "course");
    pack_id(out, ending->course);
    bw_pack_str(out, "type");
    bw_pack_str(out, type);
    bw_pack_str(out, "at");
    bw_pack_str(out, at);
}

enum bw_err bw_ask_tell_endings(struct bw_client *client, const struct bw_ask_ending *endings,
                                uint32_t n, const char *day, uint32_t round, struct bw_fail *fail)
{
    struct bw_args args;
    char id[48], at[32];
    unsigned hour = (FIRST_HOUR + round) % 24;
    bw_args_init(&args);
    bw_args_key(&args, "items");
    msgpack_pack_array(&args.packer, 2 * (size_t)n);
    for (uint32_t i = 0; i < n; i++) {
        snprintf(id, sizeof id, "again-%u-%u-taken", round, i);
        snprintf(at, sizeof at, "%sT%02u:00:00Z", day, hour);
        pack_event(&args.packer, &endings[i], "enrolled", id, at);
        snprintf(id, sizeof id, "again-%u-%u-ended", round, i);
        snprintf(at, sizeof at, "%sT%02u:30:00Z", day, hour);
        pack_event(&args.packer, &endings[i], endings[i].completed ? "completed" : "dropped", id,
                   at);
    }
    return just_call(client, "event.add", &args, fail);
}

enum bw_err bw_ask_delete(struct bw_client *client, const char *const *ids, size_t n,
                          struct bw_fail *fail)
{
    struct bw_args args;
    bw_args_init(&args);
    bw_args_key(&args, "ids");
    msgpack_pack_array(&args.packer, n);
    for (size_t i = 0; i < n; i++)
        bw_pack_str(&args.packer, ids[i]);
    return just_call(client, "evidence.delete", &args, fail);
}

enum bw_err bw_ask_retire(struct bw_client *client, struct bw_str course, bool retired,
                          struct bw_fail *fail)
{
    struct bw_args args;
    struct bw_reply reply;
    bw_args_init(&args);
    bw_args_key(&args, "id");
    pack_id(&args.packer, course);
    enum bw_err err = bw_client_ask(client, "course.get", &args, &reply, fail);
    bw_args_clear(&args);
    if (err)
        return err;
    const msgpack_object *item = bw_view(reply.result, "item");
    uint32_t n = item && item->type == MSGPACK_OBJECT_MAP ? item->via.map.size : 0;
    bool had = bw_view(item, "retired") != NULL;
    bw_args_init(&args);
    bw_args_key(&args, "items");
    msgpack_pack_array(&args.packer, 1);
    msgpack_pack_map(&args.packer, n + !had);
    for (uint32_t i = 0; i < n; i++) {
        const msgpack_object_kv *field = &item->via.map.ptr[i];
        bool is_it =
            field->key.via.str.size == 7 && memcmp(field->key.via.str.ptr, "retired", 7) == 0;
        msgpack_pack_object(&args.packer, field->key);
        if (is_it)
            retired ? msgpack_pack_true(&args.packer) : msgpack_pack_false(&args.packer);
        else
            msgpack_pack_object(&args.packer, field->val);
    }
    if (!had) {
        bw_pack_str(&args.packer, "retired");
        retired ? msgpack_pack_true(&args.packer) : msgpack_pack_false(&args.packer);
    }
    bw_reply_clear(&reply);
    return just_call(client, "course.put", &args, fail);
}

enum bw_err bw_ask_newest_model(struct bw_client *client, char *version, size_t size,
                                struct bw_fail *fail)
{
    struct bw_reply reply;
    char text[BW_VIEW_LEN];
    size_t n;
    version[0] = '\0';
    enum bw_err err = bw_client_ask(client, "model.list", NULL, &reply, fail);
    if (err)
        return err;
    const msgpack_object *items = bw_view_list(reply.result, "items", &n);
    if (n > 0)
        snprintf(version, size, "%s", bw_view_text(text, &items[n - 1], "version"));
    bw_reply_clear(&reply);
    return BW_OK;
}

enum bw_err bw_ask_promote(struct bw_client *client, const char *version, bool *promoted,
                           struct bw_fail *fail)
{
    struct bw_args args;
    struct bw_reply reply;
    bw_args_init(&args);
    bw_args_str(&args, "version", version);
    enum bw_client_result result = bw_client_call(client, "model.promote", &args, &reply);
    bw_args_clear(&args);
    *promoted = result == BW_CLIENT_ANSWERED;
    enum bw_err err = BW_OK;
    if (!*promoted) {
        bw_fail_set(fail, BW_CONFLICT, "%s", reply.error);
        err = result == BW_CLIENT_REFUSED ? BW_OK : BW_INTERNAL;
    }
    bw_reply_clear(&reply);
    return err;
}

enum bw_err bw_ask_rollback(struct bw_client *client, struct bw_fail *fail)
{
    struct bw_args args;
    bw_args_init(&args);
    return just_call(client, "model.rollback", &args, fail);
}
