#include "tools/card/plot.h"

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
