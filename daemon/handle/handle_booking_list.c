/* booking.list: who goes where, by provider, course and session. */
#include "daemon/accounts.h"
#include "daemon/encode.h"
#include "daemon/handle.h"
#include "daemon/question.h"
#include "model/base/sort.h"
#include "model/report/booking.h"

/* A booking and whose it is. */
struct entry {
    struct entry *next;
    const struct bw_person *person;
    const struct bw_course *course;
    const struct bw_booking *booking;
};

struct context {
    const struct bw_catalogue *cat;
    struct bw_arena *arena;
    struct bw_str provider, state; /* that are asked for; at NULL: any; what is open */
    bw_day as_of;
    struct entry *first;
    size_t n;
};

static bool is_called(struct bw_str name, const char *wanted)
{
    return name.len == strlen(wanted) && memcmp(name.at, wanted, name.len) == 0;
}

static bool is_wanted(const struct context *to, const struct bw_booking *booking)
{
    const struct bw_course *course = &to->cat->courses[booking->course];
    if (to->provider.at && bw_str_compare(course->provider, to->provider) != 0)
        return false;
    if (!to->state.at || is_called(to->state, "open"))
        return bw_booking_open(booking, to->as_of);
    return is_called(to->state, "all") ||
           is_called(to->state, bw_booking_state_name(booking->state));
}

static bool visit(void *context, const struct bw_person *person, const struct bw_events *events)
{
    struct context *to = context;
    struct bw_bookings bookings =
        bw_bookings_of(to->cat, events->at, events->n, to->as_of, to->arena);
    bool any = false;
    for (size_t i = 0; i < bookings.n; i++) {
        const struct bw_booking *booking = &bookings.at[i];
        if (!is_wanted(to, booking))
            continue;
        struct entry *entry = BW_ARENA_NEW(to->arena, struct entry, 1);
        *entry = (struct entry){to->first, person, &to->cat->courses[booking->course], booking};
        to->first = entry;
        to->n++;
        any = true;
    }
    return any;
}

/* Sessions by their day, those that the course does not (or no longer) have by id behind them, and
 * none at all last. */
static int by_session(const struct bw_booking *x, const struct bw_booking *y)
{
    if (!x->session.at != !y->session.at)
        return x->session.at ? -1 : 1;
    if (!x->planned != !y->planned)
        return x->planned ? -1 : 1;
    if (x->planned && x->planned->start != y->planned->start)
        return x->planned->start < y->planned->start ? -1 : 1;
    return bw_str_compare(x->session, y->session);
}

static int by_provider(const void *a, const void *b)
{
    const struct entry *const *one = a, *const *other = b;
    const struct entry *x = *one, *y = *other;
    int order = bw_str_compare(x->course->provider, y->course->provider);
    if (order == 0)
        order = bw_str_compare(x->course->id, y->course->id);
    if (order == 0)
        order = by_session(x->booking, y->booking);
    if (order == 0)
        order = bw_str_compare(x->person->id, y->person->id);
    return order != 0 ? order : bw_str_compare(x->booking->id, y->booking->id);
}

static bool same_provider(const struct entry *x, const struct entry *y)
{
    return bw_str_compare(x->course->provider, y->course->provider) == 0;
}

static bool same_run(const struct entry *x, const struct entry *y)
{
    return x->course == y->course && by_session(x->booking, y->booking) == 0;
}

/* How many of the n entries, from the first on, are alike. */
static size_t run_of(const struct entry *const *entries, size_t n,
                     bool (*alike)(const struct entry *x, const struct entry *y))
{
    size_t end = 1;
    while (end < n && alike(entries[0], entries[end]))
        end++;
    return end;
}

static int64_t cost_of(const struct entry *const *entries, size_t n)
{
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += entries[i]->booking->price_cents;
    return sum;
}

static void put_if(struct bw_pack *out, const char *key, struct bw_str value)
{
    if (value.at)
        bw_put_str(out, key, value);
}

static void put_enrolment(struct bw_pack *out, const struct entry *entry)
{
    const struct bw_booking *booking = entry->booking;
    bw_pack_map(out, 5u + (booking->by.at ? 1u : 0u) + (booking->approved_by.at ? 1u : 0u));
    bw_put_str(out, "id", booking->id);
    bw_put_str(out, "employee", entry->person->id);
    bw_put_text(out, "state", bw_booking_state_name(booking->state));
    bw_put_day(out, "since", booking->since);
    bw_put_int(out, "price_cents", booking->price_cents);
    put_if(out, "by", booking->by);
    put_if(out, "approved_by", booking->approved_by);
}

/* One course and session, and who goes there. */
static void put_run(struct bw_pack *out, const struct entry *const *entries, size_t n,
                    enum bw_lang lang)
{
    const struct bw_course *course = entries[0]->course;
    const struct bw_booking *booking = entries[0]->booking;
    const struct bw_session *planned = booking->planned;
    bool end = planned && planned->end != BW_DAY_NONE, place = planned && planned->place.at;
    bw_pack_map(out, 5u + (course->external_id.at ? 1u : 0u) + (course->url.at ? 1u : 0u) +
                         (booking->session.at ? 1u : 0u) + (planned ? 1u : 0u) + (end ? 1u : 0u) +
                         (place ? 1u : 0u));
    bw_put_str(out, "course", course->id);
    bw_put_str(out, "title", bw_text_pick(course->title, lang));
    put_if(out, "external_id", course->external_id);
    put_if(out, "url", course->url);
    put_if(out, "session", booking->session);
    if (planned)
        bw_put_day(out, "start", planned->start);
    if (end)
        bw_put_day(out, "end", planned->end);
    if (place)
        bw_put_str(out, "place", planned->place);
    bw_put_count(out, "people", n);
    bw_put_int(out, "cost_cents", cost_of(entries, n));
    bw_put_list(out, "enrolments", n);
    for (size_t i = 0; i < n; i++)
        put_enrolment(out, entries[i]);
}

static void put_provider(struct bw_pack *out, const struct entry *const *entries, size_t n,
                         enum bw_lang lang)
{
    struct bw_str name = entries[0]->course->provider;
    size_t runs = 0, size;
    bw_pack_map(out, name.at ? 4 : 3);
    put_if(out, "provider", name);
    bw_put_count(out, "bookings", n);
    bw_put_int(out, "cost_cents", cost_of(entries, n));
    for (size_t i = 0; i < n; i += run_of(entries + i, n - i, same_run))
        runs++;
    bw_put_list(out, "courses", runs);
    for (size_t i = 0; i < n; i += size) {
        size = run_of(entries + i, n - i, same_run);
        put_run(out, entries + i, size, lang);
    }
}

static void put_answer(const struct bw_accounts *accounts, const struct context *to,
                       struct bw_pack *out)
{
    const struct bw_request *request = accounts->request;
    const struct entry **entries = bw_arena_take(to->arena, to->n * sizeof(const struct entry *));
    bool persons = bw_question_shows_persons(request, accounts->people.n);
    enum bw_lang lang = bw_question_lang(request, accounts->group.org);
    size_t n = 0, providers = 0, size;
    for (const struct entry *entry = to->first; entry; entry = entry->next)
        entries[n++] = entry;
    bw_sort(entries, n, sizeof(const struct entry *), by_provider);
    for (size_t i = 0; i < n; i += run_of(entries + i, n - i, same_provider))
        providers++;
    bw_pack_map(out, persons ? 7 : 6);
    bw_accounts_put_group(accounts, out);
    bw_put_day(out, "as_of", accounts->as_of);
    bw_put_count(out, "bookings", n);
    bw_put_int(out, "cost_cents", cost_of(entries, n));
    if (persons)
        bw_put_list(out, "items", providers);
    for (size_t i = 0; persons && i < n; i += size) {
        size = run_of(entries + i, n - i, same_provider);
        put_provider(out, entries + i, size, lang);
    }
    bw_put_count(out, "revision", accounts->revision);
    bw_put_text(out, "snapshot", request->snapshot->name);
}

enum bw_err bw_handle_booking_list(struct bw_request *request, struct bw_pack *out,
                                   struct bw_fail *fail)
{
    struct bw_accounts accounts;
    enum bw_err err = bw_accounts_open(request, 0, &accounts, out, fail);
    if (err || accounts.unchanged)
        return err;
    struct context to = {.cat = &request->snapshot->cat,
                         .arena = request->arena,
                         .provider = bw_question_str(request, "provider"),
                         .state = bw_question_str(request, "state"),
                         .as_of = accounts.as_of};
    err = bw_accounts_each(&accounts, visit, &to, fail);
    if (!err)
        put_answer(&accounts, &to, out);
    return err;
}
