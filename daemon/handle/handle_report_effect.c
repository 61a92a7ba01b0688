/* report.effect. */
#include "daemon/accounts.h"
#include "daemon/encode.h"
#include "daemon/handle.h"
#include "daemon/question.h"
#include "data/schema.h"
#include "model/report/effect.h"

/* A finding takes a year to come, and one year is few courses. */
#define MONTHS 36

static const char *const by_names[] = {"course", "provider", "team", "format"};

struct context {
    struct bw_effects *effects;
    struct bw_arena *arena;
};

static bool visit(void *context, const struct bw_person *person, const struct bw_events *events)
{
    struct context *to = context;
    bw_effects_add(to->effects, person, events->at, events->n, to->arena);
    return false;
}

/* What the line is about, and how people call it. */
static void put_key(struct bw_pack *out, const struct bw_catalogue *cat, enum bw_effect_by by,
                    uint32_t index, enum bw_lang lang)
{
    if (by == BW_BY_COURSE) {
        bw_put_str(out, "course", cat->courses[index].id);
        bw_put_str(out, "name", bw_text_pick(cat->courses[index].title, lang));
    } else if (by == BW_BY_TEAM) {
        bw_put_str(out, "team", cat->teams[index].id);
        bw_put_str(out, "name", cat->teams[index].name);
    } else if (by == BW_BY_PROVIDER) {
        bw_put_str(out, "name", cat->courses[index].provider);
    } else {
        bw_put_text(out, "name", bw_course_format_name((enum bw_format)index));
    }
}

static size_t key_fields(const struct bw_catalogue *cat, enum bw_effect_by by, uint32_t index)
{
    if (by == BW_BY_PROVIDER)
        return cat->courses[index].provider.at ? 1 : 0;
    return by == BW_BY_FORMAT ? 1 : 2;
}

/* Levels gained for so much money or time; 0 of either: nothing can be said. */
static void put_rate(struct bw_pack *out, const char *key, const struct bw_effect_line *line,
                     double unit, double sum)
{
    if (sum > 0)
        bw_put_float(out, key, line->gained.estimate * (double)line->seen.n * unit / sum);
}

static size_t gain_fields(const struct bw_effect_line *line, bool doubt)
{
    if (line->seen.n == 0)
        return 0;
    return 5u + (doubt ? 2u : 0u) + (line->cents > 0 ? 1u : 0u) + (line->hours > 0 ? 1u : 0u);
}

static void put_gain(struct bw_pack *out, const struct bw_effect_line *line, bool doubt)
{
    double half = BW_SHRINK_90 * line->gained.sd;
    if (line->seen.n == 0)
        return;
    bw_put_float(out, "gained", line->gained.estimate);
    if (doubt) {
        bw_put_float(out, "low", line->gained.estimate - half);
        bw_put_float(out, "high", line->gained.estimate + half);
    }
    bw_put_float(out, "mean", line->seen.mean);
    bw_put_float(out, "own", line->gained.own);
    bw_put_float(out, "promised", line->promised);
    put_rate(out, "per_1000_euro", line, 100000, line->cents);
    put_rate(out, "per_hour", line, 1, line->hours);
    bw_put_bool(out, "few", line->seen.n < BW_EFFECT_FEW);
}

/* Who ended, who was asked. */
static size_t end_fields(const struct bw_effect_line *line)
{
    return 5u + (line->completed + line->dropped > 0 ? 1u : 0u) + (line->n_ratings > 0 ? 1u : 0u);
}

static void put_ends(struct bw_pack *out, const struct bw_effect_line *line)
{
    size_t ended = line->completed + line->dropped;
    bw_put_count(out, "n", line->seen.n);
    bw_put_count(out, "pairs", line->pairs);
    bw_put_count(out, "completed", line->completed);
    bw_put_count(out, "dropped", line->dropped);
    if (ended > 0)
        bw_put_float(out, "drop_out", (double)line->dropped / (double)ended);
    bw_put_count(out, "ratings", line->n_ratings);
    if (line->n_ratings > 0)
        bw_put_float(out, "rating", line->ratings / (double)line->n_ratings);
}

static enum bw_effect_by read_by(const struct bw_request *request)
{
    const msgpack_object *by = bw_field_get(&request->args, "by");
    for (size_t i = 1; by && i < sizeof by_names / sizeof *by_names; i++)
        if (bw_value_is(by, by_names[i], strlen(by_names[i])))
            return (enum bw_effect_by)i;
    return BW_BY_COURSE;
}

static void put_answer(const struct bw_accounts *accounts, const struct bw_effect *effect,
                       enum bw_effect_by by, struct bw_pack *out)
{
    const struct bw_request *request = accounts->request;
    const struct bw_catalogue *cat = &request->snapshot->cat;
    enum bw_lang lang = bw_question_lang(request, accounts->group.org);
    bool persons = bw_question_shows_persons(request, accounts->people.n);
    bool doubt = effect->all.doubt;
    bw_pack_map(out, BW_ACCOUNTS_FIELDS + (persons ? 6 : 5));
    bw_accounts_put(accounts, out);
    bw_put_text(out, "by", by_names[by]);
    bw_put_count(out, "people", accounts->people.n);
    bw_put_key(out, "total");
    bw_pack_map(out, end_fields(&effect->total) + gain_fields(&effect->total, doubt));
    put_ends(out, &effect->total);
    put_gain(out, &effect->total, doubt);
    if (persons)
        bw_put_list(out, "items", effect->n_lines);
    for (size_t i = 0; persons && i < effect->n_lines; i++) {
        const struct bw_effect_line *line = &effect->lines[i];
        bw_pack_map(out,
                    key_fields(cat, by, line->index) + end_fields(line) + gain_fields(line, doubt));
        if (key_fields(cat, by, line->index) > 0)
            put_key(out, cat, by, line->index, lang);
        put_ends(out, line);
        put_gain(out, line, doubt);
    }
    bw_put_count(out, "revision", accounts->revision);
    bw_put_text(out, "snapshot", request->snapshot->name);
}

enum bw_err bw_handle_report_effect(struct bw_request *request, struct bw_pack *out,
                                    struct bw_fail *fail)
{
    struct bw_accounts accounts;
    enum bw_err err = bw_accounts_open(request, MONTHS, &accounts, out, fail);
    if (err || accounts.unchanged)
        return err;
    struct bw_effect_terms terms = {read_by(request), accounts.as_of, accounts.from, accounts.to};
    struct context context = {bw_effects_begin(&request->snapshot->cat, &terms, request->arena),
                              request->arena};
    err = bw_accounts_each(&accounts, visit, &context, fail);
    if (err)
        return err;
    struct bw_effect effect = bw_effects_end(context.effects, request->arena);
    put_answer(&accounts, &effect, terms.by, out);
    return BW_OK;
}
