#include "daemon/plan_words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* What is said: a letter after $ stands for a figure or a name, and what stands in [ ] is left out
 * when one of its letters stands for nothing.
 *   $l the limit   $n what it would have to be   $x by how much more   $m closure that this brings
 *   $p the person  $c the course  $k the competency  $d the day  $s the session's day
 *   $f first day   $b last day of the plan   $r the courses of a ring */
#define LANGS 2 /* by enum bw_lang */

struct said {
    const char *holds[LANGS]; /* the plan keeps to it, at a price */
    const char
        *unmet[LANGS]; /* the plan cannot meet it, or nothing fits within it; NULL: the same */
};

static const struct said sayings[BW_PLAN_CONSTRAINT_COUNT] = {
    [BW_PLAN_BUDGET] =
        {{"Het budget van $l is de grens[: met $x meer, dus $n, sluit het plan $m meer van het "
          "tekort].",
          "The budget of $l is the limit[: with $x more, so $n, the plan closes $m more of the "
          "gap]."},
         {"Het budget van $l is te klein[: het minste dat volstaat is $n, dus $x meer].",
          "The budget of $l is too small[: the least that would do is $n, so $x more]."}},
    [BW_PLAN_HOURS] =
        {{"[$p: ]$l uur is de grens[: met $n uur sluit het plan $m meer van het tekort].",
          "[$p: ]$l hours is the limit[: with $n hours the plan closes $m more of the gap]."},
         {"[$p: ]$l uur is te weinig[: het minste dat volstaat is $n uur].",
          "[$p: ]$l hours is too little[: the least that would do is $n hours]."}},
    [BW_PLAN_MAX_COURSES] =
        {{"[$p: ]niet meer cursussen dan $l is de grens[: met $n sluit het plan $m meer van het "
          "tekort].",
          "[$p: ]no more than $l courses is the limit[: with $n the plan closes $m more of the "
          "gap]."},
         {"[$p: ]niet meer cursussen dan $l is te weinig[: het minste dat volstaat is $n].",
          "[$p: ]no more than $l courses is too few[: the least that would do is $n]."}},
    [BW_PLAN_MIN_CLOSURE] =
        {{"[$p: ]dat ieder ten minste $l van het eigen tekort sluit kost het geheel iets[: met ten "
          "minste $n sluit het plan $m meer].",
          "[$p: ]that everyone closes at least $l of their own gap costs the whole something[: "
          "with at least $n the plan closes $m more]."},
         {"[$p: ]ten minste $l van het tekort sluiten kan niet[; $n is het meeste dat kan].",
          "[$p: ]closing at least $l of the gap is not possible[; $n is the most that is]."}},
    [BW_PLAN_AWAY] =
        {{"Niet meer dan $l van de groep tegelijk weg is de grens[, in de week van $d][: met $n "
          "sluit het plan $m meer van het tekort].",
          "No more than $l of the group away at once is the limit[, in the week of $d][: with $n "
          "the plan closes $m more of the gap]."},
         {"Niet meer dan $l van de groep tegelijk weg is te weinig[: het minste dat volstaat is "
          "$n].",
          "No more than $l of the group away at once is too little[: the least that would do is "
          "$n]."}},
    [BW_PLAN_SEATS] =
        {{"\"$c\"[ van $s] is vol met de $l plaatsen die er zijn[: met één meer sluit het plan $m "
          "meer van het tekort].",
          "\"$c\"[ of $s] is full with the $l seats there are[: with one more the plan closes $m "
          "more of the gap]."},
         {"\"$c\"[ van $s] heeft maar $l plaatsen[; $n zijn er nodig].",
          "\"$c\"[ of $s] has only $l seats[; $n are needed]."}},
    [BW_PLAN_WEEK_HOURS] =
        {{"[$p: ]$l uur leren in een week is de grens[: met $n uur sluit het plan $m meer van het "
          "tekort].",
          "[$p: ]$l hours of learning in a week is the limit[: with $n hours the plan closes $m "
          "more of the gap]."},
         {"[$p: ]$l uur leren in een week is te weinig[: het minste dat volstaat is $n uur].",
          "[$p: ]$l hours of learning in a week is too little[: the least that would do is $n "
          "hours]."}},
    [BW_PLAN_BY] =
        {{"De einddatum $b is de grens[: tot en met $d sluit het plan $m meer van het tekort].",
          "The last day, $b, is the limit[: up to and including $d the plan closes $m more of the "
          "gap]."},
         {"Voor $b kan het niet[; vanaf $f gerekend is $d de eerste dag waarop het wel kan].",
          "It cannot be done by $b[; counted from $f, $d is the first day by which it can]."}},
    [BW_PLAN_NO_SESSION] =
        {.holds =
             {"\"$c\" heeft tussen $f en $b geen sessie[; de eerste daarna begint op $d].",
              "\"$c\" has no session between $f and $b[; the first one after that starts on $d]."}},
    [BW_PLAN_ENTRY] =
        {.holds =
             {"[$p: ]\"$c\" vraagt vooraf[ niveau $l in] \"$k\", en geen cursus brengt daar.",
              "[$p: ]\"$c\" asks[ level $l in] \"$k\" beforehand, and no course leads there."}},
    [BW_PLAN_CIRCLE] =
        {.holds = {"Deze cursussen wachten op elkaar, zodat met geen ervan begonnen kan worden: "
                   "$r. Met een "
                   "lagere instapeis van één ervan, of een andere cursus vooraf, kan het wel.",
                   "These courses wait for each other, so that none can be begun: $r. With a lower "
                   "entry "
                   "demand of one of them, or another course beforehand, it can be done."}},
    [BW_PLAN_NOT_TAUGHT] = {.holds = {"[$p: ]geen cursus in de catalogus sluit iets van \"$k\".",
                                      "[$p: ]no course of the catalogue closes any of \"$k\"."}},
};

#define LINE_SIZE 4096
#define TITLE_MOST 160 /* bytes of a title or a label that are shown */
#define RING_MOST 6

struct line {
    const struct bw_plan_told *told;
    const struct bw_plan_binding *binding;
    char text[LINE_SIZE];
    size_t n;
};

static void add_bytes(struct line *line, const char *at, size_t len)
{
    size_t room = sizeof line->text - line->n;
    if (len > room)
        len = room;
    memcpy(line->text + line->n, at, len);
    line->n += len;
}

static void add(struct line *line, const char *text)
{
    add_bytes(line, text, strlen(text));
}

/* Long ones are cut between characters. */
static void add_name(struct line *line, struct bw_str name)
{
    size_t len = name.len;
    if (len > TITLE_MOST) {
        len = TITLE_MOST;
        while (len && ((unsigned char)name.at[len] & 0xc0) == 0x80)
            len--;
    }
    add_bytes(line, name.at, len);
    if (len < name.len)
        add(line, "…");
}

/* 1234567 with the language's mark between thousands. */
static void add_whole(struct line *line, int64_t value)
{
    char digits[32];
    int n = snprintf(digits, sizeof digits, "%lld", (long long)value);
    for (int i = 0; i < n; i++) {
        if (i > (digits[0] == '-') && (n - i) % 3 == 0)
            add(line, line->told->lang == BW_NL ? "." : ",");
        add_bytes(line, &digits[i], 1);
    }
}

/* Two decimals at most, and none that are 0. */
static void add_number(struct line *line, double value)
{
    double hundredths = round(value * 100);
    if (hundredths <= 0 && value > 0)
        hundredths = 1;
    int64_t whole = (int64_t)(hundredths / 100), rest = (int64_t)hundredths - 100 * whole;
    char decimals[8];
    add_whole(line, whole);
    if (rest == 0)
        return;
    add(line, line->told->lang == BW_NL ? "," : ".");
    int n = snprintf(decimals, sizeof decimals, "%02d", (int)rest);
    add_bytes(line, decimals, (size_t)(n - (rest % 10 == 0)));
}

static void add_money(struct line *line, double cents)
{
    int64_t all = (int64_t)ceil(cents - 1e-6);
    char rest[8];
    add(line, line->told->lang == BW_NL ? "€ " : "€");
    add_whole(line, all / 100);
    if (all % 100 == 0)
        return;
    snprintf(rest, sizeof rest, "%02d", (int)(all % 100));
    add(line, line->told->lang == BW_NL ? "," : ".");
    add(line, rest);
}

static void add_day(struct line *line, bw_day day)
{
    char text[BW_DAY_TEXT_LEN + 1];
    bw_day_format(day, text);
    add(line, text);
}

static void add_amount(struct line *line, double amount)
{
    switch (line->binding->constraint) {
    case BW_PLAN_BUDGET:
        add_money(line, amount);
        break;
    case BW_PLAN_AWAY:
        add_number(line, amount * 100);
        add(line, "%");
        break;
    default:
        add_number(line, amount);
    }
}

static void add_course(struct line *line, uint32_t course)
{
    add_name(line, bw_text_pick(line->told->cat->courses[course].title, line->told->lang));
}

static void add_ring(struct line *line)
{
    struct bw_ixs ring = line->binding->courses;
    for (size_t i = 0; i < ring.n && i < RING_MOST; i++) {
        add(line, i ? " → \"" : "\"");
        add_course(line, ring.at[i]);
        add(line, "\"");
    }
    if (ring.n > RING_MOST)
        add(line, " → …");
    add(line, " → \"");
    add_course(line, ring.at[0]);
    add(line, "\"");
}

/* Does the letter stand for anything here? */
static bool stands(const struct line *line, char letter)
{
    const struct bw_plan_binding *binding = line->binding;
    switch (letter) {
    case 'l':
        return !isnan(binding->limit);
    case 'n':
        return !isnan(binding->need);
    case 'x':
        return !isnan(binding->limit) && !isnan(binding->need);
    case 'm':
        return !isnan(binding->more) && binding->more > 0;
    case 'p':
        return binding->person != BW_NONE;
    case 'c':
        return binding->course != BW_NONE;
    case 'k':
        return binding->competency != BW_NONE;
    case 'd':
        return binding->date != BW_DAY_NONE;
    case 's':
        return binding->session != NULL;
    case 'r':
        return binding->courses.n > 0;
    default:
        return true;
    }
}

static void add_figure(struct line *line, char letter)
{
    const struct bw_plan_binding *binding = line->binding;
    const struct bw_plan *plan = line->told->plan;
    if (letter == 'l' || letter == 'n')
        add_amount(line, letter == 'l' ? binding->limit : binding->need);
    else if (letter == 'x')
        add_amount(line, binding->need - binding->limit);
    else if (letter == 'm')
        add_number(line, binding->more);
    else if (letter == 'd')
        add_day(line, binding->date);
    else if (letter == 's')
        add_day(line, binding->session->start);
    else if (letter == 'f' || letter == 'b')
        add_day(line, letter == 'f' ? plan->limits.from : plan->limits.by);
}

static void add_letter(struct line *line, char letter)
{
    const struct bw_plan_told *told = line->told;
    const struct bw_plan_binding *binding = line->binding;
    if (!stands(line, letter))
        return;
    if (letter == 'p')
        add_name(line, told->plan->people[binding->person].person->id);
    else if (letter == 'c')
        add_course(line, binding->course);
    else if (letter == 'k')
        add_name(line,
                 bw_text_pick(told->cat->competencies[binding->competency].label, told->lang));
    else if (letter == 'r')
        add_ring(line);
    else
        add_figure(line, letter);
}

/* From [ to ]: is there something for every letter? */
static bool is_whole(const struct line *line, const char *clause)
{
    for (; *clause != ']'; clause++)
        if (*clause == '$' && !stands(line, clause[1]))
            return false;
    return true;
}

static void say(struct line *line, const char *saying)
{
    for (const char *at = saying; *at; at++) {
        if (*at == '[' && !is_whole(line, at))
            at = strchr(at, ']');
        else if (*at == '$')
            add_letter(line, *++at);
        else if (*at != '[' && *at != ']')
            add_bytes(line, at, 1);
    }
}

/* "uren …" begins a sentence when nobody's name does. */
static void begin_large(struct line *line)
{
    if (line->n && line->text[0] >= 'a' && line->text[0] <= 'z' && line->binding->person == BW_NONE)
        line->text[0] = (char)(line->text[0] - 'a' + 'A');
}

struct bw_str bw_plan_words(const struct bw_plan_told *told, const struct bw_plan_binding *binding)
{
    struct line line = {.told = told, .binding = binding};
    const struct said *said = &sayings[binding->constraint];
    bool unmet = binding->unmet && said->unmet[told->lang];
    say(&line, (unmet ? said->unmet : said->holds)[told->lang]);
    begin_large(&line);
    char *own = bw_arena_take(told->arena, line.n);
    memcpy(own, line.text, line.n);
    return (struct bw_str){own, (uint32_t)line.n};
}

const char *bw_plan_note_words(const struct bw_plan *plan, enum bw_lang lang)
{
    static const char *const words[][LANGS] = {
        [BW_PLAN_NOTE_NO_SOLVER] =
            {"Er is hier geen solver; dit plan is stap voor stap gekozen en kan beter zijn.",
             "There is no solver here; this plan was chosen step by step and may not be the best."},
        [BW_PLAN_NOTE_TIME] = {"De tijd was om; dit is het beste plan dat gevonden is.",
                               "The time was up; this is the best plan that was found."},
        [BW_PLAN_NOTE_FAILED] =
            {"De solver is uitgevallen; dit plan is stap voor stap gekozen en kan beter zijn.",
             "The solver failed; this plan was chosen step by step and may not be the best."},
        [BW_PLAN_NOTE_TOO_LARGE] =
            {"De vraag is te groot voor de solver; dit plan is stap voor stap gekozen.",
             "The question is too large for the solver; this plan was chosen step by step."},
        [BW_PLAN_NOTE_GREEDY] = {"De solver vond geen beter plan dan dat wat stap voor stap is "
                                 "gekozen.",
                                 "The solver found no better plan than the one chosen step by "
                                 "step."},
        [BW_PLAN_NOTE_REFUSED] = {"Een plan kwam niet door de controle; dit is het beste dat wel "
                                  "klopt.",
                                  "A plan did not pass the check; this is the best one that did."},
    };
    return plan->note == BW_PLAN_NOTE_NONE ? NULL : words[plan->note][lang];
}
