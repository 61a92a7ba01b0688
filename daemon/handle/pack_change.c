/* The answer of change.preview, in the order of the contract. */
#include "daemon/encode.h"
#include "daemon/handle/preview.h"

static void pack_changes(const struct bw_preview *preview, struct bw_pack *out)
{
    struct bw_ixs changes = preview->outlook.changes;
    bw_put_list(out, "changes", changes.n);
    for (size_t i = 0; i < changes.n; i++) {
        const struct bw_change *change = &preview->cat.changes[changes.at[i]];
        bool stored = change->id.at != NULL;
        bw_pack_map(out, 2 + (size_t)stored + (size_t)(change->law.at != NULL));
        if (stored)
            bw_put_str(out, "change", change->id);
        bw_put_str(out, "label", bw_text_pick(change->label, preview->lang));
        bw_put_day(out, "effective", change->effective);
        if (change->law.at)
            bw_put_str(out, "law", change->law);
    }
}

static void pack_asks(const struct bw_preview *preview, struct bw_pack *out,
                      const struct bw_shift *shift, enum bw_shift_kind kind)
{
    static const char *const names[] = {"same", "gains", "raises", "others"};
    bw_put_list(out, names[kind], shift->n_of[kind]);
    for (size_t i = 0; i < shift->after.asks.n; i++) {
        const struct bw_ask *ask = &shift->after.asks.at[i];
        const struct bw_ask *before = bw_asks_find(shift->before, ask->competency);
        if (shift->kinds[i] != kind)
            continue;
        bw_pack_map(out, 5 + (size_t)(before != NULL) + (size_t)(ask->law.at != NULL));
        bw_put_competency(out, &preview->cat, ask->competency, preview->lang);
        if (before)
            bw_put_float(out, "level_before", before->level);
        bw_put_float(out, "level", ask->level);
        bw_put_float(out, "weight", ask->weight);
        bw_put_bool(out, "mandatory", ask->mandatory);
        if (ask->law.at)
            bw_put_str(out, "law", ask->law);
    }
}

static void pack_tasks(const struct bw_preview *preview, struct bw_pack *out, const char *key,
                       struct bw_ixs tasks)
{
    bw_put_list(out, key, tasks.n);
    for (size_t i = 0; i < tasks.n; i++)
        bw_pack_str(out, preview->cat.tasks[tasks.at[i]].id);
}

static void pack_roles(const struct bw_preview *preview, struct bw_pack *out)
{
    const struct bw_catalogue *cat = &preview->cat;
    bw_put_list(out, "roles", preview->impact.n_roles);
    for (size_t i = 0; i < preview->impact.n_roles; i++) {
        const struct bw_impact_role *line = &preview->impact.roles[i];
        const struct bw_shift *shift = line->shift;
        const struct bw_role *role = &cat->roles[shift->role];
        bool figures = bw_preview_shows(preview, line->people), moved = shift->to != shift->role;
        bw_pack_map(out,
                    8 + (figures ? 3u : 0u) + (moved ? 2u : 0u) + (size_t)(role->org != BW_NONE));
        bw_put_str(out, "role", role->id);
        bw_put_str(out, "label", bw_text_pick(role->label, preview->lang));
        if (role->org != BW_NONE)
            bw_put_str(out, "org", cat->orgs[role->org].id);
        if (moved) {
            bw_put_str(out, "to", cat->roles[shift->to].id);
            bw_put_str(out, "to_label", bw_text_pick(cat->roles[shift->to].label, preview->lang));
        }
        if (figures) {
            bw_put_count(out, "people", line->people);
            bw_put_float(out, "gap_before", line->before);
            bw_put_float(out, "gap_after", line->after);
        }
        pack_asks(preview, out, shift, BW_SHIFT_GAIN);
        pack_asks(preview, out, shift, BW_SHIFT_RAISE);
        pack_asks(preview, out, shift, BW_SHIFT_OTHER);
        bw_put_competency_ids(out, "drops", cat, shift->drops.at, shift->drops.n);
        pack_tasks(preview, out, "tasks_in", shift->tasks_in);
        pack_tasks(preview, out, "tasks_out", shift->tasks_out);
    }
}

static void pack_orgs(const struct bw_preview *preview, struct bw_pack *out)
{
    const struct bw_impact *impact = &preview->impact;
    size_t n = 0;
    for (size_t i = 0; i < impact->n_orgs; i++)
        n += bw_preview_shows(preview, impact->orgs[i].people);
    bw_put_list(out, "orgs", n);
    for (size_t i = 0; i < impact->n_orgs; i++) {
        const struct bw_impact_org *line = &impact->orgs[i];
        const struct bw_org *org = &preview->cat.orgs[line->org];
        bool budget = org->training_budget_cents >= 0;
        if (!bw_preview_shows(preview, line->people))
            continue;
        bw_pack_map(out, 8 + (size_t)budget);
        bw_put_str(out, "org", org->id);
        bw_put_str(out, "name", org->name);
        bw_put_count(out, "people", line->people);
        bw_put_float(out, "gap_before", line->before);
        bw_put_float(out, "gap_after", line->after);
        bw_put_float(out, "hours", line->hours);
        bw_put_int(out, "cost_cents", line->cost_cents);
        if (budget)
            bw_put_int(out, "budget_cents", org->training_budget_cents);
        bw_put_count(out, "ready", line->ready);
    }
}

static void pack_gaps(const struct bw_preview *preview, struct bw_pack *out)
{
    bw_put_list(out, "gaps", preview->impact.n_gaps);
    for (size_t i = 0; i < preview->impact.n_gaps; i++) {
        const struct bw_impact_person *line = &preview->impact.gaps[i];
        bw_pack_map(out, 5);
        bw_put_str(out, "employee", line->id);
        bw_put_str(out, "role", preview->cat.roles[line->role].id);
        bw_put_float(out, "before", line->before);
        bw_put_float(out, "after", line->after);
        bw_put_count(out, "mandatory_open", line->mandatory_open);
    }
}

static void pack_courses(const struct bw_preview *preview, struct bw_pack *out)
{
    const struct bw_impact *impact = &preview->impact;
    size_t n = 0;
    for (size_t i = 0; i < impact->n_courses; i++)
        n += bw_preview_shows(preview, impact->courses[i].people);
    bw_put_list(out, "courses", n);
    for (size_t i = 0; i < impact->n_courses; i++) {
        const struct bw_impact_course *line = &impact->courses[i];
        const struct bw_course *course = &preview->cat.courses[line->course];
        if (!bw_preview_shows(preview, line->people))
            continue;
        bw_pack_map(out, 6 + (size_t)line->grouped);
        bw_put_str(out, "course", course->id);
        bw_put_str(out, "title", bw_text_pick(course->title, preview->lang));
        bw_put_count(out, "people", line->people);
        bw_put_float(out, "closure", line->closure);
        bw_put_float(out, "hours", line->hours);
        bw_put_int(out, "cost_cents", line->cost_cents);
        if (line->grouped)
            bw_put_bool(out, "group", true);
    }
}

/* How many people a line about an open need singles out of. */
static size_t people_of(const struct bw_impact_need *line)
{
    return line->people_of[BW_UPTAKE_NOT] + line->people_of[BW_UPTAKE_PARTLY] +
           line->people_of[BW_UPTAKE_REACHED];
}

static void pack_open(const struct bw_preview *preview, struct bw_pack *out)
{
    const struct bw_impact *impact = &preview->impact;
    bw_put_list(out, "not_closable", impact->n_open);
    for (size_t i = 0; i < impact->n_open; i++) {
        const struct bw_impact_need *line = &impact->open[i];
        bool figures = bw_preview_shows(preview, people_of(line));
        bw_pack_map(out, 3 + (figures ? 3u : 0u));
        bw_put_competency(out, &preview->cat, line->competency, preview->lang);
        bw_put_bool(out, "mandatory", line->mandatory);
        if (!figures)
            continue;
        bw_put_count(out, "people", line->people_of[BW_UPTAKE_NOT]);
        bw_put_count(out, "partly", line->people_of[BW_UPTAKE_PARTLY]);
        bw_put_count(out, "reached", line->people_of[BW_UPTAKE_REACHED]);
    }
}

void bw_preview_pack(const struct bw_preview *preview, struct bw_pack *out, uint64_t revision)
{
    const struct bw_impact *impact = &preview->impact;
    bool budget = impact->budget_cents >= 0, ready = impact->ready_by != BW_DAY_NONE;
    bw_pack_map(out, 19 + (size_t)budget + (size_t)ready + (size_t)preview->persons +
                         (size_t)preview->merges);
    pack_changes(preview, out);
    bw_put_day(out, "as_of", preview->outlook.as_of);
    bw_put_day(out, "effective", preview->outlook.effective);
    bw_put_count(out, "people", impact->people);
    bw_put_float(out, "gap_before", impact->before);
    bw_put_float(out, "gap_after", impact->after);
    pack_roles(preview, out);
    pack_orgs(preview, out);
    if (preview->persons)
        pack_gaps(preview, out);
    bw_put_float(out, "hours", impact->hours);
    bw_put_int(out, "cost_cents", impact->cost_cents);
    if (budget)
        bw_put_int(out, "budget_cents", impact->budget_cents);
    if (ready)
        bw_put_day(out, "ready_by", impact->ready_by);
    bw_put_count(out, "people_ready", impact->ready);
    bw_put_count(out, "people_late", impact->people - impact->ready);
    bw_put_count(out, "people_blocked", impact->blocked);
    bw_put_count(out, "courses_taken", impact->n_taken);
    pack_courses(preview, out);
    pack_open(preview, out);
    if (preview->merges)
        bw_preview_pack_merger(preview, out);
    bw_put_end(out, preview->request, revision);
}
