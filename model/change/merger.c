#include "model/change/merger.h"

#include "model/base/sort.h"
#include "model/listing.h"

struct joining {
    const struct bw_catalogue *before;
    const struct bw_outlook *outlook;
    struct bw_arena *arena;
    bool *joined; /* per org: it becomes one with another */
};

bool bw_merger_any(const struct bw_outlook *outlook)
{
    for (uint32_t org = 0; org < outlook->cat.n_orgs; org++)
        if (outlook->moves[org])
            return true;
    return false;
}

static void list_orgs(const struct joining *joining, const struct bw_impact *impact,
                      struct bw_merger *out)
{
    const struct bw_outlook *outlook = joining->outlook;
    struct bw_merger_org *orgs =
        BW_ARENA_NEW(joining->arena, struct bw_merger_org, outlook->cat.n_orgs);
    for (uint32_t org = 0; org < outlook->cat.n_orgs; org++) {
        if (!outlook->moves[org])
            continue;
        struct bw_merger_org *line = &orgs[out->n_orgs++];
        *line = (struct bw_merger_org){org, outlook->org_after[org], 0};
        for (size_t i = 0; i < impact->n_orgs; i++)
            line->people += impact->orgs[i].org == org ? impact->orgs[i].people : 0;
        out->people += line->people;
    }
    out->orgs = orgs;
}

static int most_people(const void *a, const void *b)
{
    const struct bw_merger_role *x = a, *y = b;
    if (x->people != y->people)
        return x->people > y->people ? -1 : 1;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return (x->to > y->to) - (x->to < y->to);
}

/* Those of one role and one end are one line, whatever is asked of them. */
static void list_roles(const struct joining *joining, const struct bw_impact *impact,
                       struct bw_merger *out)
{
    struct bw_merger_role *roles =
        BW_ARENA_NEW(joining->arena, struct bw_merger_role, impact->n_roles);
    for (size_t i = 0; i < impact->n_roles; i++) {
        const struct bw_impact_role *line = &impact->roles[i];
        uint32_t to = line->shift->to == line->shift->role ? BW_NONE : line->shift->to;
        size_t at = 0;
        if (line->moved == 0)
            continue;
        while (at < out->n_roles && (roles[at].from != line->shift->role || roles[at].to != to))
            at++;
        if (at == out->n_roles)
            roles[out->n_roles++] = (struct bw_merger_role){line->shift->role, to, 0};
        roles[at].people += line->moved;
    }
    bw_sort(roles, out->n_roles, sizeof *roles, most_people);
    out->roles = roles;
}

static struct bw_merger_sight sight_of(const struct joining *joining, uint32_t org)
{
    const struct bw_catalogue *after = &joining->outlook->cat;
    struct bw_question question = bw_outlook_question(joining->outlook);
    uint32_t *courses = BW_ARENA_NEW(joining->arena, uint32_t, BW_MERGER_LISTED);
    struct bw_merger_sight out = {.org = org};
    for (uint32_t c = 0; c < after->n_courses; c++) {
        if (!bw_listing_open(after, org, c, &question) ||
            bw_catalogue_sees(joining->before, org, after->courses[c].org))
            continue;
        if (out.n < BW_MERGER_LISTED)
            courses[out.n] = c;
        out.n++;
    }
    out.courses = (struct bw_ixs){courses, out.n < BW_MERGER_LISTED ? out.n : BW_MERGER_LISTED};
    return out;
}

static void list_sights(const struct joining *joining, struct bw_merger *out)
{
    uint32_t n_orgs = joining->outlook->cat.n_orgs;
    struct bw_merger_sight *sights = BW_ARENA_NEW(joining->arena, struct bw_merger_sight, n_orgs);
    for (uint32_t org = 0; org < n_orgs; org++)
        if (joining->joined[org])
            sights[out->n_sights++] = sight_of(joining, org);
    out->sights = sights;
}

/* One that the org to come to sees already. */
static void list_same(const struct joining *joining, struct bw_merger *out)
{
    const struct bw_outlook *outlook = joining->outlook;
    const struct bw_catalogue *cat = joining->before;
    size_t most = 0;
    for (uint32_t c = 0; c < cat->n_competencies; c++)
        most += cat->competencies[c].same.n;
    struct bw_merger_same *same = bw_arena_take(joining->arena, most * sizeof *same);
    for (uint32_t c = 0; c < cat->n_competencies; c++) {
        uint32_t org = cat->competencies[c].org;
        struct bw_ixs others = cat->competencies[c].same;
        for (size_t i = 0; org != BW_NONE && outlook->org_after[org] != org && i < others.n; i++)
            if (bw_catalogue_sees(cat, outlook->org_after[org],
                                  cat->competencies[others.at[i]].org))
                same[out->n_same++] = (struct bw_merger_same){c, others.at[i]};
    }
    out->same = same;
}

/* Do two orgs of one merger hold something each? The rest has no doubles. */
static bool is_held_twice(const struct joining *joining, const uint32_t *org, size_t step, size_t n)
{
    const uint32_t *after = joining->outlook->org_after;
    uint32_t n_orgs = joining->outlook->cat.n_orgs;
    uint32_t *holder = bw_arena_take(joining->arena, n_orgs * sizeof *holder);
    for (uint32_t i = 0; i < n_orgs; i++)
        holder[i] = BW_NONE;
    for (size_t i = 0; i < n; i++, org = (const uint32_t *)((const char *)org + step)) {
        if (*org == BW_NONE)
            continue;
        if (holder[after[*org]] != BW_NONE && holder[after[*org]] != *org)
            return true;
        holder[after[*org]] = *org;
    }
    return false;
}

static bool list_doubles(const struct joining *joining, const struct bw_text_index *index,
                         struct bw_merger *out)
{
    const struct bw_outlook *outlook = joining->outlook;
    struct bw_role_twin_question roles = {outlook->org_after, outlook->day, BW_MERGER_LISTED};
    struct bw_twin_question question = {.org = BW_NONE,
                                        .least = BW_TWIN_LEAST,
                                        .k = BW_MERGER_LISTED,
                                        .org_after = outlook->org_after};
    const struct bw_catalogue *cat = &outlook->cat;
    bool well = true;
    out->double_roles = bw_twins_roles(cat, &roles, joining->arena);
    if (cat->n_courses &&
        is_held_twice(joining, &cat->courses->org, sizeof *cat->courses, cat->n_courses))
        well = bw_twins_courses(cat, index, &question, joining->arena, &out->double_courses);
    if (well && cat->n_competencies &&
        is_held_twice(joining, &cat->competencies->org, sizeof *cat->competencies,
                      cat->n_competencies))
        well =
            bw_twins_competencies(cat, index, &question, joining->arena, &out->double_competencies);
    return well;
}

bool bw_merger_make(const struct bw_merger_of *of, struct bw_arena *arena, struct bw_merger *out)
{
    const struct bw_outlook *outlook = of->outlook;
    struct joining joining = {of->before, outlook, arena,
                              BW_ARENA_NEW(arena, bool, outlook->cat.n_orgs)};
    *out = (struct bw_merger){.people = 0};
    for (uint32_t org = 0; org < outlook->cat.n_orgs; org++)
        if (outlook->org_after[org] != org)
            joining.joined[org] = joining.joined[outlook->org_after[org]] = true;
    list_orgs(&joining, of->impact, out);
    list_roles(&joining, of->impact, out);
    list_sights(&joining, out);
    list_same(&joining, out);
    return list_doubles(&joining, of->index, out);
}
