/* What mergers bring together, of the answer of change.preview. */
#include "daemon/encode.h"
#include "daemon/handle/preview.h"
#include "daemon/reasons.h"

static void pack_orgs(const struct bw_preview *preview, struct bw_pack *out)
{
    const struct bw_merger *merger = &preview->merger;
    bw_put_list(out, "orgs", merger->n_orgs);
    for (size_t i = 0; i < merger->n_orgs; i++) {
        const struct bw_merger_org *line = &merger->orgs[i];
        bool figures = bw_preview_shows(preview, line->people);
        bw_pack_map(out, 2 + (size_t)figures);
        bw_put_str(out, "from_org", preview->cat.orgs[line->from].id);
        bw_put_str(out, "to_org", preview->cat.orgs[line->to].id);
        if (figures)
            bw_put_count(out, "people", line->people);
    }
}

static void pack_roles(const struct bw_preview *preview, struct bw_pack *out)
{
    const struct bw_merger *merger = &preview->merger;
    bw_put_list(out, "roles", merger->n_roles);
    for (size_t i = 0; i < merger->n_roles; i++) {
        const struct bw_merger_role *line = &merger->roles[i];
        const struct bw_role *from = &preview->cat.roles[line->from];
        bool figures = bw_preview_shows(preview, line->people), mapped = line->to != BW_NONE;
        bw_pack_map(out, 2 + (mapped ? 2u : 0u) + (size_t)figures);
        bw_put_str(out, "from", from->id);
        bw_put_str(out, "from_label", bw_text_pick(from->label, preview->lang));
        if (mapped) {
            const struct bw_role *to = &preview->cat.roles[line->to];
            bw_put_str(out, "to", to->id);
            bw_put_str(out, "to_label", bw_text_pick(to->label, preview->lang));
        }
        if (figures)
            bw_put_count(out, "people", line->people);
    }
}

/* Two that may be one. */
struct two {
    struct bw_str a, b;
    struct bw_text label_a, label_b;
    double score;
    const char *reason, *reason_text;
};

static void pack_two(const struct bw_preview *preview, struct bw_pack *out, const struct two *two)
{
    bw_pack_map(out, 7);
    bw_put_str(out, "a", two->a);
    bw_put_str(out, "b", two->b);
    bw_put_float(out, "score", two->score);
    bw_put_text(out, "reason", two->reason);
    bw_put_text(out, "reason_text", two->reason_text);
    bw_put_str(out, "a_label", bw_text_pick(two->label_a, preview->lang));
    bw_put_str(out, "b_label", bw_text_pick(two->label_b, preview->lang));
}

static void pack_double_roles(const struct bw_preview *preview, struct bw_pack *out)
{
    static const char *const like_work[] = {"hetzelfde soort werk", "the same kind of work"};
    const struct bw_role *roles = preview->cat.roles;
    bw_put_list(out, "double_roles", preview->merger.double_roles.n);
    for (size_t i = 0; i < preview->merger.double_roles.n; i++) {
        const struct bw_role_twin *twin = &preview->merger.double_roles.at[i];
        pack_two(preview, out,
                 &(struct two){roles[twin->a].id, roles[twin->b].id, roles[twin->a].label,
                               roles[twin->b].label, twin->score,
                               twin->same_name ? bw_reason_name(BW_TWIN_SAME_NAME) : "like_work",
                               twin->same_name ? bw_reason_text(BW_TWIN_SAME_NAME, preview->lang)
                                               : like_work[preview->lang]});
    }
}

static void pack_twins(const struct bw_preview *preview, struct bw_pack *out,
                       const struct bw_twins *twins, bool courses)
{
    const struct bw_catalogue *cat = &preview->cat;
    bw_put_list(out, courses ? "double_courses" : "double_competencies", twins->n);
    for (size_t i = 0; i < twins->n; i++) {
        const struct bw_twin *twin = &twins->at[i];
        struct two two = {.score = twin->score,
                          .reason = bw_reason_name(twin->reason),
                          .reason_text = bw_reason_text(twin->reason, preview->lang)};
        two.a = courses ? cat->courses[twin->a].id : cat->competencies[twin->a].id;
        two.b = courses ? cat->courses[twin->b].id : cat->competencies[twin->b].id;
        two.label_a = courses ? cat->courses[twin->a].title : cat->competencies[twin->a].label;
        two.label_b = courses ? cat->courses[twin->b].title : cat->competencies[twin->b].label;
        pack_two(preview, out, &two);
    }
}

static void pack_sights(const struct bw_preview *preview, struct bw_pack *out)
{
    const struct bw_merger *merger = &preview->merger;
    bw_put_list(out, "catalogues", merger->n_sights);
    for (size_t i = 0; i < merger->n_sights; i++) {
        const struct bw_merger_sight *sight = &merger->sights[i];
        bw_pack_map(out, 3);
        bw_put_str(out, "org", preview->cat.orgs[sight->org].id);
        bw_put_count(out, "added", sight->n);
        bw_put_list(out, "courses", sight->courses.n);
        for (size_t c = 0; c < sight->courses.n; c++) {
            const struct bw_course *course = &preview->cat.courses[sight->courses.at[c]];
            bw_pack_map(out, 2);
            bw_put_str(out, "course", course->id);
            bw_put_str(out, "title", bw_text_pick(course->title, preview->lang));
        }
    }
}

static void pack_same(const struct bw_preview *preview, struct bw_pack *out)
{
    const struct bw_merger *merger = &preview->merger;
    bw_put_list(out, "same_competencies", merger->n_same);
    for (size_t i = 0; i < merger->n_same; i++) {
        const struct bw_competency *from = &preview->cat.competencies[merger->same[i].from];
        const struct bw_competency *to = &preview->cat.competencies[merger->same[i].to];
        bw_pack_map(out, 4);
        bw_put_str(out, "from", from->id);
        bw_put_str(out, "from_label", bw_text_pick(from->label, preview->lang));
        bw_put_str(out, "to", to->id);
        bw_put_str(out, "to_label", bw_text_pick(to->label, preview->lang));
    }
}

void bw_preview_pack_merger(const struct bw_preview *preview, struct bw_pack *out)
{
    bw_put_key(out, "merge");
    bw_pack_map(out, 8);
    bw_put_count(out, "people", preview->merger.people);
    pack_orgs(preview, out);
    pack_roles(preview, out);
    pack_double_roles(preview, out);
    pack_twins(preview, out, &preview->merger.double_courses, true);
    pack_twins(preview, out, &preview->merger.double_competencies, false);
    pack_sights(preview, out);
    pack_same(preview, out);
}
