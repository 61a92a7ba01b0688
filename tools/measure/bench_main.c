/* bekwaam-bench: the measuring half of tools/bench; each subcommand writes figures. */
#include <getopt.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/app.h"
#include "tools/measure/bench.h"
#include "tools/text.h"

#define PATIENCE_MS 120000

static const char help[] =
    "bekwaam-bench COMMAND [options]: measures one thing; tools/bench runs them all\n"
    "\n"
    "  survey   ids, counts and orgs of a store        --data --dir\n"
    "  inproc   people and recommend, in process       --data --employees --today [-n]\n"
    "  rpc      recommend over a socket                --employees, load\n"
    "  write    evidence.add over a socket             --employees --competencies --today\n"
    "                                                  --batch, load\n"
    "  lmdb     LMDB alone, in a new folder            --dir -n --bytes --batch --seconds\n"
    "  start    a daemon, until its first answer       --data --daemon --employees --dir [--cold]\n"
    "  team     gap.team of one org                    --id, load\n"
    "  publish  a course written until it is visible   --id -n, where\n"
    "  vectors  products of text vectors               [-n]\n"
    "  report   a table of the figures gathered        --figures [--json]\n"
    "\n"
    "Where: --unix PATH or --connect HOST:PORT. Load: where, --conns N, --depth D in flight on "
    "each\n"
    "or --rate R a second (open loop), --warm S, --seconds S, -n ANSWERS at most, --server PID\n"
    "(counts its processor time). All: --name PREFIX of the figures, --seed N.\n";

enum form { TEXT, COUNT, NUMBER, DAY, YES };

static const struct {
    const char *name;
    enum form form;
    size_t offset;
} options[] = {
#define OPTION(name, form, field)                                                                  \
    {                                                                                              \
        name, form, offsetof(struct bw_bench, field)                                               \
    }
    OPTION("data", TEXT, data),
    OPTION("unix", TEXT, unix_path),
    OPTION("connect", TEXT, address),
    OPTION("daemon", TEXT, daemon),
    OPTION("employees", TEXT, employees),
    OPTION("competencies", TEXT, competencies),
    OPTION("name", TEXT, name),
    OPTION("figures", TEXT, figures),
    OPTION("json", TEXT, json),
    OPTION("dir", TEXT, dir),
    OPTION("id", TEXT, id),
    OPTION("conns", COUNT, conns),
    OPTION("depth", COUNT, depth),
    OPTION("batch", COUNT, batch),
    OPTION("bytes", COUNT, bytes),
    OPTION("n", COUNT, n),
    OPTION("seed", COUNT, seed),
    OPTION("server", COUNT, server),
    OPTION("rate", NUMBER, rate),
    OPTION("warm", NUMBER, warm_s),
    OPTION("seconds", NUMBER, seconds),
    OPTION("today", DAY, today),
    OPTION("cold", YES, cold),
#undef OPTION
};
#define N_OPTIONS (sizeof options / sizeof *options)

static const struct {
    const char *name;
    int (*run)(const struct bw_bench *bench);
    const char *needs[4];
} commands[] = {
    {"survey", bw_bench_survey, {"data", "dir"}},
    {"inproc", bw_bench_inproc, {"data", "employees", "today"}},
    {"rpc", bw_bench_rpc, {"employees"}},
    {"write", bw_bench_write, {"employees", "competencies", "today"}},
    {"lmdb", bw_bench_lmdb, {"dir"}},
    {"start", bw_bench_start, {"data", "daemon", "employees", "dir"}},
    {"team", bw_bench_team, {"id"}},
    {"publish", bw_bench_publish, {"id"}},
    {"vectors", bw_bench_vectors, {NULL}},
    {"report", bw_bench_report, {"figures"}},
};

void bw_bench_figure(const struct bw_bench *bench, const char *name, double value)
{
    printf("figure\t%s.%s\t%.9g\n", bench->name, name, value);
}

void bw_bench_fact(const char *name, const char *format, ...)
{
    va_list list;
    printf("fact\t%s\t", name);
    va_start(list, format);
    vprintf(format, list);
    va_end(list);
    putchar('\n');
}

void bw_bench_missing(const struct bw_bench *bench, const char *why, const char *format, ...)
{
    va_list list;
    printf("missing\t%s.", bench->name);
    va_start(list, format);
    vprintf(format, list);
    va_end(list);
    printf("\t%s\n", why);
}

int bw_bench_failed(const struct bw_bench *bench, const struct bw_fail *fail)
{
    fprintf(stderr, "bekwaam-bench: %s: %s: %s\n", bench->name, bw_err_name(fail->code),
            fail->text);
    return BW_EXIT_ERROR;
}

struct bw_client_options bw_bench_to(const struct bw_bench *bench)
{
    const char *address = bench->address ? bench->address : BW_APP_ADDRESS;
    return (struct bw_client_options){
        .unix_path = bench->unix_path, .address = address, .timeout_ms = PATIENCE_MS};
}

static int wrong_usage(const char *format, const char *word)
{
    fputs("bekwaam-bench: ", stderr);
    fprintf(stderr, format, word);
    fputs("\nSee: bekwaam-bench --help\n", stderr);
    return BW_EXIT_USAGE;
}

/* Sets one option; false when the value is none of its form. */
static bool set_option(struct bw_bench *bench, size_t which, const char *value)
{
    char *at = (char *)bench + options[which].offset, *end = NULL;
    double number;
    switch (options[which].form) {
    case TEXT:
        memcpy(at, &value, sizeof value);
        return true;
    case COUNT:
        *(uint64_t *)(void *)at = strtoull(value, &end, 10);
        return *value != '-' && end != value && *end == 0;
    case NUMBER:
        number = strtod(value, &end);
        *(double *)(void *)at = number;
        return end != value && *end == 0 && number >= 0 && number < 1e9;
    case DAY:
        return bw_day_parse(value, strlen(value), (bw_day *)(void *)at);
    case YES:
        *(bool *)(void *)at = true;
        return true;
    }
    return false;
}

static int read_options(struct bw_bench *bench, int argc, char **argv)
{
    struct option list[N_OPTIONS + 1] = {0};
    int which;
    for (size_t i = 0; i < N_OPTIONS; i++) {
        list[i].name = options[i].name;
        list[i].has_arg = options[i].form == YES ? no_argument : required_argument;
        list[i].val = (int)i;
    }
    while ((which = getopt_long_only(argc, argv, "", list, NULL)) != -1) {
        if (which < 0 || which >= (int)N_OPTIONS)
            return wrong_usage("what \"%s\" means is not known", argv[optind - 1]);
        if (!set_option(bench, (size_t)which, optarg))
            return wrong_usage("--%s: not a value for it", options[which].name);
    }
    return optind == argc ? BW_EXIT_WELL : wrong_usage("\"%s\" is too much", argv[optind]);
}

static bool is_given(const struct bw_bench *bench, const char *name)
{
    for (size_t i = 0; i < N_OPTIONS; i++) {
        const char *value;
        if (strcmp(options[i].name, name) != 0)
            continue;
        if (options[i].form == DAY)
            return bench->today != BW_DAY_NONE;
        memcpy(&value, (const char *)bench + options[i].offset, sizeof value);
        return value != NULL;
    }
    return false;
}

static int run(struct bw_bench *bench, int argc, char **argv)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(commands[i].name, argv[0]) != 0)
            continue;
        int exit_code = read_options(bench, argc, argv);
        for (size_t n = 0; !exit_code && n < 4 && commands[i].needs[n]; n++)
            if (!is_given(bench, commands[i].needs[n]))
                exit_code = wrong_usage("--%s is missing", commands[i].needs[n]);
        if (!exit_code && (bench->conns < 1 || bench->depth < 1 || bench->batch < 1 ||
                           bench->conns > 1000 || bench->conns * bench->depth > 60000))
            exit_code = wrong_usage("%s: 1 to 1000 connections, up to 60000 requests in all",
                                    "--conns, --depth, --batch");
        return exit_code ? exit_code : commands[i].run(bench);
    }
    return wrong_usage("\"%s\" is no command", argv[0]);
}

int main(int argc, char **argv)
{
    struct bw_bench bench = {.name = "bench",
                             .conns = 1,
                             .depth = 1,
                             .batch = 1,
                             .warm_s = .5,
                             .seconds = 5,
                             .seed = 1,
                             .today = BW_DAY_NONE};
    bw_text_setup();
    if (argc < 2)
        return wrong_usage("a command is %s", "missing");
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        fputs(help, stdout);
        return BW_EXIT_WELL;
    }
    int exit_code = run(&bench, argc - 1, argv + 1);
    if (fflush(stdout) != 0 && exit_code == BW_EXIT_WELL) {
        perror("bekwaam-bench: stdout");
        exit_code = BW_EXIT_ERROR;
    }
    return exit_code;
}
