/* Options: the file, the command line over it, and what is said of wrong ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/config.h"

static char path[64];

static void write_file(const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static int setup(void **state)
{
    (void)state;
    snprintf(path, sizeof path, "/tmp/bekwaam-config-XXXXXX");
    int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int teardown(void **state)
{
    (void)state;
    return unlink(path);
}

static enum bw_err read_with(struct bw_config *config, struct bw_fail *fail, int argc,
                             const char *const *arguments)
{
    char *argv[16] = {"bekwaamd"};
    const char *show;
    for (int i = 0; i < argc; i++)
        argv[1 + i] = (char *)(uintptr_t)arguments[i];
    return bw_config_read(1 + argc, argv, config, &show, fail);
}

static void config__defaults_are_those_of_the_contract(void **state)
{
    struct bw_config config;
    struct bw_fail fail;
    (void)state;
    assert_int_equal(read_with(&config, &fail, 0, NULL), BW_OK);
    assert_int_equal(config.n_listen, 1);
    assert_string_equal(config.listen[0], "127.0.0.1:7611");
    assert_string_equal(config.unix_path, "bekwaam-data/socket");
    assert_int_equal(config.today, BW_DAY_NONE);
    assert_int_equal(config.least_group, 5);
    assert_int_equal(config.limits.message_bytes, 1 << 20);
    assert_int_equal(config.limits.bulk_bytes, 16 << 20);
    assert_int_equal(config.limits.nesting, 16);
    assert_int_equal(config.limits.objects, 100000);
    assert_true(config.workers >= 1);
    assert_int_equal(config.errands, 2);
    assert_string_equal(config.solver, "");
    assert_int_equal(config.solver_seconds, 30);
}

static void config__the_command_line_goes_over_the_file(void **state)
{
    static const char *const arguments[] = {"--errands", "4",        "--solver", "off",
                                            "--workers", "3",        "--config", path,
                                            "--listen",  "[::1]:99", "--data",   "here"};
    struct bw_config config;
    struct bw_fail fail;
    (void)state;
    write_file("{\"errands\": 3, \"solver\": \"/there\", \"solver_seconds\": 12,"
               " \"workers\": 2, \"data\": \"there\", \"unix\": \"sock\", \"least_group\": 9,"
               " \"listen\": [\"127.0.0.1:1\", \"127.0.0.1:2\"],"
               " \"limits\": {\"message_bytes\": 5000, \"nesting\": 8}}");
    assert_int_equal(read_with(&config, &fail, 12, arguments), BW_OK);
    assert_int_equal(config.workers, 3);
    assert_int_equal(config.errands, 4);
    assert_string_equal(config.solver, "off");
    assert_int_equal(config.solver_seconds, 12);
    assert_string_equal(config.data, "here");
    assert_string_equal(config.unix_path, "sock");
    assert_int_equal(config.n_listen, 1);
    assert_string_equal(config.listen[0], "[::1]:99");
    assert_int_equal(config.least_group, 9);
    assert_int_equal(config.limits.message_bytes, 5000);
    assert_int_equal(config.limits.nesting, 8);
}

static void config__listens_on_every_address_given(void **state)
{
    static const char *const arguments[] = {"--listen", "127.0.0.1:0", "--listen", "[::1]:0"};
    struct bw_config config;
    struct bw_fail fail;
    (void)state;
    assert_int_equal(read_with(&config, &fail, 4, arguments), BW_OK);
    assert_int_equal(config.n_listen, 2);
    assert_string_equal(config.listen[0], "127.0.0.1:0");
    assert_string_equal(config.listen[1], "[::1]:0");
}

static void config__names_what_is_wrong_in_a_file(void **state)
{
    static const struct {
        const char *text, *says;
    } wrong[] = {
        {"{\"wrokers\": 2}", "wrokers"},
        {"{\"limits\": {\"mesage_bytes\": 2}}", "mesage_bytes"},
        {"{\"workers\": 0}", "workers"},
        {"{\"workers\": \"two\"}", "workers"},
        {"{\"errands\": 257}", "errands"},
        {"{\"solver\": false}", "solver"},
        {"{\"solver_seconds\": 601}", "solver_seconds"},
        {"{\"least_group\": -1}", "least_group"},
        {"{\"limits\": {\"objects\": -1}}", "objects"},
        {"{\"listen\": [7]}", "listen"},
        {"{\"data\": 7}", "data"},
        {"[]", path},
        {"{\"workers\": 2, \"workers\": 3}", path},
        {"no JSON", path},
    };
    static const char *const arguments[] = {"--config", path};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct bw_config config;
        struct bw_fail fail = {0};
        write_file(wrong[i].text);
        assert_int_equal(read_with(&config, &fail, 2, arguments), BW_BAD_REQUEST);
        if (!strstr(fail.text, wrong[i].says))
            fail_msg("%s: \"%s\" does not name %s", wrong[i].text, fail.text, wrong[i].says);
    }
}

static void config__names_wrong_options(void **state)
{
    static const char *const wrong[][2] = {
        {"--wrokers", "2"},       {"--workers", "0"}, {"--workers", "4x"},       {"--workers", ""},
        {"--errands", "0"},       {"--solver", NULL}, {"--today", "23-11-2026"}, {"--data", NULL},
        {"--config", "/nowhere"}, {"surplus", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct bw_config config;
        struct bw_fail fail = {0};
        const char *name = wrong[i][0][0] == '-' ? wrong[i][0] + 2 : wrong[i][0];
        if (strcmp(name, "config") == 0)
            name = "/nowhere";
        if (read_with(&config, &fail, wrong[i][1] ? 2 : 1, wrong[i]) != BW_BAD_REQUEST)
            fail_msg("%s %s is taken", wrong[i][0], wrong[i][1] ? wrong[i][1] : "");
        if (!strstr(fail.text, name))
            fail_msg("%s: \"%s\" does not name it", wrong[i][0], fail.text);
    }
}

static void config__help_and_version_are_only_shown(void **state)
{
    struct bw_config config;
    struct bw_fail fail;
    const char *show;
    char *help[] = {"bekwaamd", "--help"}, *version[] = {"bekwaamd", "--version"};
    (void)state;
    assert_int_equal(bw_config_read(2, help, &config, &show, &fail), BW_OK);
    assert_string_equal(show, "help");
    assert_int_equal(bw_config_read(2, version, &config, &show, &fail), BW_OK);
    assert_string_equal(show, "version");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(config__defaults_are_those_of_the_contract),
        cmocka_unit_test(config__the_command_line_goes_over_the_file),
        cmocka_unit_test(config__listens_on_every_address_given),
        cmocka_unit_test(config__names_what_is_wrong_in_a_file),
        cmocka_unit_test(config__names_wrong_options),
        cmocka_unit_test(config__help_and_version_are_only_shown),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
