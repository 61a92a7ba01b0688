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

static void pack_sources(msgpack_packer *out, const struct bw_sim_eye *eyes)
{
    static const char *const names[BW_SOURCE_COUNT] = {"self", "peer",        "manager",
                                                       "test", "certificate", "course"};
    msgpack_pack_map(out, BW_SOURCE_COUNT);
    for (int s = 0; s < BW_SOURCE_COUNT; s++) {
        pack_text(out, names[s]);
        msgpack_pack_map(out, 4);
        pack_text(out, "bias");
        msgpack_pack_double(out, eyes[s].bias);
        pack_text(out, "sd");
        msgpack_pack_double(out, eyes[s].sd);
        pack_text(out, "rater_sd");
        msgpack_pack_double(out, eyes[s].rater_sd);
        pack_text(out, "steps");
        msgpack_pack_double(out, eyes[s].steps);
    }
}

/* What a drawn world has besides. */
static void pack_world(msgpack_packer *out, const struct bw_sim *sim)
{
    struct bw_sim_nature nature = sim->nature;
    size_t n = 0, n_kin = (size_t)sim->cat->n_competencies * BW_SIM_KIN;
    while (bw_sim_nature_name(n))
        n++;
    pack_text(out, "world");
    msgpack_pack_uint64(out, sim->world);
    pack_text(out, "nature");
    msgpack_pack_map(out, n);
    for (size_t i = 0; i < n; i++) {
        pack_text(out, bw_sim_nature_name(i));
        msgpack_pack_double(out, *bw_sim_nature_at(&nature, i));
    }
    pack_text(out, "kin");
    msgpack_pack_array(out, n_kin);
    for (size_t i = 0; i < n_kin; i++)
        msgpack_pack_int64(out, sim->kin[i] == BW_NONE ? -1 : (int64_t)sim->kin[i]);
}

void bw_sim_truth_head(struct bw_sim_truth *truth, const struct bw_sim *sim)
{
    msgpack_packer *out = &truth->packer;
    char today[BW_DAY_TEXT_LEN + 1];
    bw_day_format(sim->today, today);
    msgpack_pack_map(out, sim->size->drawn ? 13 : 10);
    pack_text(out, "format");
    pack_text(out, "bekwaam-truth");
    pack_text(out, "version");
    msgpack_pack_int(out, sim->size->drawn ? 2 : 1);
    pack_text(out, "seed");
    msgpack_pack_uint64(out, sim->said_seed);
    pack_text(out, "size");
    pack_text(out, sim->size->name);
    pack_text(out, "today");
    pack_text(out, today);
    pack_text(out, "sources");
    pack_sources(out, sim->nature.eyes);
    pack_text(out, "unmet_most");
    msgpack_pack_double(out, sim->nature.unmet_most);
    pack_text(out, "competencies");
    msgpack_pack_array(out, sim->cat->n_competencies);
    for (uint32_t c = 0; c < sim->cat->n_competencies; c++)
        msgpack_pack_str_with_body(out, sim->cat->competencies[c].id.at,
                                   sim->cat->competencies[c].id.len);
    pack_text(out, "employees");
    msgpack_pack_uint32(out, sim->size->n_people);
    pack_text(out, "courses");
    msgpack_pack_uint32(out, sim->cat->n_courses);
    if (sim->size->drawn)
        pack_world(out, sim);
}

/* All of them: also those that the person never met. */
static void pack_levels(msgpack_packer *out, const struct bw_sim *sim,
                        const struct bw_sim_person *person)
{
    uint32_t n = sim->cat->n_competencies;
    msgpack_pack_array(out, (size_t)2 * n);
    for (uint32_t c = 0; c < n; c++) {
        msgpack_pack_uint32(out, c);
        msgpack_pack_float(out, (float)bw_sim_level(sim, person, c, sim->today));
    }
}

static void pack_drawn_person(msgpack_packer *out, const struct bw_sim *sim,
                              const struct bw_sim_person *person)
{
    struct bw_str role = sim->cat->roles[person->role].id;
    uint32_t first = 0;
    while (first < person->n_done && person->done[first].at < sim->today - BW_SIM_EVENTS_DAYS)
        first++;
    msgpack_pack_array(out, 7);
    pack_text(out, person->id);
    msgpack_pack_float(out, (float)person->drive);
    pack_levels(out, sim, person);
    msgpack_pack_str_with_body(out, role.at, role.len);
    msgpack_pack_double(out, person->hours_per_week);
    msgpack_pack_uint32(out, person->group);
    msgpack_pack_array(out, (size_t)2 * (person->n_done - first));
    for (uint32_t i = first; i < person->n_done; i++) {
        msgpack_pack_uint32(out, person->done[i].course);
        msgpack_pack_int32(out, person->done[i].at);
    }
}

static void pack_drawn_course(msgpack_packer *out, const struct bw_sim *sim, uint32_t course)
{
    struct bw_sim_teaching teaching = bw_sim_teaching(sim, course);
    msgpack_pack_array(out, 3 * teaching.n);
    for (size_t i = 0; i < teaching.n; i++) {
        msgpack_pack_uint32(out, teaching.at[i].competency);
        msgpack_pack_double(out, teaching.at[i].from);
        msgpack_pack_double(out, teaching.at[i].to);
    }
}

void bw_sim_truth_person(struct bw_sim_truth *truth, const struct bw_sim *sim,
                         const struct bw_sim_person *person)
{
    msgpack_packer *out = &truth->packer;
    if (sim->size->drawn) {
        pack_drawn_person(out, sim, person);
        return;
    }
    msgpack_pack_array(out, 3);
    pack_text(out, person->id);
    msgpack_pack_float(out, (float)person->drive);
    msgpack_pack_array(out, (size_t)2 * person->n_skills);
    for (uint32_t i = 0; i < person->n_skills; i++) {
        uint32_t competency = person->skills[i].competency;
        msgpack_pack_uint32(out, competency);
        msgpack_pack_float(out, (float)bw_sim_level(sim, person, competency, sim->today));
    }
}

void bw_sim_truth_courses(struct bw_sim_truth *truth, const struct bw_sim *sim)
{
    msgpack_packer *out = &truth->packer;
    for (uint32_t k = 0; k < sim->cat->n_courses; k++) {
        struct bw_sim_course_truth course = bw_sim_course_truth(sim, k);
        msgpack_pack_array(out, sim->size->drawn ? 4 : 3);
        msgpack_pack_str_with_body(out, sim->cat->courses[k].id.at, sim->cat->courses[k].id.len);
        msgpack_pack_float(out, (float)course.effect);
        msgpack_pack_float(out, (float)course.difficulty);
        if (sim->size->drawn)
            pack_drawn_course(out, sim, k);
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
