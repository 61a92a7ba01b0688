#include "tools/stats_words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tools/format.h"

static const struct {
    const char *field, *words[2];
} table[] = {
    /* server.info */
    {"version", {"versie", "version"}},
    {"schema", {"schema van de opslag", "schema of the store"}},
    {"model", {"model", "model"}},
    {"today", {"vandaag", "today"}},
    {"revision", {"revisie", "revision"}},
    {"snapshot", {"momentopname", "snapshot"}},
    {"workers", {"werkers", "workers"}},
    {"errands", {"draden voor lange vragen", "threads for long questions"}},
    {"solver", {"oplosser van plannen", "solver of plans"}},
    {"limits", {"grenzen", "limits"}},
    {"message_bytes", {"een bericht", "a message"}},
    {"bulk_bytes", {"een grote schrijfopdracht", "a bulk write"}},
    {"nesting", {"diepte van een bericht", "depth of a message"}},
    {"objects", {"waarden in een bericht", "objects of a message"}},
    {"bulk_objects", {"waarden in een grote schrijfopdracht", "objects of a bulk write"}},
    {"in_flight", {"onderweg per verbinding", "in flight per connection"}},
    {"waiting_bytes", {"voor wie traag leest", "for a slow reader"}},
    {"arena_bytes", {"geheugen voor een vraag", "memory for a question"}},
    {"import_bytes", {"geheugen voor een import", "memory for an import"}},
    {"queued_bytes", {"berichten die wachten, samen", "messages that wait, together"}},
    {"unread_bytes", {"ongelezen antwoorden, samen", "answers unread, together"}},
    {"idle_seconds", {"zonder een woord", "without a word"}},
    {"message_seconds",
     {"eerste tot laatste byte van een bericht", "first to last byte of a message"}},
    {"slow_seconds", {"antwoorden ongelezen", "answers unread"}},
    {"drain_seconds", {"antwoorden ongelezen bij het stoppen", "answers unread when it stops"}},
    {"records", {"vastgelegd", "records"}},
    {"org", {"organisaties", "organisations"}},
    {"team", {"teams", "teams"}},
    {"competency", {"competenties", "competencies"}},
    {"task", {"taken", "tasks"}},
    {"role", {"functies", "roles"}},
    {"change", {"veranderingen", "changes"}},
    {"course", {"opleidingen", "courses"}},
    {"employee", {"medewerkers", "employees"}},
    {"evidence", {"bewijzen", "evidence"}},
    {"event", {"gebeurtenissen", "events"}},
    {"verdict", {"oordelen", "verdicts"}},
    {"search_bytes", {"zoekindex", "search index"}},
    {"embedding", {"tekstmodel", "text model"}},
    {"dimension", {"dimensies", "dimensions"}},
    {"kind", {"soort", "kind"}},
    {"rows", {"vectoren", "vectors"}},
    {"folded", {"waarvan bijgemaakt", "of these folded in"}},
    {"bytes", {"geheugen", "memory"}},
    {"near", {"verwant", "near"}},
    {"learned", {"geleerd model", "learned model"}},
    {"promoted", {"aangewezen", "promoted"}},
    {"switched", {"schakelaar", "switch"}},
    {"answers", {"antwoordt", "answers"}},
    {"trouble", {"storing", "trouble"}},
    /* server.stats */
    {"uptime_seconds", {"draait al", "running for"}},
    {"connections", {"verbindingen", "connections"}},
    {"connections_ever", {"verbindingen ooit", "connections ever"}},
    {"turned_away", {"geweigerd: te veel verbindingen", "turned away: too many connections"}},
    {"closed_broken", {"verbroken: geen MessagePack", "closed: no MessagePack"}},
    {"cut_idle", {"verbroken: zei niets", "closed: said nothing"}},
    {"cut_incomplete", {"verbroken: bericht bleef onaf", "closed: message never complete"}},
    {"cut_slow", {"verbroken: las niet", "closed: did not read"}},
    {"refused", {"berichten geweigerd", "messages refused"}},
    {"notifications_failed", {"meldingen mislukt", "notifications failed"}},
    {"errors", {"fouten", "errors"}},
    {"store_map_bytes", {"opslag, hoogstens", "store, at most"}},
    {"store_used_bytes", {"opslag, in gebruik", "store, used"}},
    {"store_file_bytes", {"opslag, op schijf", "store, on disk"}},
    {"resident_bytes", {"in het geheugen", "in memory"}},
    {"name", {"naam", "name"}},
    {"age_seconds", {"leeftijd", "age"}},
    {"queues", {"wachtrijen", "queues"}},
    {"messages", {"berichten", "messages"}},
    {"imports", {"imports", "imports"}},
    {"most", {"hoogstens", "at most"}},
    {"most_bytes", {"hoogstens", "at most"}},
    {"long_questions", {"lange vragen", "long questions"}},
    {"writes", {"schrijfopdrachten", "writes"}},
    {"publications", {"publicaties", "publications"}},
    {"waiting", {"wachtend", "waiting"}},
    {"running", {"bezig", "running"}},
    {"writer", {"schrijver", "writer"}},
    {"groups", {"groepen", "groups"}},
    {"groups_from_2_to_the_n_writes", {"groepen naar grootte", "groups by size"}},
    /* The table of methods */
    {"method", {"vraag", "method"}},
    {"calls", {"aantal", "calls"}},
    {"mean", {"gemiddeld", "mean"}},
    {"half", {"50% onder", "50% under"}},
    {"nearly_all", {"99% onder", "99% under"}},
    {"by_code", {"waarvan", "of these"}},
    {"yes", {"ja", "yes"}},
    {"no", {"nee", "no"}},
    {"none", {"geen", "none"}},
};

const char *bw_stats_word(enum bw_lang lang, const char *field)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].field, field) == 0)
            return table[i].words[lang == BW_EN];
    return field;
}

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text), end_len = strlen(end);
    return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

enum bw_stats_unit bw_stats_unit(const char *field)
{
    if (strcmp(field, "bytes") == 0 || ends_with(field, "_bytes"))
        return BW_STATS_BYTES;
    return ends_with(field, "_seconds") ? BW_STATS_SECONDS : BW_STATS_PLAIN;
}

static void print_bytes(char *buf, enum bw_lang lang, double value)
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    char number[BW_FORMAT_LEN];
    size_t unit = 0;
    for (; value >= 1024 && unit < 4; unit++)
        value /= 1024;
    /* a decimal where it says something: 1,5 GiB, 16 GiB */
    int decimals = value < 100 && value != (double)(long long)value ? 1 : 0;
    snprintf(buf, BW_STATS_FIGURE_LEN, "%s %s", bw_format_number(number, lang, value, decimals),
             units[unit]);
}

static void print_seconds(char *buf, enum bw_lang lang, double value)
{
    const char *hour = lang == BW_EN ? "h" : "u";
    char number[BW_FORMAT_LEN];
    if (value < 60)
        snprintf(buf, BW_STATS_FIGURE_LEN, "%s s",
                 bw_format_number(number, lang, value, value < 10 && value > 0 ? 1 : 0));
    else if (value < 3600)
        snprintf(buf, BW_STATS_FIGURE_LEN, "%d min %d s", (int)value / 60, (int)value % 60);
    else
        snprintf(buf, BW_STATS_FIGURE_LEN, "%s %s %d min",
                 bw_format_number(number, lang, trunc(value / 3600), 0), hour,
                 (int)((long long)value % 3600 / 60));
}

char *bw_stats_figure(char *buf, enum bw_lang lang, enum bw_stats_unit unit, double value)
{
    char number[BW_FORMAT_LEN];
    if (unit == BW_STATS_BYTES)
        print_bytes(buf, lang, value);
    else if (unit == BW_STATS_SECONDS)
        print_seconds(buf, lang, value);
    else
        snprintf(buf, BW_STATS_FIGURE_LEN, "%s", bw_format_number(number, lang, value, 0));
    return buf;
}
