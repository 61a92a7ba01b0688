/* team: gap.team of a whole org. publish: a course written, until questions are answered with it.
 */
#include <stdlib.h>
#include <string.h>

#include "tools/app.h"
#include "tools/measure/bench.h"
#include "tools/measure/bench_usage.h"
#include "tools/view.h"

struct team {
    const char *org;
    int64_t people;
};

static void ask(void *context, msgpack_packer *out, uint32_t *subject)
{
    const struct team *team = context;
    *subject = 0;
    bw_pack_str(out, "gap.team");
    msgpack_pack_array(out, 1);
    msgpack_pack_map(out, 1);
    bw_pack_str(out, "org");
    bw_pack_str(out, team->org);
}

/* Seen in full, after its time was taken. */
static const char *judge(void *context, uint32_t subject, const char *result, size_t len)
{
    struct team *team = context;
    msgpack_unpacked unpacked;
    (void)subject;
    msgpack_unpacked_init(&unpacked);
    bool whole = msgpack_unpack_next(&unpacked, result, len, NULL) == MSGPACK_UNPACK_SUCCESS;
    team->people = whole ? bw_view_int(&unpacked.data, "people", 0) : 0;
    msgpack_unpacked_destroy(&unpacked);
    return team->people > 0 ? NULL : "a team report about nobody";
}

int bw_bench_team(const struct bw_bench *bench)
{
    struct team team = {.org = bench->id};
    struct bw_drive_work work = {&team, ask, judge, NULL};
    struct bw_drive_options options = bw_bench_drive_options(bench);
    struct bw_drive_result result;
    struct bw_fail fail;
    if (bw_drive(&options, &work, &result, &fail) != BW_OK)
        return bw_bench_failed(bench, &fail);
    for (size_t i = 0; i < result.latency.n; i++)
        bw_bench_figure(bench, "ms", 1e-6 * (double)result.latency.samples[i]);
    bw_bench_figure(bench, "people", (double)team.people);
    bw_bench_figure(bench, "bytes", (double)result.n_bytes / (double)result.n);
    bw_drive_release(&result);
    return BW_EXIT_WELL;
}

/* The course, an hour longer than it was. */
static void pack_longer(struct bw_args *args, const msgpack_object *course, double hours)
{
    bw_args_key(args, "items");
    msgpack_pack_array(&args->packer, 1);
    msgpack_pack_map(&args->packer, course->via.map.size);
    for (uint32_t i = 0; i < course->via.map.size; i++) {
        const msgpack_object_kv *field = &course->via.map.ptr[i];
        bool is_hours =
            field->key.via.str.size == 5 && memcmp(field->key.via.str.ptr, "hours", 5) == 0;
        msgpack_pack_object(&args->packer, field->key);
        if (is_hours)
            msgpack_pack_double(&args->packer, hours);
        else
            msgpack_pack_object(&args->packer, field->val);
    }
}

static enum bw_err get_course(struct bw_client *client, const char *id, struct bw_reply *reply,
                              struct bw_fail *fail)
{
    struct bw_args args;
    bw_args_init(&args);
    bw_args_str(&args, "id", id);
    enum bw_err err = bw_client_ask(client, "course.get", &args, reply, fail);
    bw_args_clear(&args);
    return err;
}

/* Is the snapshot that answers are made with ("day/catalogue/people") not older than `revision`? */
static enum bw_err check_visible(struct bw_client *client, int64_t revision, struct bw_fail *fail)
{
    struct bw_reply info;
    char snapshot[BW_VIEW_LEN];
    enum bw_err err = bw_client_ask(client, "server.info", NULL, &info, fail);
    if (err)
        return err;
    bw_view_text(snapshot, info.result, "snapshot");
    bw_reply_clear(&info);
    const char *slash = strchr(snapshot, '/');
    if (!slash || strtoll(slash + 1, NULL, 10) < revision)
        return bw_fail_set(fail, BW_INTERNAL,
                           "a write of revision %lld was answered, but the snapshot is %s",
                           (long long)revision, snapshot);
    return BW_OK;
}

static enum bw_err publish_once(const struct bw_bench *bench, struct bw_client *client,
                                struct bw_fail *fail)
{
    struct bw_reply course, written;
    struct bw_args args;
    enum bw_err err = get_course(client, bench->id, &course, fail);
    if (err)
        return err;
    const msgpack_object *item = bw_view(course.result, "item");
    bw_args_init(&args);
    pack_longer(&args, item, bw_view_number(item, "hours", 0) + 1);
    uint64_t from_ns = bw_usage_now_ns();
    err = bw_client_ask(client, "course.put", &args, &written, fail);
    uint64_t answered_ns = bw_usage_now_ns();
    bw_args_clear(&args);
    bw_reply_clear(&course);
    if (err)
        return err;
    int64_t revision = bw_view_int(written.result, "revision", INT64_MAX);
    bw_reply_clear(&written);
    err = check_visible(client, revision, fail);
    if (!err)
        bw_bench_figure(bench, "ms", 1e-6 * (double)(answered_ns - from_ns));
    return err;
}

int bw_bench_publish(const struct bw_bench *bench)
{
    struct bw_client_options to = bw_bench_to(bench);
    struct bw_client *client;
    struct bw_fail fail;
    enum bw_err err = bw_client_open(&to, &client, &fail);
    if (err)
        return bw_bench_failed(bench, &fail);
    for (uint64_t i = 0; !err && i < (bench->n ? bench->n : 1); i++)
        err = publish_once(bench, client, &fail);
    bw_client_close(client);
    return err ? bw_bench_failed(bench, &fail) : BW_EXIT_WELL;
}
