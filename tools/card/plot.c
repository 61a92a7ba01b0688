#include "tools/card/plot.h"

#include <math.h>
#include <string.h>

#include "tools/text.h"

#define SIDE 260.
#define LEFT 56.
#define TOP 10.
#define WIDTH 338
#define HEIGHT 320

static double across(double x)
{
    return LEFT + SIDE * (x < 0 ? 0 : x > 1 ? 1 : x);
}

static double down(double y)
{
    return TOP + SIDE * (1 - (y < 0 ? 0 : y > 1 ? 1 : y));
}

static void svg_begin(FILE *out, int width, int height, const char *title, const char *about)
{
    fprintf(out, "<svg viewBox=\"0 0 %d %d\" role=\"img\">", width, height);
    bw_page_tag(out, "title", NULL, title);
    bw_page_tag(out, "desc", NULL, about);
}

void bw_field_begin(FILE *out, const struct bw_field *field)
{
    fputs("<figure>\n", out);
    bw_page_tag(out, "h3", NULL, field->title);
    svg_begin(out, WIDTH, HEIGHT, field->title, field->about);
    for (int i = 0; i <= 4; i++) {
        double at = i / 4.;
        fprintf(out,
                "<path class=\"grid\" d=\"M%.1f %.1fH%.1f\"/><text x=\"%.1f\" y=\"%.1f\" "
                "text-anchor=\"end\">%d%%</text><text x=\"%.1f\" y=\"%.1f\" "
                "text-anchor=\"middle\">%d%%</text>\n",
                LEFT, down(at), LEFT + SIDE, LEFT - 6, down(at) + 4, 25 * i, across(at),
                TOP + SIDE + 16, 25 * i);
    }
    fprintf(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">", LEFT + SIDE / 2,
            TOP + SIDE + 36);
    bw_page_text(out, field->x);
    fprintf(out,
            "</text><text x=\"0\" y=\"0\" text-anchor=\"middle\" "
            "transform=\"translate(11 %.1f) rotate(-90)\">",
            TOP + SIDE / 2);
    bw_page_text(out, field->y);
    fputs("</text>\n", out);
}

void bw_field_even(FILE *out)
{
    fprintf(out, "<path class=\"even\" d=\"M%.1f %.1fL%.1f %.1f\"/>\n", across(0), down(0),
            across(1), down(1));
}

void bw_field_line(FILE *out, const double *x, const double *y, size_t n, enum bw_ink ink)
{
    fprintf(out, "<path class=\"line ink%d\" d=\"", (int)ink);
    for (size_t i = 0; i < n; i++)
        fprintf(out, "%s%.1f %.1f", i ? "L" : "M", across(x[i]), down(y[i]));
    fputs("\"/>\n", out);
}

void bw_field_spot(FILE *out, const struct bw_spot *spot, enum bw_ink ink)
{
    fprintf(out,
            "<path class=\"line thin ink%d\" style=\"stroke-dasharray:none\" "
            "d=\"M%.1f %.1fV%.1f\"/><circle class=\"fill%d\" cx=\"%.1f\" cy=\"%.1f\" "
            "r=\"%.1f\"/>\n",
            (int)ink, across(spot->x), down(spot->low), down(spot->high), (int)ink, across(spot->x),
            down(spot->y), spot->radius);
}

void bw_field_end(FILE *out, const char *const names[], size_t n)
{
    fputs("</svg>\n<ul class=\"legend\">", out);
    for (size_t i = 0; i < n; i++) {
        fprintf(out,
                "<li><svg viewBox=\"0 0 32 10\" aria-hidden=\"true\"><path class=\"line ink%zu\" "
                "d=\"M0 5H32\"/></svg>",
                i + 1);
        bw_page_text(out, names[i]);
        fputs("</li>", out);
    }
    fputs("</ul>\n</figure>\n", out);
}

#define BARS_WIDTH 500
#define BAR_HEIGHT 22
#define BARS_LEFT 255.
#define BARS_ROOM 190.

void bw_bars(FILE *out, const char *title, const char *about, const struct bw_bar *bars, size_t n)
{
    double most = 0;
    for (size_t i = 0; i < n; i++)
        most = bars[i].amount > most ? bars[i].amount : most;
    fputs("<figure>\n", out);
    svg_begin(out, BARS_WIDTH, (int)n * BAR_HEIGHT + 4, title, about);
    for (size_t i = 0; i < n; i++) {
        double y = (double)i * BAR_HEIGHT,
               length = most > 0 && bars[i].amount > 0 ? BARS_ROOM * bars[i].amount / most : 0;
        fprintf(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">", BARS_LEFT - 8, y + 16);
        bw_page_text(out, bars[i].name);
        fprintf(out,
                "</text><rect class=\"fill1\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"14\" "
                "rx=\"2\"/><text x=\"%.1f\" y=\"%.1f\">",
                BARS_LEFT, y + 5, length, BARS_LEFT + length + 8, y + 16);
        bw_page_text(out, bars[i].shown);
        fputs("</text>\n", out);
    }
    fputs("</svg>\n</figure>\n", out);
}

/* A name in as many columns of text as there is room for, the whole of it for who points at it. */
static void put_name(FILE *out, const char *name, size_t columns)
{
    size_t len = strlen(name), front = len;
    if (bw_text_width(name, len) > columns)
        front = bw_text_front(name, len, columns - 1);
    if (front < len) {
        fputs("<title>", out);
        bw_page_text(out, name);
        fputs("</title>", out);
    }
    for (size_t i = 0; i < front; i++) {
        const char one[] = {name[i], '\0'};
        bw_page_text(out, one);
    }
    if (front < len)
        fputs("…", out);
}

/* A drawing over the whole width, though never much larger than the text around it. */
static void wide_begin(FILE *out, int width, int height, const char *title, const char *about)
{
    fputs("<figure class=\"wide\">\n", out);
    bw_page_tag(out, "h3", NULL, title);
    fprintf(out, "<svg viewBox=\"0 0 %d %d\" style=\"max-width:%dpx\" role=\"img\">", width, height,
            width * 9 / 8);
    bw_page_tag(out, "title", NULL, title);
    bw_page_tag(out, "desc", NULL, about);
}

#define STACKS_WIDTH 700
#define STACKS_LEFT 250.
#define STACKS_ROOM 300.
#define STACKS_NAME 34 /* columns of text */

static void legend_of(FILE *out, const struct bw_stacks *field)
{
    static const char *const forms[] = {"fill1", "open1"};
    bool marked = field->mark > 0;
    if (!field->parts[1] && !marked)
        return;
    fputs("<ul class=\"legend\">", out);
    for (size_t i = 0; i < 2 && field->parts[i]; i++) {
        fprintf(out,
                "<li><svg viewBox=\"0 0 32 10\" aria-hidden=\"true\"><rect class=\"%s\" x=\"1\" "
                "y=\"1\" width=\"30\" height=\"8\"/></svg>",
                forms[i]);
        bw_page_text(out, field->parts[i]);
        fputs("</li>", out);
    }
    if (marked) {
        fputs("<li><svg viewBox=\"0 0 32 10\" aria-hidden=\"true\"><path class=\"line ink2\" "
              "d=\"M0 5H32\"/></svg>",
              out);
        bw_page_text(out, field->mark_said);
        fputs("</li>", out);
    }
    fputs("</ul>\n", out);
}

static void put_part(FILE *out, const char *form, double from, double y, double length)
{
    if (length > 0)
        fprintf(out, "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"14\"/>",
                form, from, y + 4, length);
}

void bw_stacks(FILE *out, const struct bw_stacks *field, const struct bw_stack *bars, size_t n)
{
    double most = field->mark;
    for (size_t i = 0; i < n; i++)
        most = fmax(most, bars[i].amounts[0] + bars[i].amounts[1]);
    double scale = most > 0 ? STACKS_ROOM / most : 0;
    wide_begin(out, STACKS_WIDTH, (int)n * BAR_HEIGHT + 6, field->title, field->about);
    for (size_t i = 0; i < n; i++) {
        double y = (double)i * BAR_HEIGHT, first = scale * bars[i].amounts[0],
               second = scale * bars[i].amounts[1];
        fprintf(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">", STACKS_LEFT - 8, y + 15);
        put_name(out, bars[i].name, STACKS_NAME);
        fputs("</text>", out);
        put_part(out, "fill1", STACKS_LEFT, y, first);
        put_part(out, "open1", STACKS_LEFT + first, y, second);
        fprintf(out, "<text x=\"%.1f\" y=\"%.1f\">", STACKS_LEFT + first + second + 8, y + 15);
        bw_page_text(out, bars[i].shown);
        fputs("</text>\n", out);
    }
    if (field->mark > 0)
        fprintf(out, "<path class=\"line ink2\" d=\"M%.1f 0V%d\"/>\n",
                STACKS_LEFT + scale * field->mark, (int)n * BAR_HEIGHT + 4);
    fputs("</svg>\n", out);
    legend_of(out, field);
    fputs("</figure>\n", out);
}

#define HEAT_LEFT 220.
#define HEAT_HEIGHT 22
#define HEAT_NAME 29 /* columns of text, of a row */
#define HEAT_TITLE 34
#define HEAT_CHARACTER 7.
#define HEAT_SHADES 5

/* How high the slanted names of the columns stand, and how wide a cell is. */
struct heat_form {
    double top, cell, most;
};

static struct heat_form form_of(const struct bw_heat *heat)
{
    struct heat_form form = {.cell = 34};
    size_t longest = 0;
    for (size_t c = 0; c < heat->n_columns; c++) {
        size_t width = bw_text_width(heat->columns[c], strlen(heat->columns[c]));
        longest = width > longest ? width : longest;
    }
    longest = longest > HEAT_TITLE ? HEAT_TITLE : longest;
    form.top = 14 + .62 * HEAT_CHARACTER * (double)longest;
    for (size_t i = 0; i < heat->n_rows * heat->n_columns; i++) {
        double width =
            HEAT_CHARACTER * (double)bw_text_width(heat->shown[i], strlen(heat->shown[i])) + 8;
        form.cell = width > form.cell ? width : form.cell;
        if (heat->cells[i] > form.most) /* never of a NAN */
            form.most = heat->cells[i];
    }
    return form;
}

static void put_heat_titles(FILE *out, const struct bw_heat *heat, const struct heat_form *form)
{
    for (size_t c = 0; c < heat->n_columns; c++) {
        fprintf(out, "<text transform=\"translate(%.1f %.1f) rotate(-40)\">",
                HEAT_LEFT + form->cell * ((double)c + .4), form->top - 6);
        put_name(out, heat->columns[c], HEAT_TITLE);
        fputs("</text>", out);
    }
    fputc('\n', out);
}

static void put_heat_cell(FILE *out, const struct bw_heat *heat, const struct heat_form *form,
                          size_t row, size_t column)
{
    size_t i = row * heat->n_columns + column;
    double x = HEAT_LEFT + form->cell * (double)column, y = form->top + HEAT_HEIGHT * (double)row;
    if (isnan(heat->cells[i]))
        return;
    int shade = form->most > 0 && heat->cells[i] > 0
                    ? (int)ceil(HEAT_SHADES * heat->cells[i] / form->most - 1e-9)
                    : 0;
    fprintf(out,
            "<rect class=\"heat%d\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\"/><text "
            "class=\"on%d\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">",
            shade, x + 1, y + 1, form->cell - 2, HEAT_HEIGHT - 2, shade, x + form->cell / 2,
            y + 15);
    bw_page_text(out, heat->shown[i]);
    fputs("</text>", out);
}

void bw_heat_field(FILE *out, const struct bw_heat *heat)
{
    struct heat_form form = form_of(heat);
    double right = form.top; /* the slanted names reach about as far as they are high */
    wide_begin(out, (int)(HEAT_LEFT + form.cell * (double)heat->n_columns + right),
               (int)(form.top + HEAT_HEIGHT * (double)heat->n_rows + 4), heat->title, heat->about);
    put_heat_titles(out, heat, &form);
    for (size_t r = 0; r < heat->n_rows; r++) {
        fprintf(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">", HEAT_LEFT - 8,
                form.top + HEAT_HEIGHT * (double)r + 15);
        put_name(out, heat->rows[r], HEAT_NAME);
        fputs("</text>", out);
        for (size_t c = 0; c < heat->n_columns; c++)
            put_heat_cell(out, heat, &form, r, c);
        fputc('\n', out);
    }
    fputs("</svg>\n</figure>\n", out);
}
