#pragma once
/* From arguments to a question of the engine: ids become indices of the snapshot, and what the
 * asker does not see does not exist. The request's thread; memory from its arena. */
#include "daemon/request.h"
#include "model/question.h"

/* The employee that `name` names; *revision: the newest that is relevant to answers about them. */
enum bw_err bw_question_person(struct bw_request *request, struct bw_str id, struct bw_person *out,
                               uint64_t *revision, struct bw_fail *fail);

/* As people of which org the asker sees things: that of the argument `org` or `employee`, BW_NONE
 * without either. *revision: the newest that the answer rests on. */
enum bw_err bw_question_asker(struct bw_request *request, uint32_t *org, uint64_t *revision,
                              struct bw_fail *fail);

/* Day, goal and (when the method has them) filters, k, diversity, objective, exclude, as seen by
 * `org`. */
enum bw_err bw_question_read(struct bw_request *request, uint32_t org, struct bw_question *out,
                             struct bw_fail *fail);

/* A question about nothing but the day: goal current, no filters. */
struct bw_question bw_question_plain(const struct bw_request *request);

/* The record of `kind` with that id, when people of `org` (BW_NONE: anyone) see it. `field` is
 * named in the error. */
enum bw_err bw_question_find(struct bw_request *request, enum bw_kind kind, const char *field,
                             struct bw_str id, uint32_t org, uint32_t *out, struct bw_fail *fail);

/* The group of the question: the argument `team` or `org`, one of the two. */
enum bw_err bw_question_group(struct bw_request *request, struct bw_group *out,
                              struct bw_fail *fail);

/* The field that says whose people: `team` or `org`. */
void bw_question_pack_group(const struct bw_request *request, const struct bw_group *group,
                            struct bw_pack *out);

/* May an answer about `people` persons show single ones? Not under the server's least group, which
 * the argument `min_group` can only raise. */
bool bw_question_shows_persons(const struct bw_request *request, size_t people);
/* How many people that takes. */
size_t bw_question_least_group(const struct bw_request *request);

struct bw_str bw_question_str(const struct bw_request *request, const char *name);
enum bw_lang bw_question_lang(const struct bw_request *request, uint32_t org);

/* Answers {unchanged, revision} when if_revision says that nothing newer is needed; false: go on.
 */
bool bw_question_unchanged(const struct bw_request *request, uint64_t revision,
                           struct bw_pack *out);

/* The goal in its canonical form. */
void bw_question_pack_goal(const struct bw_request *request, struct bw_pack *out);
