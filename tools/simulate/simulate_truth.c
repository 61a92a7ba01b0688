#include "tools/simulate/simulate_truth.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct bw_sim_truth {
    FILE *file;
    char *path, *part;
    msgpack_packer packer;
};

static int write_to(void *data, const char *bytes, size_t len)
{
    return fwrite(bytes, 1, len, data) == len ? 0 : -1;
}

enum bw_err bw_sim_truth_open(const char *path, struct bw_sim_truth **out, struct bw_fail *fail)
{
    struct bw_sim_truth *truth = calloc(1, sizeof *truth);
    size_t room = strlen(path) + sizeof ".part";
    if (truth && (truth->path = strdup(path)) && (truth->part = malloc(room))) {
        snprintf(truth->part, room, "%s.part", path);
        truth->file = fopen(truth->part, "wb");
    }
    if (!truth || !truth->file) {
        enum bw_err err = bw_fail_set(fail, BW_INTERNAL, "%s.part: %s", path, strerror(errno));
        if (truth) {
            free(truth->path);
            free(truth->part);
        }
        free(truth);
        return err;
    }
    msgpack_packer_init(&truth->packer, truth->file, write_to);
    *out = truth;
    return BW_OK;
}

static void pack_text(msgpack_packer *out, const char *text)
{
    msgpack_pack_str_with_body(out, text, strlen(text));
}

static void pack_sources(msgpack_packer *out)
{
    static const char *const names[BW_SOURCE_COUNT] = {"self", "peer",        "manager",
                                                       "test", "certificate", "course"};
    msgpack_pack_map(out, BW_SOURCE_COUNT);
    for (int s = 0; s < BW_SOURCE_COUNT; s++) {
        pack_text(out, names[s]);
        msgpack_pack_map(out, 4);
        pack_text(out, "bias");
        msgpack_pack_double(out, bw_sim_eyes[s].bias);
        pack_text(out, "sd");
        msgpack_pack_double(out, bw_sim_eyes[s].sd);
        pack_text(out, "rater_sd");
        msgpack_pack_double(out, bw_sim_eyes[s].rater_sd);
        pack_text(out, "steps");
        msgpack_pack_double(out, bw_sim_eyes[s].steps);
    }
}

void bw_sim_truth_head(struct bw_sim_truth *truth, const struct bw_sim *sim)
{
    msgpack_packer *out = &truth->packer;
    char today[BW_DAY_TEXT_LEN + 1];
    bw_day_format(sim->today, today);
    msgpack_pack_map(out, 10);
    pack_text(out, "format");
    pack_text(out, "bekwaam-truth");
    pack_text(out, "version");
    msgpack_pack_int(out, 1);
    pack_text(out, "seed");
    msgpack_pack_uint64(out, sim->seed);
    pack_text(out, "size");
    pack_text(out, sim->size->name);
    pack_text(out, "today");
    pack_text(out, today);
    pack_text(out, "sources");
    pack_sources(out);
    pack_text(out, "unmet_most");
    msgpack_pack_double(out, BW_SIM_UNMET_MOST);
    pack_text(out, "competencies");
    msgpack_pack_array(out, sim->cat->n_competencies);
    for (uint32_t c = 0; c < sim->cat->n_competencies; c++)
        msgpack_pack_str_with_body(out, sim->cat->competencies[c].id.at,
                                   sim->cat->competencies[c].id.len);
    pack_text(out, "employees");
    msgpack_pack_uint32(out, sim->size->n_people);
    pack_text(out, "courses");
    msgpack_pack_uint32(out, sim->cat->n_courses);
}

void bw_sim_truth_person(struct bw_sim_truth *truth, const struct bw_sim *sim,
                         const struct bw_sim_person *person)
{
    msgpack_packer *out = &truth->packer;
    msgpack_pack_array(out, 3);
    pack_text(out, person->id);
    msgpack_pack_float(out, (float)person->drive);
    msgpack_pack_array(out, (size_t)2 * person->n_skills);
    for (uint32_t i = 0; i < person->n_skills; i++) {
        uint32_t competency = person->skills[i].competency;
        msgpack_pack_uint32(out, competency);
        msgpack_pack_float(out, (float)bw_sim_level(person, competency, sim->today));
    }
}

void bw_sim_truth_courses(struct bw_sim_truth *truth, const struct bw_sim *sim)
{
    msgpack_packer *out = &truth->packer;
    for (uint32_t k = 0; k < sim->cat->n_courses; k++) {
        struct bw_sim_course_truth course = bw_sim_course_truth(sim, k);
        msgpack_pack_array(out, 3);
        msgpack_pack_str_with_body(out, sim->cat->courses[k].id.at, sim->cat->courses[k].id.len);
        msgpack_pack_float(out, (float)course.effect);
        msgpack_pack_float(out, (float)course.difficulty);
    }
}

enum bw_err bw_sim_truth_close(struct bw_sim_truth *truth, bool well, struct bw_fail *fail)
{
    enum bw_err err = BW_OK;
    if (!truth)
        return BW_OK;
    bool trouble = ferror(truth->file) != 0;
    trouble |= fclose(truth->file) != 0;
    if (well && (trouble || rename(truth->part, truth->path) != 0))
        err = bw_fail_set(fail, BW_INTERNAL, "%s: %s", truth->path, strerror(errno));
    if (!well || err)
        unlink(truth->part);
    free(truth->path);
    free(truth->part);
    free(truth);
    return err;
}
