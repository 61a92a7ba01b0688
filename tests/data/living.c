#include "tests/data/living.h"

#include <stdlib.h>
#include <string.h>

#include "data/verdict.h"
#include "model/learned/learning.h"
#include "tests/model/check.h"

#define CARD                                                                                       \
    "{\"trained_at\":\"2026-11-20T10:00:00+01:00\",\"until\":\"2026-09-01\",\"seed\":7,"           \
    "\"data\":{\"outcomes\":10,\"people\":3,\"courses\":2,\"fingerprint\":\"abc\"},"               \
    "\"parts\":{\"preference\":{\"auc\":0.5}},\"features\":[{\"name\":\"load\",\"weight\":1}]}"

unsigned living_roll(struct living *town, unsigned n)
{
    town->draw ^= town->draw << 13;
    town->draw ^= town->draw >> 7;
    town->draw ^= town->draw << 17;
    return (unsigned)(town->draw >> 33) % n;
}

/* Text that grows. */
struct text {
    char at[8192];
    size_t len;
};

static void __attribute__((format(printf, 2, 3))) say(struct text *text, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int n = vsnprintf(text->at + text->len, sizeof text->at - text->len, format, list);
    va_end(list);
    text->len += (size_t)n;
    assert_true(text->len < sizeof text->at);
}

static void say_competency(struct living *town, struct text *text)
{
    static const char *const words[] = {"jeugd", "wet", "bouwen", "water", "praten"};
    unsigned k = living_roll(town, 18); /* from 12 on only models refer to it */
    say(text, "{\"id\":\"k%u\",\"label\":\"%s %s\"", k, words[living_roll(town, 5)],
        words[living_roll(town, 5)]);
    if (k > 0 && living_roll(town, 3) == 0)
        say(text, ",\"broader\":[\"k%u\"]", living_roll(town, k < 12 ? k : 12));
    say(text, "}");
}

static void say_course(struct living *town, struct text *text)
{
    unsigned c = living_roll(town, 14); /* from 10 on only verdicts refer to it */
    say(text,
        "{\"id\":\"c%u\",\"title\":\"Cursus %u\",\"language\":\"nl\",\"format\":\"classroom\","
        "\"hours\":4,\"price_cents\":%u,\"teaches\":[{\"competency\":\"k%u\",\"to\":3}]",
        c, living_roll(town, 5), living_roll(town, 9) * 100, living_roll(town, 12));
    if (living_roll(town, 2))
        say(text, ",\"sessions\":[{\"id\":\"s%u\",\"start\":\"2027-03-01\",\"seats\":%u}]", c,
            living_roll(town, 4));
    say(text, "}");
}

static void say_employee(struct living *town, struct text *text)
{
    say(text, "{\"id\":\"e%u\",\"org\":\"stad\",\"team\":\"t%u\",\"role\":\"r\"",
        living_roll(town, 12), living_roll(town, 2));
    if (living_roll(town, 2))
        say(text, ",\"wishes\":[\"k%u\"]", living_roll(town, 12));
    say(text, "}");
}

static void say_evidence(struct living *town, struct text *text)
{
    static const char *const sources[] = {"self", "peer", "manager", "test", "certificate"};
    say(text, "{");
    if (living_roll(town, 2))
        say(text, "\"id\":\"v%u\",", living_roll(town, 20));
    say(text,
        "\"employee\":\"e%u\",\"competency\":\"k%u\",\"level\":%u,\"source\":\"%s\","
        "\"at\":\"2026-0%u-01\"}",
        living_roll(town, 8), living_roll(town, 12), living_roll(town, 6),
        sources[living_roll(town, 5)], 1 + living_roll(town, 9));
}

static void say_event(struct living *town, struct text *text)
{
    static const char *const types[] = {"shown", "clicked", "enrolled", "completed", "declined"};
    say(text,
        "{\"id\":\"n%u\",\"employee\":\"e%u\",\"course\":\"c%u\",\"type\":\"%s\","
        "\"at\":\"2026-0%u-02T10:00:00Z\"}",
        living_roll(town, 200), living_roll(town, 8), living_roll(town, 10),
        types[living_roll(town, 5)], 1 + living_roll(town, 9));
}

static void say_verdict(struct living *town, struct text *text)
{
    char course[8], competency[8], id[BW_VERDICT_ID_LEN + 1];
    snprintf(course, sizeof course, "c%u", living_roll(town, 14));
    snprintf(competency, sizeof competency, "k%u", living_roll(town, 18));
    struct bw_pair pair = {{course, (uint32_t)strlen(course)},
                           {competency, (uint32_t)strlen(competency)}};
    say(text,
        "{\"id\":\"%s\",\"kind\":\"tag\",\"courses\":[\"%s\"],\"competencies\":[\"%s\"],"
        "\"yes\":%s,\"at\":\"2026-05-0%u\"}",
        bw_verdict_id(BW_ABOUT_TAG, pair, id), course, competency,
        living_roll(town, 2) ? "true" : "false", 1 + living_roll(town, 9));
}

typedef void (*sayer)(struct living *town, struct text *text);
static const struct {
    enum bw_kind kind;
    sayer say;
} records[] = {{BW_KIND_COMPETENCY, say_competency}, {BW_KIND_COURSE, say_course},
               {BW_KIND_EMPLOYEE, say_employee},     {BW_KIND_EVIDENCE, say_evidence},
               {BW_KIND_EVENT, say_event},           {BW_KIND_VERDICT, say_verdict}};
#define N_RECORDS (sizeof records / sizeof *records)
const enum bw_kind living_kinds[] = {BW_KIND_COMPETENCY,
                                     BW_KIND_COURSE,
                                     BW_KIND_EMPLOYEE,
                                     BW_KIND_EVIDENCE,
                                     BW_KIND_EVENT,
                                     BW_KIND_VERDICT,
                                     0};

/* Well or not: what is refused changes nothing. */
static void note(struct living *town, struct bw_written *written)
{
    if (written->err)
        town->refused++;
    else
        town->written++;
    assert_true(written->err != BW_INTERNAL && written->err != BW_STORAGE_FULL);
    bw_written_clear(written);
}

/* Several kinds in one write, as an import: with bad items left out, or all or nothing. */
static void put(struct living *town, unsigned kinds, bool import)
{
    struct text texts[3];
    msgpack_sbuffer bytes[3];
    msgpack_unpacked lists[3];
    struct bw_part parts[3];
    struct bw_written written;
    for (unsigned p = 0; p < kinds; p++) {
        unsigned of = living_roll(town, N_RECORDS), n = 1 + living_roll(town, import ? 8 : 3);
        texts[p].len = 0;
        say(&texts[p], "[");
        for (unsigned i = 0; i < n; i++) {
            say(&texts[p], i ? "," : "");
            records[of].say(town, &texts[p]);
        }
        say(&texts[p], "]");
        lists[p] = up_map_of(texts[p].at, &bytes[p]);
        parts[p] = (struct bw_part){BW_OP_PUT, records[of].kind, lists[p].data.via.array.ptr, n};
    }
    struct bw_write write = {
        .parts = parts, .n_parts = kinds, .report_all = import, .skip_bad = import};
    if (living_roll(town, 4) == 0)
        write.today = town->day += (bw_day)living_roll(town, 2);
    bw_write_now(town->fixture->store, &write, &written);
    note(town, &written);
    for (unsigned p = 0; p < kinds; p++) {
        msgpack_unpacked_destroy(&lists[p]);
        msgpack_sbuffer_destroy(&bytes[p]);
    }
}

static void delete_some(struct living *town)
{
    static const struct {
        enum bw_kind kind;
        char letter;
        unsigned n;
    } of[] = {{BW_KIND_COMPETENCY, 'k', 18},
              {BW_KIND_COURSE, 'c', 14},
              {BW_KIND_EMPLOYEE, 'e', 12},
              {BW_KIND_EVIDENCE, 'v', 20}};
    unsigned which = living_roll(town, 4), n = 1 + living_roll(town, 2),
             first = living_roll(town, of[which].n - 1);
    char ids[2][16];
    msgpack_object items[2];
    for (unsigned i = 0; i < n; i++) {
        snprintf(ids[i], sizeof ids[i], "%c%u", of[which].letter, first + i);
        items[i] = (msgpack_object){
            .type = MSGPACK_OBJECT_STR,
            .via.str = {.ptr = ids[i], .size = (uint32_t)strlen(ids[i])},
        };
    }
    struct bw_part part = {BW_OP_DELETE, of[which].kind, items, n};
    struct bw_write write = {.parts = &part, .n_parts = 1};
    struct bw_written written;
    bw_write_now(town->fixture->store, &write, &written);
    note(town, &written);
}

static void begin_day(struct living *town)
{
    struct bw_write write = {.today = ++town->day};
    struct bw_written written;
    bw_write_now(town->fixture->store, &write, &written);
    note(town, &written);
}

/* Vectors from outside for whatever is there; or a space, or an upload that is given up. */
static void upload_text_model(struct living *town)
{
    struct bw_uploading *fixture = town->fixture;
    unsigned how = living_roll(town, 3);
    if (how == 0) {
        struct bw_written written = up_upload_space(fixture);
        note(town, &written);
        return;
    }
    uint32_t upload =
        up_begin(fixture, "{\"kind\":\"external\",\"dimension\":4,\"skip_unknown\":true}");
    for (unsigned k = 0; k < 18; k += 3) {
        char id[8];
        float vector[4] = {1, (float)living_roll(town, 9), (float)k, 1};
        snprintf(id, sizeof id, "k%u", k);
        struct bw_written written =
            up_add_row(fixture, upload, (struct up_row){"competency", id, NULL, vector, 4});
        note(town, &written);
    }
    struct bw_written written =
        up_step(fixture, how == 1 ? BW_EMBEDDING_COMMIT : BW_EMBEDDING_ABORT, NULL, upload);
    note(town, &written);
    if (written.err) {
        written = up_step(fixture, BW_EMBEDDING_ABORT, NULL, upload);
        note(town, &written);
    }
}

static void upload_learned(struct living *town)
{
    struct bw_preference preference = {.01 * (1 + living_roll(town, 9)), .01, .01, .01};
    unsigned char section[BW_PREFERENCE_BYTES];
    struct bw_fail fail;
    char json[1024];
    assert_int_equal(bw_preference_pack(&preference, section, &fail), BW_OK);
    struct bw_section sections[BW_SECTION_KINDS] = {
        [BW_SECTION_PREFERENCE] = {section, sizeof section}};
    size_t n = bw_learned_bytes(sections);
    void *at;
    assert_int_equal(posix_memalign(&at, BW_BLOCK_ALIGN, n), 0);
    bw_learned_pack(sections, at);
    snprintf(json, sizeof json, "{\"card\":" CARD ",\"bytes\":%zu}", n);
    struct bw_written begun = up_say(town->fixture, BW_MODEL_BEGIN, json, 0);
    if (!begun.err) {
        up_well(up_add_bytes(town->fixture, begun.step.upload, 0, at, n));
        up_well(up_step(town->fixture, BW_MODEL_COMMIT, NULL, begun.step.upload));
    }
    note(town, &begun);
    free(at);
}

static void change_models(struct living *town)
{
    char json[100];
    snprintf(json, sizeof json, "{\"version\":\"m%u\",\"by\":\"ria\"}", 1 + living_roll(town, 4));
    const struct {
        enum bw_model_step_op op;
        const char *json;
    } steps[] = {{BW_MODEL_PROMOTE, json},
                 {BW_MODEL_ROLLBACK, "{\"reason\":\"vreemd\"}"},
                 {BW_MODEL_DROP, json},
                 {BW_EMBEDDING_SET, "{\"near\":\"taxonomy\"}"},
                 {BW_EMBEDDING_SET, "{\"near\":\"all\"}"},
                 {BW_EMBEDDING_DROP, "{}"}};
    unsigned which = living_roll(town, sizeof steps / sizeof *steps + 1);
    struct bw_model_step off = {.op = BW_MODEL_OFF, .off = living_roll(town, 2)};
    struct bw_write write = {.step = &off};
    struct bw_written written;
    if (which < sizeof steps / sizeof *steps)
        written = up_say(town->fixture, steps[which].op, steps[which].json, 0);
    else
        bw_write_now(town->fixture->store, &write, &written);
    note(town, &written);
}

static void book(struct living *town)
{
    char json[200];
    msgpack_sbuffer bytes;
    struct bw_written written;
    snprintf(json, sizeof json,
             "{\"items\":[{\"employee\":\"e%u\",\"course\":\"c%u\"}],\"by\":\"e%u\"}",
             living_roll(town, 8), living_roll(town, 10), living_roll(town, 8));
    msgpack_unpacked args = up_map_of(json, &bytes);
    struct bw_booking_step step = {.op = (enum bw_booking_op)living_roll(town, 3),
                                   .args = &args.data,
                                   .today = town->day,
                                   .at_s = UP_NOW + living_roll(town, 1000)};
    struct bw_write write = {.booking = &step};
    bw_write_now(town->fixture->store, &write, &written);
    note(town, &written);
    msgpack_unpacked_destroy(&args);
    msgpack_sbuffer_destroy(&bytes);
}

void living_step(struct living *town)
{
    switch (living_roll(town, 16)) {
    case 0:
    case 1:
        delete_some(town);
        break;
    case 2:
        begin_day(town);
        break;
    case 3:
        upload_text_model(town);
        break;
    case 4:
        upload_learned(town);
        break;
    case 5:
    case 6:
        change_models(town);
        break;
    case 7:
        book(town);
        break;
    case 8:
        put(town, 3, true);
        break;
    default:
        put(town, 1, false);
    }
}

void living_begin(struct living *town)
{
    up_change(town->fixture, BW_OP_PUT, BW_KIND_ORG, "[{\"id\":\"stad\",\"name\":\"Stad\"}]");
    up_change(town->fixture, BW_OP_PUT, BW_KIND_TEAM,
              "[{\"id\":\"t0\",\"org\":\"stad\",\"name\":\"A\"},"
              "{\"id\":\"t1\",\"org\":\"stad\",\"name\":\"B\"}]");
    up_change(town->fixture, BW_OP_PUT, BW_KIND_ROLE,
              "[{\"id\":\"r\",\"label\":\"R\",\"versions\":[]}]");
}
