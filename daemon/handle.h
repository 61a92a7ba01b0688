#pragma once
/* The handlers, one function a method, by file: records, evidence, imports, recommend, gap, team,
 * match, plan, search, tag, embedding, model, duplicates, learning, server. Reading ones run on the
 * worker; writing ones only say what is to be written. */
#include "daemon/pending.h"

enum bw_err bw_handle_get(struct bw_request *, struct bw_pack *, struct bw_fail *, enum bw_kind);
enum bw_err bw_handle_list(struct bw_request *, struct bw_pack *, struct bw_fail *, enum bw_kind);
enum bw_err bw_handle_put(struct bw_pending *, const msgpack_object *args, struct bw_fail *);
enum bw_err bw_handle_delete(struct bw_pending *, const msgpack_object *args, struct bw_fail *);
void bw_answer_put(const struct bw_pending *, struct bw_pack *);
void bw_answer_event_add(const struct bw_pending *, struct bw_pack *);
void bw_answer_delete(const struct bw_pending *, struct bw_pack *);

enum bw_err bw_handle_evidence_list(struct bw_request *, struct bw_pack *, struct bw_fail *);
enum bw_err bw_handle_event_list(struct bw_request *, struct bw_pack *, struct bw_fail *);

enum bw_err bw_handle_import_begin(struct bw_request *, struct bw_pack *, struct bw_fail *);
enum bw_err bw_handle_import_add(struct bw_request *, struct bw_pack *, struct bw_fail *);
enum bw_err bw_handle_import_abort(struct bw_request *, struct bw_pack *, struct bw_fail *);
enum bw_err bw_handle_import_commit(struct bw_pending *, const msgpack_object *args,
                                    struct bw_fail *);
void bw_answer_import_commit(const struct bw_pending *, struct bw_pack *);

enum bw_err bw_handle_recommend(struct bw_request *, struct bw_pack *, struct bw_fail *);
enum bw_err bw_handle_recommend_many(struct bw_request *, struct bw_pack *, struct bw_fail *);
enum bw_err bw_handle_profile(struct bw_request *, struct bw_pack *, struct bw_fail *);
enum bw_err bw_handle_gap_employee(struct bw_request *, struct bw_pack *, struct bw_fail *);
enum bw_err bw_handle_gap_team(struct bw_request *, struct bw_pack *, struct bw_fail *);
enum bw_err bw_handle_mentor_find(struct bw_request *, struct bw_pack *, struct bw_fail *);
enum bw_err bw_handle_role_reachable(struct bw_request *, struct bw_pack *, struct bw_fail *);
enum bw_err bw_handle_role_path(struct bw_request *, struct bw_pack *, struct bw_fail *);
enum bw_err bw_handle_talent_find(struct bw_request *, struct bw_pack *, struct bw_fail *);
enum bw_err bw_handle_role_candidates(struct bw_request *, struct bw_pack *, struct bw_fail *);

enum bw_err bw_handle_plan_employee(struct bw_request *, struct bw_pack *, struct bw_fail *);
enum bw_err bw_handle_plan_team(struct bw_request *, struct bw_pack *, struct bw_fail *);
enum bw_err bw_handle_change_preview(struct bw_request *, struct bw_pack *, struct bw_fail *);

enum bw_err bw_handle_course_search(struct bw_request *, struct bw_pack *, struct bw_fail *);
enum bw_err bw_handle_competency_search(struct bw_request *, struct bw_pack *, struct bw_fail *);
enum bw_err bw_handle_course_similar(struct bw_request *, struct bw_pack *, struct bw_fail *);

enum bw_err bw_handle_embedding_begin(struct bw_pending *, const msgpack_object *args,
                                      struct bw_fail *);
enum bw_err bw_handle_embedding_add(struct bw_pending *, const msgpack_object *args,
                                    struct bw_fail *);
enum bw_err bw_handle_embedding_commit(struct bw_pending *, const msgpack_object *args,
                                       struct bw_fail *);
enum bw_err bw_handle_embedding_abort(struct bw_pending *, const msgpack_object *args,
                                      struct bw_fail *);
enum bw_err bw_handle_embedding_set(struct bw_pending *, const msgpack_object *args,
                                    struct bw_fail *);
enum bw_err bw_handle_embedding_drop(struct bw_pending *, const msgpack_object *args,
                                     struct bw_fail *);
void bw_answer_embedding_begin(const struct bw_pending *, struct bw_pack *);
void bw_answer_embedding_add(const struct bw_pending *, struct bw_pack *);
void bw_answer_embedding_commit(const struct bw_pending *, struct bw_pack *);
void bw_answer_embedding_done(const struct bw_pending *, struct bw_pack *);

enum bw_err bw_handle_model_begin(struct bw_pending *, const msgpack_object *args,
                                  struct bw_fail *);
enum bw_err bw_handle_model_add(struct bw_pending *, const msgpack_object *args, struct bw_fail *);
enum bw_err bw_handle_model_commit(struct bw_pending *, const msgpack_object *args,
                                   struct bw_fail *);
enum bw_err bw_handle_model_abort(struct bw_pending *, const msgpack_object *args,
                                  struct bw_fail *);
enum bw_err bw_handle_model_drop(struct bw_pending *, const msgpack_object *args, struct bw_fail *);
enum bw_err bw_handle_model_promote(struct bw_pending *, const msgpack_object *args,
                                    struct bw_fail *);
enum bw_err bw_handle_model_rollback(struct bw_pending *, const msgpack_object *args,
                                     struct bw_fail *);
void bw_answer_model_begin(const struct bw_pending *, struct bw_pack *);
void bw_answer_model_add(const struct bw_pending *, struct bw_pack *);
void bw_answer_model_commit(const struct bw_pending *, struct bw_pack *);
void bw_answer_model_done(const struct bw_pending *, struct bw_pack *);
void bw_answer_model_serves(const struct bw_pending *, struct bw_pack *);
enum bw_err bw_handle_model_compare(struct bw_request *, struct bw_pack *, struct bw_fail *);
enum bw_err bw_handle_model_list(struct bw_request *, struct bw_pack *, struct bw_fail *);
enum bw_err bw_handle_model_info(struct bw_request *, struct bw_pack *, struct bw_fail *);

enum bw_err bw_handle_duplicates_list(struct bw_request *, struct bw_pack *, struct bw_fail *);
enum bw_err bw_handle_duplicates_confirm(struct bw_pending *, const msgpack_object *args,
                                         struct bw_fail *);

enum bw_err bw_handle_course_tag(struct bw_request *, struct bw_pack *, struct bw_fail *);
enum bw_err bw_handle_tag_list(struct bw_request *, struct bw_pack *, struct bw_fail *);
enum bw_err bw_handle_tag_confirm(struct bw_pending *, const msgpack_object *args,
                                  struct bw_fail *);

enum bw_err bw_handle_learning_page(struct bw_request *, struct bw_pack *, struct bw_fail *);

enum bw_err bw_handle_report_catalogue(struct bw_request *, struct bw_pack *, struct bw_fail *);
enum bw_err bw_handle_report_divergence(struct bw_request *, struct bw_pack *, struct bw_fail *);
enum bw_err bw_handle_report_knowledge(struct bw_request *, struct bw_pack *, struct bw_fail *);
enum bw_err bw_handle_report_obligations(struct bw_request *, struct bw_pack *, struct bw_fail *);
enum bw_err bw_handle_report_wishes(struct bw_request *, struct bw_pack *, struct bw_fail *);
enum bw_err bw_handle_report_budget(struct bw_request *, struct bw_pack *, struct bw_fail *);
enum bw_err bw_handle_report_effect(struct bw_request *, struct bw_pack *, struct bw_fail *);
enum bw_err bw_handle_report_trend(struct bw_request *, struct bw_pack *, struct bw_fail *);

enum bw_err bw_handle_booking_request(struct bw_pending *, const msgpack_object *args,
                                      struct bw_fail *);
enum bw_err bw_handle_booking_approve(struct bw_pending *, const msgpack_object *args,
                                      struct bw_fail *);
enum bw_err bw_handle_booking_decline(struct bw_pending *, const msgpack_object *args,
                                      struct bw_fail *);
void bw_answer_booking(const struct bw_pending *, struct bw_pack *);
enum bw_err bw_handle_booking_list(struct bw_request *, struct bw_pack *, struct bw_fail *);

enum bw_err bw_handle_ping(struct bw_request *, struct bw_pack *, struct bw_fail *);
enum bw_err bw_handle_info(struct bw_request *, struct bw_pack *, struct bw_fail *);
enum bw_err bw_handle_stats(struct bw_request *, struct bw_pack *, struct bw_fail *);
enum bw_err bw_handle_backup(struct bw_request *, struct bw_pack *, struct bw_fail *);
enum bw_err bw_handle_increment(struct bw_request *, struct bw_pack *, struct bw_fail *);
