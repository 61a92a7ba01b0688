#include "daemon/contender.h"

#include "data/models.h"

struct bw_contender {
    char name[BW_MODEL_NAME_LEN];
    unsigned parts;
    bw_day until;
    struct bw_loaded *loaded; /* NULL: the closed form */
    struct bw_learning learning;
};

static enum bw_err read_until(const struct bw_model *model, bw_day *out, struct bw_fail *fail)
{
    msgpack_unpacked card;
    msgpack_unpacked_init(&card);
    bool read =
        msgpack_unpack_next(&card, model->card.at, model->card.len, NULL) == MSGPACK_UNPACK_SUCCESS;
    if (read)
        *out = bw_field_day(&card.data, "until", BW_DAY_NONE);
    msgpack_unpacked_destroy(&card);
    return read ? BW_OK
                : bw_fail_set(fail, BW_INTERNAL, "table model: the card of m%u cannot be read",
                              model->version);
}

static enum bw_err open_version(struct bw_request *request, struct bw_contender *contender,
                                uint32_t version, unsigned parts, struct bw_fail *fail)
{
    const struct bw_snapshot *snapshot = request->snapshot;
    struct bw_learning *learning = &contender->learning;
    struct bw_model model;
    enum bw_err err = bw_models_get(request->reader, version, &model, fail);
    if (err)
        return err;
    contender->parts = parts ? parts : model.parts;
    err = bw_model_parts_offered(contender->parts, model.parts, version, fail);
    if (!err)
        err = read_until(&model, &contender->until, fail);
    if (!err)
        err = bw_loaded_read(request->reader, version, &contender->loaded, fail);
    if (!err)
        err = bw_learning_open(bw_loaded_learned(contender->loaded), contender->parts, learning,
                               fail);
    if (!err && !bw_learning_look_up(learning, &snapshot->cat, snapshot->vectors, &learning->lore))
        err = bw_fail_set(fail, BW_INTERNAL, "out of memory for a learned model");
    learning->vectors = snapshot->vectors;
    return err;
}

enum bw_err bw_contender_make(struct bw_request *request, uint32_t version, unsigned parts,
                              struct bw_contender **out, struct bw_fail *fail)
{
    struct bw_contender *contender = calloc(1, sizeof *contender);
    if (!contender)
        return bw_fail_set(fail, BW_INTERNAL, "out of memory for a learned model");
    bw_model_name(version, contender->name);
    contender->until = BW_DAY_NONE;
    enum bw_err err = version ? open_version(request, contender, version, parts, fail) : BW_OK;
    if (err)
        bw_contender_free(contender);
    else
        *out = contender;
    return err;
}

void bw_contender_free(struct bw_contender *contender)
{
    if (!contender)
        return;
    bw_lore_free(&contender->learning.lore);
    bw_loaded_drop(contender->loaded);
    free(contender);
}

const struct bw_learning *bw_contender_learning(const struct bw_contender *contender)
{
    return contender->loaded ? &contender->learning : NULL;
}

const char *bw_contender_name(const struct bw_contender *contender)
{
    return contender->name;
}

unsigned bw_contender_parts(const struct bw_contender *contender)
{
    return contender->parts;
}

bw_day bw_contender_until(const struct bw_contender *contender)
{
    return contender->until;
}
