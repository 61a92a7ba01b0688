#include "tools/report/sheet_out.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct bw_sheet_table *bw_sheet_wanted(const struct bw_sheet *sheet,
                                             const struct bw_sheet_wish *wish)
{
    const char *name = wish->table ? wish->table : sheet->main;
    for (size_t t = 0; t < sheet->n_tables; t++) {
        const struct bw_sheet_table *table = &sheet->tables[t];
        if (name ? strcmp(table->name, name) == 0 : table->list != NULL)
            return table;
    }
    return NULL;
}

int bw_sheet_file(const char *path, void (*write)(FILE *out, const void *what), const void *what)
{
    size_t room = strlen(path) + sizeof ".part";
    char *part = malloc(room);
    if (!part)
        abort();
    snprintf(part, room, "%s.part", path);
    FILE *out = fopen(part, "w");
    bool well = out != NULL;
    if (out) {
        write(out, what);
        well = fflush(out) == 0 && !ferror(out) && fsync(fileno(out)) == 0;
        well = fclose(out) == 0 && well;
    }
    well = well && rename(part, path) == 0;
    if (!well) {
        fprintf(stderr, "bekwaam: %s: %s\n", path, strerror(errno));
        unlink(part);
    }
    free(part);
    return well ? BW_EXIT_WELL : BW_EXIT_ERROR;
}

static void write_page(FILE *out, const void *what)
{
    bw_sheet_page(out, what);
}

int bw_sheet_give(struct bw_app *app, const struct bw_sheet_shown *shown,
                  const struct bw_sheet_wish *wish, bool *given)
{
    *given = true;
    if (app->json)
        bw_app_print_json(shown->answer);
    else if (wish->csv)
        bw_sheet_csv(stdout, bw_sheet_wanted(shown->sheet, wish), shown->answer);
    else if (wish->html && strcmp(wish->html, "-") != 0)
        return bw_sheet_file(wish->html, write_page, shown);
    else if (wish->html)
        bw_sheet_page(stdout, shown);
    else
        *given = false;
    return BW_EXIT_WELL;
}
