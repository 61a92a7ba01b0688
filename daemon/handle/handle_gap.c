/* gap.employee and employee.profile. */

#include "daemon/encode.h"
#include "daemon/handle.h"
#include "daemon/question.h"
#include "model/gap.h"
#include "model/base/sort.h"

/* Above the band: more than is asked. */
#define SURPLUS_LEAST .5

static void pack_evidence(struct bw_pack *out, struct bw_counted_list counted)
{
    bw_put_list(out, "evidence", counted.n);
    for (size_t i = 0; i < counted.n; i++) {
        const struct bw_counted *item = &counted.at[i];
        bw_pack_map(out, 4);
        bw_put_float(out, "level", item->level);
        bw_put_text(out, "source", bw_source_name(item->source));
        bw_put_day(out, "at", item->at);
        bw_put_float(out, "pull", item->pull);
    }
}

static void pack_need(struct bw_request *request, struct bw_pack *out,
                      const struct bw_question *question, const struct bw_gap *gap,
                      const struct bw_need *need)
{
    bw_pack_map(out, (need->ask.law.at ? 12 : 11) + bw_need_fields(&need->ask));
    bw_put_competency(out, gap->mind.cat, need->ask.competency,
                      bw_question_lang(request, gap->mind.person->org));
    bw_put_float(out, "have", bw_shown(need->x.mean));
    bw_put_float(out, "have_sd", need->x.sd);
    bw_put_need(out, &need->ask);
    bw_put_float(out, "gap", need->gap);
    bw_put_float(out, "weight", need->ask.weight);
    bw_put_bool(out, "mandatory", need->ask.mandatory);
    if (need->ask.law.at)
        bw_put_str(out, "law", need->ask.law);
    bw_put_text(out, "kind", bw_training_name(bw_gap_training(question, gap, need)));
    bw_put_bool(out, "doubtful", need->standing == BW_DOUBTFUL);
    bw_put_bool(out, "lapsed", need->standing == BW_LAPSED);
    pack_evidence(out, bw_mind_counted(&gap->mind, need->ask.competency, request->arena));
}

/* Largest first, then by id: by competency. */
static int largest_gap(const void *a, const void *b)
{
    const struct bw_need *x = *(const struct bw_need *const *)a;
    const struct bw_need *y = *(const struct bw_need *const *)b;
    if (x->gap > y->gap || x->gap < y->gap)
        return x->gap > y->gap ? -1 : 1;
    return (x->ask.competency > y->ask.competency) - (x->ask.competency < y->ask.competency);
}

static double surplus_of(const struct bw_need *need)
{
    return need->x.mean - need->ask.level;
}

static int largest_surplus(const void *a, const void *b)
{
    const struct bw_need *x = *(const struct bw_need *const *)a;
    const struct bw_need *y = *(const struct bw_need *const *)b;
    if (surplus_of(x) > surplus_of(y) || surplus_of(x) < surplus_of(y))
        return surplus_of(x) > surplus_of(y) ? -1 : 1;
    return (x->ask.competency > y->ask.competency) - (x->ask.competency < y->ask.competency);
}

struct sorted {
    const struct bw_need **at;
    size_t n;
};

static struct sorted pick(const struct bw_gap *gap, struct bw_arena *arena, bool open)
{
    struct sorted out = {BW_ARENA_NEW(arena, const struct bw_need *, gap->n_needs), 0};
    for (size_t i = 0; i < gap->n_needs; i++) {
        const struct bw_need *need = &gap->needs[i];
        bool met = need->standing == BW_MET;
        if (open ? !met : met && surplus_of(need) >= SURPLUS_LEAST)
            out.at[out.n++] = need;
    }
    if (out.n)
        bw_sort(out.at, out.n, sizeof *out.at, open ? largest_gap : largest_surplus);
    return out;
}

static void pack_surplus(struct bw_pack *out, const struct bw_gap *gap, struct bw_arena *arena,
                         enum bw_lang lang)
{
    struct sorted more = pick(gap, arena, false);
    bw_put_list(out, "surplus", more.n);
    for (size_t i = 0; i < more.n; i++) {
        bw_pack_map(out, 3 + bw_need_fields(&more.at[i]->ask));
        bw_put_competency(out, gap->mind.cat, more.at[i]->ask.competency, lang);
        bw_put_float(out, "have", bw_shown(more.at[i]->x.mean));
        bw_put_need(out, &more.at[i]->ask);
    }
}

enum bw_err bw_handle_gap_employee(struct bw_request *request, struct bw_pack *out,
                                   struct bw_fail *fail)
{
    struct bw_person person;
    struct bw_question question;
    uint64_t revision;
    const struct bw_catalogue *cat = &request->snapshot->cat;
    enum bw_err err =
        bw_question_person(request, bw_question_str(request, "employee"), &person, &revision, fail);
    if (!err)
        err = bw_question_read(request, person.org, &question, fail);
    if (err)
        return err;
    if (bw_question_unchanged(request, revision, out))
        return BW_OK;
    enum bw_lang lang = bw_question_lang(request, person.org);
    struct bw_gap gap =
        bw_gap_make(cat, request->snapshot->peers, &person, &question, request->arena);
    struct sorted open = pick(&gap, request->arena, true);
    bw_pack_map(out, 10);
    bw_put_str(out, "employee", person.id);
    bw_put_str(out, "role", cat->roles[gap.role == BW_NONE ? person.role : gap.role].id);
    bw_put_day(out, "as_of", gap.as_of);
    bw_put_float(out, "total", gap.total);
    bw_put_list(out, "items", open.n);
    for (size_t i = 0; i < open.n; i++)
        pack_need(request, out, &question, &gap, open.at[i]);
    bw_put_count(out, "met", gap.n_needs - gap.n_open);
    pack_surplus(out, &gap, request->arena, lang);
    bw_put_text(out, "model", request->snapshot->model);
    bw_put_count(out, "revision", revision);
    bw_put_text(out, "snapshot", request->snapshot->name);
    return BW_OK;
}

/* What is known or asked: the competencies that say something about this person. */
struct shown {
    uint32_t competency;
    struct bw_belief belief;
};

static int most_able(const void *a, const void *b)
{
    const struct shown *x = a, *y = b;
    if (x->belief.mean > y->belief.mean || x->belief.mean < y->belief.mean)
        return x->belief.mean > y->belief.mean ? -1 : 1;
    return (x->competency > y->competency) - (x->competency < y->competency);
}

static size_t collect(const struct bw_gap *gap, struct shown *out)
{
    size_t n = 0;
    for (size_t i = 0; i < gap->mind.n_known; i++)
        out[n++] = (struct shown){gap->mind.known[i].competency, gap->mind.known[i].belief};
    for (size_t i = 0; i < gap->n_needs; i++)
        if (!bw_mind_known(&gap->mind, gap->needs[i].ask.competency))
            out[n++] = (struct shown){gap->needs[i].ask.competency, gap->needs[i].x};
    if (n)
        bw_sort(out, n, sizeof *out, most_able);
    return n;
}

static void pack_sources(struct bw_pack *out, struct bw_counted_list counted)
{
    bool there[BW_SOURCE_COUNT] = {false};
    size_t n = 0;
    for (size_t i = 0; i < counted.n; i++) {
        n += !there[counted.at[i].source];
        there[counted.at[i].source] = true;
    }
    bw_put_list(out, "sources", n);
    for (int s = 0; s < BW_SOURCE_COUNT; s++)
        if (there[s])
            bw_put_key(out, bw_source_name((enum bw_source)s));
}

enum bw_err bw_handle_profile(struct bw_request *request, struct bw_pack *out, struct bw_fail *fail)
{
    struct bw_person person;
    uint64_t revision;
    const struct bw_catalogue *cat = &request->snapshot->cat;
    enum bw_err err =
        bw_question_person(request, bw_question_str(request, "employee"), &person, &revision, fail);
    if (err)
        return err;
    if (bw_question_unchanged(request, revision, out))
        return BW_OK;
    enum bw_lang lang = bw_question_lang(request, person.org);
    struct bw_question question = bw_question_plain(request);
    struct bw_gap gap =
        bw_gap_make(cat, request->snapshot->peers, &person, &question, request->arena);
    struct shown *shown =
        BW_ARENA_NEW(request->arena, struct shown, gap.mind.n_known + gap.n_needs);
    size_t n = collect(&gap, shown);
    bw_pack_map(out, 5);
    bw_put_str(out, "employee", person.id);
    bw_put_day(out, "as_of", gap.as_of);
    bw_put_list(out, "items", n);
    for (size_t i = 0; i < n; i++) {
        bw_pack_map(out, 5);
        bw_put_competency(out, cat, shown[i].competency, lang);
        bw_put_float(out, "have", bw_shown(shown[i].belief.mean));
        bw_put_float(out, "have_sd", shown[i].belief.sd);
        pack_sources(out, bw_mind_counted(&gap.mind, shown[i].competency, request->arena));
    }
    bw_put_count(out, "revision", revision);
    bw_put_text(out, "snapshot", request->snapshot->name);
    return BW_OK;
}
