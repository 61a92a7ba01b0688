/* Any bytes as the file that --config names. Nothing may crash; what is refused says why and
 * changes nothing, what is taken lies within its ranges, is the same when it is read again, and
 * gives way to the command line. */
#include <stdlib.h>
#include <string.h>

#include "daemon/config.h"
#include "tests/fuzz/fuzz_help.h"

static void check_texts(const struct bw_config *config)
{
    must(memchr(config->data, 0, sizeof config->data) != NULL);
    must(memchr(config->unix_path, 0, sizeof config->unix_path) != NULL);
    must(memchr(config->solver, 0, sizeof config->solver) != NULL);
    must(config->n_listen >= 1 && config->n_listen <= BW_LISTEN_MOST);
    for (size_t i = 0; i < config->n_listen; i++)
        must(memchr(config->listen[i], 0, sizeof config->listen[i]) != NULL);
}

static void check_ranges(const struct bw_config *config)
{
    const struct bw_limits *limits = &config->limits;
    const size_t sizes[] = {limits->message_bytes, limits->bulk_bytes,   limits->objects,
                            limits->bulk_objects,  limits->in_flight,    limits->connections,
                            limits->waiting_bytes, limits->import_bytes, limits->arena_bytes};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        must(sizes[i] <= (size_t)1 << 40);
    must(limits->nesting <= 64);
    must(limits->idle_seconds >= 0 && limits->idle_seconds <= 1000000);
    must(config->workers >= 1 && config->workers <= 256);
    must(config->errands >= 1 && config->errands <= 256);
    must(config->solver_seconds >= 0 && config->solver_seconds <= BW_SOLVER_SECONDS_MOST);
    must(config->peers_seconds >= 0 && config->peers_seconds <= 1000000);
    must(config->least_group >= 0 && config->least_group <= 1000000);
}

static void must_be_same(const struct bw_config *a, const struct bw_config *b)
{
    must(strcmp(a->data, b->data) == 0 && strcmp(a->unix_path, b->unix_path) == 0);
    must(strcmp(a->solver, b->solver) == 0 && a->n_listen == b->n_listen);
    for (size_t i = 0; i < a->n_listen; i++)
        must(strcmp(a->listen[i], b->listen[i]) == 0);
    must(a->workers == b->workers && a->errands == b->errands && a->learned == b->learned);
    must(a->least_group == b->least_group && a->peers_seconds == b->peers_seconds);
    must(a->limits.message_bytes == b->limits.message_bytes);
}

static enum bw_err read_config(char **argv, int argc, struct bw_config *out)
{
    struct bw_fail fail = {BW_OK, {0}};
    const char *show = NULL;
    fuzz_fill(out, sizeof *out);
    enum bw_err err = bw_config_read(argc, argv, out, &show, &fail);
    must(!show);
    if (err) {
        must(err == BW_BAD_REQUEST);
        must_say_why(&fail);
        must(fuzz_is_filled(out, sizeof *out));
    } else {
        check_texts(out);
        check_ranges(out);
    }
    return err;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct bw_config once, again;
    char path[64];
    strncpy(path, fuzz_file(0, bytes, size), sizeof path - 1);
    path[sizeof path - 1] = 0;
    char *argv[] = {"bekwaamd", "--config",  path,       "--workers", "3",
                    "--data",   "elsewhere", "--listen", "none",      NULL};
    enum bw_err err = read_config(argv, 3, &once);
    must(read_config(argv, 3, &again) == err);
    if (err == BW_OK)
        must_be_same(&once, &again);
    must(read_config(argv, 9, &again) == err);
    if (err)
        return 0;
    must(again.workers == 3 && strcmp(again.data, "elsewhere") == 0);
    must(again.n_listen == 1 && strcmp(again.listen[0], "none") == 0);
    must(again.errands == once.errands && again.least_group == once.least_group);
    return 0;
}
