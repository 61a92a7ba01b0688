#include <string.h>

#include "daemon/args.h"
#include "daemon/handle.h"

#define RECORDS(kind_, name_)                                                                      \
    static enum bw_err get_##kind_(struct bw_request *r, struct bw_pack *out,                      \
                                   struct bw_fail *fail)                                           \
    {                                                                                              \
        return bw_handle_get(r, out, fail, name_);                                                 \
    }                                                                                              \
    static enum bw_err list_##kind_(struct bw_request *r, struct bw_pack *out,                     \
                                    struct bw_fail *fail)                                          \
    {                                                                                              \
        return bw_handle_list(r, out, fail, name_);                                                \
    }
RECORDS(org, BW_KIND_ORG)
RECORDS(team, BW_KIND_TEAM)
RECORDS(competency, BW_KIND_COMPETENCY)
RECORDS(task, BW_KIND_TASK)
RECORDS(role, BW_KIND_ROLE)
RECORDS(change, BW_KIND_CHANGE)
RECORDS(course, BW_KIND_COURSE)
RECORDS(employee, BW_KIND_EMPLOYEE)
RECORDS(verdict, BW_KIND_VERDICT)

#define PUT(name_, kind_, answer_)                                                                 \
    {                                                                                              \
        .name = (name_), .args = &bw_args_put, .write = bw_handle_put, .answer = (answer_),        \
        .kind = (kind_), .bulk = true                                                              \
    }
#define DELETE(name_, kind_)                                                                       \
    {                                                                                              \
        .name = (name_), .args = &bw_args_delete, .write = bw_handle_delete,                       \
        .answer = bw_answer_delete, .kind = (kind_), .bulk = true                                  \
    }
#define FOUR(prefix_, kind_, name_, list_args_)                                                    \
    PUT(#prefix_ ".put", name_, bw_answer_put), DELETE(#prefix_ ".delete", name_),                 \
        {.name = #prefix_ ".get", .args = &bw_args_get, .read = get_##kind_},                      \
    {                                                                                              \
        .name = #prefix_ ".list", .args = &(list_args_), .read = list_##kind_                      \
    }

/* A question that takes seconds. */
#define BOOKING(name_, args_, write_)                                                              \
    {                                                                                              \
        .name = (name_), .args = &(args_), .write = (write_), .answer = bw_answer_booking,         \
        .bulk = true                                                                               \
    }
#define LONG(name_, args_, read_)                                                                  \
    {                                                                                              \
        .name = (name_), .args = &(args_), .read = (read_), .errand = true                         \
    }

/* The same for the administrator alone. */
#define ADMIN(name_, args_, read_)                                                                 \
    {                                                                                              \
        .name = (name_), .args = &(args_), .read = (read_), .errand = true, .admin = true          \
    }

static const struct bw_method methods[] = {
    FOUR(org, org, BW_KIND_ORG, bw_args_list),
    FOUR(team, team, BW_KIND_TEAM, bw_args_list_held),
    FOUR(competency, competency, BW_KIND_COMPETENCY, bw_args_list_held),
    FOUR(task, task, BW_KIND_TASK, bw_args_list_held),
    FOUR(role, role, BW_KIND_ROLE, bw_args_list_held),
    FOUR(change, change, BW_KIND_CHANGE, bw_args_list_held),
    FOUR(course, course, BW_KIND_COURSE, bw_args_list_held),
    FOUR(employee, employee, BW_KIND_EMPLOYEE, bw_args_list_held),
    FOUR(verdict, verdict, BW_KIND_VERDICT, bw_args_list),
    PUT("evidence.add", BW_KIND_EVIDENCE, bw_answer_event_add),
    DELETE("evidence.delete", BW_KIND_EVIDENCE),
    {.name = "evidence.list", .args = &bw_args_evidence_list, .read = bw_handle_evidence_list},
    PUT("event.add", BW_KIND_EVENT, bw_answer_event_add),
    {.name = "event.list", .args = &bw_args_evidence_list, .read = bw_handle_event_list},
    {.name = "import.begin", .args = &bw_args_import_begin, .read = bw_handle_import_begin},
    {.name = "import.add", .args = &bw_args_import_add, .read = bw_handle_import_add, .bulk = true},
    {.name = "import.abort", .args = &bw_args_import_commit, .read = bw_handle_import_abort},
    {.name = "import.commit",
     .args = &bw_args_import_commit,
     .write = bw_handle_import_commit,
     .answer = bw_answer_import_commit},
    {.name = "recommend", .args = &bw_args_recommend, .read = bw_handle_recommend},
    {.name = "recommend.many", .args = &bw_args_many, .read = bw_handle_recommend_many},
    {.name = "employee.profile", .args = &bw_args_profile, .read = bw_handle_profile},
    {.name = "gap.employee", .args = &bw_args_gap, .read = bw_handle_gap_employee},
    {.name = "gap.team", .args = &bw_args_team, .read = bw_handle_gap_team, .errand_with = "org"},
    LONG("mentor.find", bw_args_mentor, bw_handle_mentor_find),
    {.name = "role.reachable", .args = &bw_args_reachable, .read = bw_handle_role_reachable},
    LONG("role.path", bw_args_path, bw_handle_role_path),
    LONG("talent.find", bw_args_talent, bw_handle_talent_find),
    LONG("role.candidates", bw_args_candidates, bw_handle_role_candidates),
    LONG("plan.employee", bw_args_plan_employee, bw_handle_plan_employee),
    LONG("plan.team", bw_args_plan_team, bw_handle_plan_team),
    LONG("change.preview", bw_args_preview, bw_handle_change_preview),
    {.name = "course.search", .args = &bw_args_course_search, .read = bw_handle_course_search},
    {.name = "course.similar", .args = &bw_args_course_similar, .read = bw_handle_course_similar},
    {.name = "competency.search",
     .args = &bw_args_competency_search,
     .read = bw_handle_competency_search},
    {.name = "duplicates.list",
     .args = &bw_args_duplicates_list,
     .read = bw_handle_duplicates_list},
    {.name = "duplicates.confirm",
     .args = &bw_args_duplicates_confirm,
     .write = bw_handle_duplicates_confirm,
     .answer = bw_answer_put},
    {.name = "course.tag", .args = &bw_args_course_tag, .read = bw_handle_course_tag},
    {.name = "tag.list", .args = &bw_args_tag_list, .read = bw_handle_tag_list},
    {.name = "tag.confirm",
     .args = &bw_args_tag_confirm,
     .write = bw_handle_tag_confirm,
     .answer = bw_answer_put},
    {.name = "embedding.begin",
     .args = &bw_args_embedding_begin,
     .write = bw_handle_embedding_begin,
     .answer = bw_answer_embedding_begin},
    {.name = "embedding.add",
     .args = &bw_args_embedding_add,
     .write = bw_handle_embedding_add,
     .answer = bw_answer_embedding_add,
     .bulk = true},
    {.name = "embedding.commit",
     .args = &bw_args_embedding_upload,
     .write = bw_handle_embedding_commit,
     .answer = bw_answer_embedding_commit},
    {.name = "embedding.set",
     .args = &bw_args_embedding_set,
     .write = bw_handle_embedding_set,
     .answer = bw_answer_embedding_done},
    {.name = "embedding.abort",
     .args = &bw_args_embedding_upload,
     .write = bw_handle_embedding_abort,
     .answer = bw_answer_embedding_done},
    {.name = "embedding.drop",
     .args = &bw_args_none,
     .write = bw_handle_embedding_drop,
     .answer = bw_answer_embedding_done},
    {.name = "model.begin",
     .args = &bw_args_model_begin,
     .write = bw_handle_model_begin,
     .answer = bw_answer_model_begin},
    {.name = "model.add",
     .args = &bw_args_model_add,
     .write = bw_handle_model_add,
     .answer = bw_answer_model_add},
    {.name = "model.commit",
     .args = &bw_args_embedding_upload,
     .write = bw_handle_model_commit,
     .answer = bw_answer_model_commit},
    {.name = "model.abort",
     .args = &bw_args_embedding_upload,
     .write = bw_handle_model_abort,
     .answer = bw_answer_model_done},
    {.name = "model.drop",
     .args = &bw_args_model_drop,
     .write = bw_handle_model_drop,
     .answer = bw_answer_model_done},
    {.name = "model.list", .args = &bw_args_none, .read = bw_handle_model_list},
    {.name = "model.info", .args = &bw_args_model_info, .read = bw_handle_model_info},
    LONG("model.compare", bw_args_model_compare, bw_handle_model_compare),
    {.name = "model.promote",
     .args = &bw_args_model_promote,
     .write = bw_handle_model_promote,
     .answer = bw_answer_model_serves},
    {.name = "model.rollback",
     .args = &bw_args_model_rollback,
     .write = bw_handle_model_rollback,
     .answer = bw_answer_model_serves},
    {.name = "learning.page", .args = &bw_args_learning_page, .read = bw_handle_learning_page},
    LONG("report.divergence", bw_args_divergence, bw_handle_report_divergence),
    LONG("report.catalogue", bw_args_catalogue, bw_handle_report_catalogue),
    LONG("report.knowledge", bw_args_knowledge, bw_handle_report_knowledge),
    LONG("report.obligations", bw_args_obligations, bw_handle_report_obligations),
    LONG("report.wishes", bw_args_wishes, bw_handle_report_wishes),
    BOOKING("booking.request", bw_args_booking_request, bw_handle_booking_request),
    BOOKING("booking.approve", bw_args_booking_decide, bw_handle_booking_approve),
    BOOKING("booking.decline", bw_args_booking_decide, bw_handle_booking_decline),
    LONG("booking.list", bw_args_booking_list, bw_handle_booking_list),
    LONG("report.budget", bw_args_report_budget, bw_handle_report_budget),
    LONG("report.effect", bw_args_report_effect, bw_handle_report_effect),
    LONG("report.trend", bw_args_report_trend, bw_handle_report_trend),
    {.name = "server.ping", .args = &bw_args_none, .read = bw_handle_ping},
    {.name = "server.info", .args = &bw_args_none, .read = bw_handle_info},
    {.name = "server.stats", .args = &bw_args_none, .read = bw_handle_stats},
    ADMIN("server.backup", bw_args_backup, bw_handle_backup),
    ADMIN("server.increment", bw_args_increment, bw_handle_increment),
};

/* In the contract, not in this version. */
static const char *const planned_names[] = {
    "report.fairness", //
    "privacy.export",  //
    "privacy.erase",   //
    "audit.list",      //
};

static bool is_called(const char *name, struct bw_str wanted)
{
    return wanted.len && name[0] == wanted.at[0] && strlen(name) == wanted.len &&
           memcmp(name, wanted.at, wanted.len) == 0;
}

const struct bw_method *bw_method_find(struct bw_str name, bool *planned)
{
    *planned = false;
    for (size_t i = 0; i < bw_method_count(); i++)
        if (is_called(methods[i].name, name))
            return &methods[i];
    for (size_t i = 0; i < sizeof planned_names / sizeof *planned_names; i++)
        *planned |= is_called(planned_names[i], name);
    return NULL;
}

size_t bw_method_count(void)
{
    return sizeof methods / sizeof *methods;
}

const struct bw_method *bw_method_at(size_t i)
{
    return &methods[i];
}

size_t bw_method_index(const struct bw_method *method)
{
    return (size_t)(method - methods);
}
