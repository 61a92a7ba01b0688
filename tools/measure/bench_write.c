/* write: evidence.add over a socket, answered when it is durable. */
#include <inttypes.h>
#include <stdio.h>

#include "tools/app.h"
#include "tools/measure/bench.h"
#include "tools/measure/bench_names.h"
#include "tools/view.h"

/* Evidence of the last so many days. */
#define DAYS_BACK 1000

struct writing {
    const struct bw_bench *bench;
    struct bw_names employees, competencies;
    size_t next;
    uint64_t state;
    uint64_t n_items;
};

/* One item that is in no store yet, because whoever gives it is new: every item has to be written.
 * Neighbours are about different employees, which is the harder case. */
static void pack_item(struct writing *writing, msgpack_packer *out)
{
    struct bw_str employee = writing->employees.at[writing->next];
    struct bw_str competency =
        writing->competencies.at[bw_names_draw(&writing->state) % writing->competencies.n];
    char at[BW_DAY_TEXT_LEN + 1], by[48];
    snprintf(by, sizeof by, "bench-%" PRIx64 "-%" PRIx64, writing->bench->seed, ++writing->n_items);
    bw_day_format(writing->bench->today - (bw_day)(bw_names_draw(&writing->state) % DAYS_BACK), at);
    writing->next = (writing->next + 1) % writing->employees.n;
    msgpack_pack_map(out, 6);
    bw_pack_str(out, "employee");
    msgpack_pack_str_with_body(out, employee.at, employee.len);
    bw_pack_str(out, "competency");
    msgpack_pack_str_with_body(out, competency.at, competency.len);
    bw_pack_str(out, "level");
    msgpack_pack_double(out, (double)(bw_names_draw(&writing->state) % 11) / 2);
    bw_pack_str(out, "source");
    bw_pack_str(out, "peer");
    bw_pack_str(out, "at");
    bw_pack_str(out, at);
    bw_pack_str(out, "by");
    bw_pack_str(out, by);
}

static void ask(void *context, msgpack_packer *out, uint32_t *subject)
{
    struct writing *writing = context;
    *subject = 0;
    bw_pack_str(out, "evidence.add");
    msgpack_pack_array(out, 1);
    msgpack_pack_map(out, 1);
    bw_pack_str(out, "items");
    msgpack_pack_array(out, writing->bench->batch);
    for (uint64_t i = 0; i < writing->bench->batch; i++)
        pack_item(writing, out);
}

/* Answers are small: each is read in full. */
static const char *judge(void *context, uint32_t subject, const char *result, size_t len)
{
    const struct writing *writing = context;
    msgpack_unpacked unpacked;
    (void)subject;
    msgpack_unpacked_init(&unpacked);
    bool whole = msgpack_unpack_next(&unpacked, result, len, NULL) == MSGPACK_UNPACK_SUCCESS;
    int64_t written = whole ? bw_view_int(&unpacked.data, "written", -1) : -1;
    msgpack_unpacked_destroy(&unpacked);
    return written == (int64_t)writing->bench->batch ? NULL : "not all items were written";
}

int bw_bench_write(const struct bw_bench *bench)
{
    struct writing writing = {.bench = bench, .state = bench->seed};
    struct bw_drive_work work = {&writing, ask, judge, NULL};
    struct bw_drive_options options = bw_bench_drive_options(bench);
    struct bw_drive_result result;
    struct bw_fail fail;
    enum bw_err err = bw_names_read(bench->employees, &writing.employees, &fail);
    if (!err)
        err = bw_names_read(bench->competencies, &writing.competencies, &fail);
    if (!err) {
        bw_names_shuffle(&writing.employees, bench->seed);
        err = bw_drive(&options, &work, &result, &fail);
    }
    if (!err) {
        bw_bench_drive_figures(bench, &result, (double)bench->batch);
        bw_drive_release(&result);
    }
    bw_names_release(&writing.employees);
    bw_names_release(&writing.competencies);
    return err ? bw_bench_failed(bench, &fail) : BW_EXIT_WELL;
}
