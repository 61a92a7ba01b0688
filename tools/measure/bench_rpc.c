/* rpc: recommend for shuffled employees, over a socket. */
#include "tools/app.h"
#include "tools/measure/bench.h"
#include "tools/measure/bench_answer.h"
#include "tools/measure/bench_names.h"

#define K 10 /* the daemon's default */

struct asker {
    struct bw_names employees;
    uint32_t next;
};

static void ask(void *context, msgpack_packer *out, uint32_t *subject)
{
    struct asker *asker = context;
    struct bw_str id = asker->employees.at[asker->next];
    *subject = asker->next;
    asker->next = (asker->next + 1) % (uint32_t)asker->employees.n;
    bw_pack_str(out, "recommend");
    msgpack_pack_array(out, 1);
    msgpack_pack_map(out, 1);
    bw_pack_str(out, "employee");
    msgpack_pack_str_with_body(out, id.at, id.len);
}

static const char *judge(void *context, uint32_t subject, const char *result, size_t len)
{
    const struct asker *asker = context;
    return bw_answer_look(asker->employees.at[subject], result, len);
}

static const char *inspect(void *context, uint32_t subject, const char *result, size_t len)
{
    const struct asker *asker = context;
    return bw_answer_check(asker->employees.at[subject], K, result, len);
}

int bw_bench_rpc(const struct bw_bench *bench)
{
    struct asker asker = {0};
    struct bw_drive_work work = {&asker, ask, judge, inspect};
    struct bw_drive_options options = bw_bench_drive_options(bench);
    struct bw_drive_result result;
    struct bw_fail fail;
    enum bw_err err = bw_names_read(bench->employees, &asker.employees, &fail);
    if (err)
        return bw_bench_failed(bench, &fail);
    bw_names_shuffle(&asker.employees, bench->seed);
    err = bw_drive(&options, &work, &result, &fail);
    if (!err) {
        bw_bench_drive_figures(bench, &result, 1);
        bw_drive_release(&result);
    }
    bw_names_release(&asker.employees);
    return err ? bw_bench_failed(bench, &fail) : BW_EXIT_WELL;
}
