/* The format onet: a folder of O*NET's tables of skills and knowledge. */
#include "tools/import/import_format.h"
#include "tools/import/onet_read.h"
#include "tools/import/onet_records.h"

#define FROM_EVER "1900-01-01"

int bw_import_read_onet(const struct bw_import_request *request, struct bw_intake *intake)
{
    struct bw_onet_tables tables = {0};
    struct bw_fail fail;
    if (request->n_paths != 1)
        return bw_app_usage("import", "import onet: one folder is expected");
    enum bw_err err = bw_onet_read(intake, request->paths[0], &tables, &fail);
    if (!err)
        bw_onet_make_records(intake, &tables, request->from ? request->from : FROM_EVER);
    bw_onet_tables_clear(&tables);
    if (!err && (intake->out_of_memory || intake->report.out_of_memory))
        err = bw_fail_set(&fail, BW_INTERNAL, "%s: out of memory", request->paths[0]);
    return err ? bw_import_unreadable(&fail) : BW_EXIT_WELL;
}
