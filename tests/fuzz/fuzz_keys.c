/* Any bytes as a key of every table, and keys made of numbers from the bytes. Nothing may be read
 * beyond them; a key that is read and made again has the same bytes; what a key was made of is
 * what it is read as; and keys are in the order of their numbers. */
#include <stdlib.h>
#include <string.h>

#include "data/key.h"
#include "tests/fuzz/fuzz_help.h"

static void must_be(const struct bw_key *made, struct bw_slice read)
{
    must(made->len == read.len && memcmp(made->bytes, read.at, read.len) == 0);
}

static void read_as_kinds(struct bw_slice key)
{
    enum bw_kind kind, by_kind;
    uint32_t one, other;
    struct bw_str id;
    struct bw_key made;
    if (bw_key_id_read(key, &kind, &id)) {
        made = bw_key_id(kind, id);
        must_be(&made, key);
    }
    if (bw_key_name_read(key, &kind, &one)) {
        made = bw_key_name(kind, one);
        must_be(&made, key);
    }
    if (bw_key_record_read(key, &kind, &one, &other)) {
        made = bw_key_record(kind, one, other);
        must_be(&made, key);
    }
    if (bw_key_ref_read(key, &kind, &one, &by_kind, &other)) {
        made = bw_key_ref(kind, one, by_kind, other);
        must_be(&made, key);
    }
    if (bw_key_vector_read(key, &one, &kind, &other)) {
        made = bw_key_vector(one, kind, other);
        must_be(&made, key);
    }
}

static void read_as_numbers(struct bw_slice key)
{
    uint32_t one, other;
    uint64_t revision;
    struct bw_key made;
    if (bw_key_person_read(key, &one, &other)) {
        made = bw_key_person(one, other);
        must_be(&made, key);
    }
    if (bw_key_employee_read(key, &one)) {
        made = bw_key_employee(one);
        must_be(&made, key);
    }
    if (bw_key_log_read(key, &revision, &one)) {
        made = bw_key_log(revision, one);
        must_be(&made, key);
    }
    if (bw_key_space_read(key, &one, &other)) {
        made = bw_key_space(one, other);
        must_be(&made, key);
    }
    if (bw_key_model_read(key, &one)) {
        made = bw_key_model(one);
        must_be(&made, key);
    }
    if (bw_key_generation_read(key, &one)) { /* what is behind it is another's */
        made = bw_key_generation(one);
        must_be(&made, (struct bw_slice){key.at, made.len});
    }
}

/* What keys are made of. */
struct parts {
    enum bw_kind kind, by_kind;
    uint32_t one, other;
    uint64_t revision;
};

static struct parts take_parts(struct fuzz_taken *from)
{
    unsigned kinds = BW_KIND_END - BW_KIND_ORG;
    struct parts parts;
    parts.kind = (enum bw_kind)(BW_KIND_ORG + fuzz_take(from, 1) % kinds);
    parts.by_kind = (enum bw_kind)(BW_KIND_ORG + fuzz_take(from, 1) % kinds);
    parts.one = (uint32_t)fuzz_take(from, 4);
    parts.other = (uint32_t)fuzz_take(from, 4);
    parts.revision = fuzz_take(from, 8);
    return parts;
}

static void make_and_read(const struct parts *parts)
{
    struct parts read = {0};
    struct bw_key key = bw_key_name(parts->kind, parts->one);
    must(bw_key_name_read(bw_key_slice(&key), &read.kind, &read.one));
    must(read.kind == parts->kind && read.one == parts->one);
    key = bw_key_record(parts->kind, parts->one, parts->other);
    must(bw_key_record_read(bw_key_slice(&key), &read.kind, &read.one, &read.other));
    must(read.kind == parts->kind && read.one == parts->one && read.other == parts->other);
    key = bw_key_ref(parts->kind, parts->one, parts->by_kind, parts->other);
    must(bw_key_ref_read(bw_key_slice(&key), &read.kind, &read.one, &read.by_kind, &read.other));
    must(read.kind == parts->kind && read.one == parts->one);
    must(read.by_kind == parts->by_kind && read.other == parts->other);
    key = bw_key_vector(parts->one, parts->kind, parts->other);
    must(bw_key_vector_read(bw_key_slice(&key), &read.one, &read.kind, &read.other));
    must(read.kind == parts->kind && read.one == parts->one && read.other == parts->other);
    key = bw_key_person(parts->one, parts->other);
    must(bw_key_person_read(bw_key_slice(&key), &read.one, &read.other));
    must(read.one == parts->one && read.other == parts->other);
    key = bw_key_log(parts->revision, parts->other);
    must(bw_key_log_read(bw_key_slice(&key), &read.revision, &read.other));
    must(read.revision == parts->revision && read.other == parts->other);
}

static void make_id(const struct parts *parts, struct bw_str id)
{
    enum bw_kind kind;
    struct bw_str read;
    struct bw_key key = bw_key_id(parts->kind, id);
    must(bw_key_id_read(bw_key_slice(&key), &kind, &read));
    must(kind == parts->kind && bw_str_compare(read, id) == 0);
}

static int sign(int order)
{
    return (order > 0) - (order < 0);
}

/* As the store orders keys. */
static int key_order(struct bw_key a, struct bw_key b)
{
    must(a.len == b.len);
    return sign(memcmp(a.bytes, b.bytes, a.len));
}

#define ORDER(a, b) (((a) > (b)) - ((a) < (b)))

static void check_order(const struct parts *a, const struct parts *b)
{
    must(key_order(bw_key_employee(a->one), bw_key_employee(b->one)) == ORDER(a->one, b->one));
    must(key_order(bw_key_promotion(a->revision), bw_key_promotion(b->revision)) ==
         ORDER(a->revision, b->revision));
    int first = ORDER(a->one, b->one), second = ORDER(a->other, b->other);
    must(key_order(bw_key_person(a->one, a->other), bw_key_person(b->one, b->other)) ==
         (first ? first : second));
    first = ORDER(a->kind, b->kind);
    second = ORDER(a->one, b->one);
    must(key_order(bw_key_name(a->kind, a->one), bw_key_name(b->kind, b->one)) ==
         (first ? first : second));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct fuzz_taken from = {bytes, size};
    struct bw_slice key = {bytes, size};
    read_as_kinds(key);
    read_as_numbers(key);
    struct parts a = take_parts(&from), b = take_parts(&from);
    make_and_read(&a);
    check_order(&a, &b);
    if (from.left > 0 && from.left <= 128)
        make_id(&a, (struct bw_str){(const char *)from.at, (uint32_t)from.left});
    return 0;
}
