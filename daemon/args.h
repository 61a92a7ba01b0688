#pragma once
/* The arguments of each method, as shapes. Any thread. */
#include "data/schema.h"

#define BW_MANY_MOST 1000
#define BW_DUPLICATES_MOST 1000 /* pairs of one answer */
#define BW_PREVIEW_MOST 1000    /* people of one answer */

extern const struct bw_shape bw_args_none, bw_args_put, bw_args_get, bw_args_list,
    bw_args_list_held, bw_args_delete, bw_args_evidence_list, bw_args_recommend, bw_args_many,
    bw_args_gap, bw_args_profile, bw_args_team, bw_args_reachable, bw_args_path, bw_args_talent,
    bw_args_candidates, bw_args_mentor, bw_args_course_search, bw_args_course_similar,
    bw_args_competency_search, bw_args_duplicates_confirm, bw_args_duplicates_list,
    bw_args_course_tag, bw_args_tag_list, bw_args_tag_confirm, bw_args_learning_page,
    bw_args_import_begin, bw_args_import_add, bw_args_import_commit, bw_args_embedding_begin,
    bw_args_embedding_add, bw_args_embedding_set, bw_args_embedding_upload, bw_args_model_begin,
    bw_args_model_add, bw_args_model_drop, bw_args_model_info, bw_args_model_promote,
    bw_args_model_rollback, bw_args_model_compare, bw_args_goal, bw_args_knowledge,
    bw_args_obligations, bw_args_wishes, bw_args_report_budget, bw_args_plan_employee,
    bw_args_report_effect, bw_args_report_trend, bw_args_plan_team, bw_args_divergence,
    bw_args_catalogue;
extern const struct bw_shape bw_args_booking_request, bw_args_booking_decide, bw_args_booking_list;
extern const struct bw_shape bw_args_preview, bw_args_backup, bw_args_increment;
