#include "tools/card/page.h"

/* Colours by name, so that a dark screen and paper need only other ones. The three inks differ in
 * lightness as well as in hue, and lines also in their dashes. */
static const char style[] =
    ":root{--back:#fff;--text:#1b2430;--quiet:#566171;--rule:#d5dbe3;--soft:#f2f5f9;"
    "--ink1:#0b5cad;--ink2:#b4520a;--ink3:#6a737f;--good:#1d6f42;--bad:#a4262c}\n"
    "@media (prefers-color-scheme:dark){:root{--back:#14181f;--text:#e8ecf2;--quiet:#a5b0bf;"
    "--rule:#39424f;--soft:#1d232c;--ink1:#6db1f5;--ink2:#f0a35e;--ink3:#98a2af;--good:#6fcf97;"
    "--bad:#ff8f94}}\n"
    "@media print{:root{--back:#fff;--text:#000;--quiet:#444;--rule:#bbb;--soft:#f4f4f4;"
    "--ink1:#0b5cad;--ink2:#b4520a;--ink3:#555;--good:#1d6f42;--bad:#a4262c}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0;background:var(--back);color:var(--text);"
    "font:16px/1.5 system-ui,\"Segoe UI\",\"Noto Sans\",sans-serif}\n"
    "main{max-width:62rem;margin:0 auto;padding:1.5rem 1.25rem 3rem}\n"
    "h1{font-size:1.7rem;line-height:1.25;margin:0 0 .3rem}\n"
    "h2{font-size:1.2rem;margin:2.2rem 0 .3rem;padding-top:.8rem;border-top:1px solid "
    "var(--rule)}\n"
    "h3{font-size:1rem;margin:0 0 .3rem}p{margin:.3rem 0 .7rem;max-width:46rem}\n"
    ".quiet{color:var(--quiet)}.verdict{font-size:1.1rem;border-left:4px solid var(--ink3);"
    "padding:.4rem 0 .4rem .9rem}\n"
    ".verdict.good{border-color:var(--good)}.verdict.bad{border-color:var(--bad)}\n"
    ".scroll{overflow-x:auto}\n"
    "table{border-collapse:collapse;margin:.4rem 0 1rem;font-variant-numeric:tabular-nums}\n"
    "th,td{text-align:right;padding:.3rem .8rem;border-bottom:1px solid var(--rule)}\n"
    "th:first-child,td:first-child,tbody th{text-align:left;padding-left:0}"
    "td.left,th.left,td.fixed,th.fixed{text-align:left}tbody th{min-width:9rem}thead "
    "th{color:var(--quiet);font-weight:600}tbody "
    "th{font-weight:400}\n"
    ".plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(17rem,1fr));"
    "gap:1.4rem}\n"
    "figure{margin:0;max-width:36rem}svg{width:100%;height:auto;display:block}"
    "svg text{fill:var(--quiet);font-size:12px;font-family:inherit}\n"
    "svg .grid{stroke:var(--rule);stroke-width:1}"
    "svg .even{stroke:var(--quiet);stroke-width:1;stroke-dasharray:2 4}\n"
    "svg .line{fill:none;stroke-width:2.2;stroke-linejoin:round}svg .thin{stroke-width:1.4}\n"
    ".ink1{stroke:var(--ink1)}.ink2{stroke:var(--ink2);stroke-dasharray:6 4}"
    ".ink3{stroke:var(--ink3);stroke-dasharray:2 3}\n"
    "figure.wide{max-width:none;margin:.8rem 0 1.2rem}\n"
    "td{white-space:nowrap}td.left{white-space:normal}\n"
    ".open1{fill:var(--back);stroke:var(--ink1);stroke-width:1.5}\n"
    ".heat0{fill:var(--soft)}.heat1{fill:#e3eef9}.heat2{fill:#b9d5f0}.heat3{fill:#7fb2e3}"
    ".heat4{fill:#2f74b8}.heat5{fill:#0b4386}svg text.on0{fill:var(--quiet)}"
    "svg text.on1,svg text.on2,svg text.on3{fill:#14202e}svg text.on4,svg text.on5{fill:#fff}\n"
    ".fill1{fill:var(--ink1)}.fill2{fill:var(--ink2)}.fill3{fill:var(--ink3)}\n"
    ".legend{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;list-style:none;padding:0;"
    "margin:.3rem 0;font-size:.9rem;color:var(--quiet)}\n"
    ".legend svg{display:inline-block;width:2rem;height:.7rem;vertical-align:middle;"
    "margin-right:.4rem}\n"
    "summary{cursor:pointer;color:var(--quiet);font-size:.9rem}"
    "summary:focus-visible{outline:2px solid var(--ink1)}\n"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1.2rem;margin:.6rem 0}"
    "dt{color:var(--quiet)}dd{margin:0;overflow-wrap:anywhere}\n"
    /* Paper comes last: it overrules. */
    "@page{size:A4;margin:16mm 14mm}\n"
    "@media print{figure,tr{break-inside:avoid}h2,h3{break-after:avoid}"
    "thead{display:table-header-group}table{font-size:8.5pt}th,td{padding:.15rem .4rem}"
    "tbody th{min-width:0}.scroll{overflow:visible}section{break-inside:avoid}"
    "section.long{break-inside:auto}details{display:none}main{max-width:none;padding:0}"
    "body{font-size:10pt}}\n";

void bw_page_text(FILE *out, const char *text)
{
    for (const char *at = text; *at; at++) {
        switch (*at) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        default:
            fputc(*at, out);
        }
    }
}

void bw_page_tag(FILE *out, const char *tag, const char *kind, const char *text)
{
    fprintf(out, kind ? "<%s class=\"%s\">" : "<%s>", tag, kind);
    bw_page_text(out, text);
    fprintf(out, "</%s>\n", tag);
}

void bw_page_begin(FILE *out, enum bw_lang lang, const char *title)
{
    fprintf(out, "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n",
            lang == BW_NL ? "nl" : "en");
    fputs("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
          "'unsafe-inline'\">\n",
          out);
    bw_page_tag(out, "title", NULL, title);
    fprintf(out, "<style>\n%s</style>\n</head>\n<body>\n<main>\n", style);
    bw_page_tag(out, "h1", NULL, title);
}

void bw_page_end(FILE *out)
{
    fputs("</main>\n</body>\n</html>\n", out);
}

/* The class of a cell, as an attribute. */
static const char *side_of(const enum bw_page_side *sides, size_t column)
{
    static const char *const classes[] = {"", " class=\"left\"", " class=\"fixed\""};
    return classes[sides ? sides[column] : BW_PAGE_RIGHT];
}

struct bw_page_table bw_page_table_begin(FILE *out, const char *const titles[], size_t n_columns)
{
    return bw_page_table_sided(out, titles, NULL, n_columns);
}

struct bw_page_table bw_page_table_sided(FILE *out, const char *const titles[],
                                         const enum bw_page_side sides[], size_t n_columns)
{
    /* What scrolls must be reachable by keyboard. */
    fputs("<div class=\"scroll\" tabindex=\"0\">\n<table>\n<thead>\n<tr>", out);
    for (size_t i = 0; i < n_columns; i++) {
        fprintf(out, "<th scope=\"col\"%s>", side_of(sides, i));
        bw_page_text(out, titles[i]);
        fputs("</th>", out);
    }
    fputs("</tr>\n</thead>\n<tbody>\n", out);
    return (struct bw_page_table){out, n_columns, 0, sides};
}

void bw_page_table_cell(struct bw_page_table *table, const char *text)
{
    bool first = table->at == 0;
    if (first)
        fputs("<tr><th scope=\"row\">", table->out);
    else
        fprintf(table->out, "<td%s>", side_of(table->sides, table->at));
    bw_page_text(table->out, text);
    fputs(first ? "</th>" : "</td>", table->out);
    if (++table->at < table->n_columns)
        return;
    fputs("</tr>\n", table->out);
    table->at = 0;
}

void bw_page_table_end(struct bw_page_table *table)
{
    fputs("</tbody>\n</table>\n</div>\n", table->out);
}
