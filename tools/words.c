#include "tools/words.h"

#include <string.h>

static const char *const words[BW_W_COUNT][2] = {
    [BW_W_SUGGESTED_FOR] = {"Opleidingen voor {1}", "Courses for {1}"},
    [BW_W_ON_DATE] = {"op {1}", "on {1}"},
    [BW_W_GOAL_CURRENT] = {"doel: de huidige functie", "goal: the current role"},
    [BW_W_GOAL_ROLE] = {"doel: de functie {1}", "goal: the role {1}"},
    [BW_W_GOAL_CHANGE] = {"doel: klaar voor {1}", "goal: ready for {1}"},
    [BW_W_GOAL_WISHES] = {"doel: de eigen wensen", "goal: own wishes"},
    [BW_W_GOAL_COMPETENCIES] = {"doel: de gevraagde competenties", "goal: the asked competencies"},
    [BW_W_GAP_LINE] =
        {"Tekort {1} over {2} competenties; hiervan is {3} met dit aanbod te sluiten.",
         "Gap {1} over {2} competencies; {3} of it can be closed by these courses."},
    [BW_W_COVERAGE_LINE] = {"Wie alles volgt, sluit naar verwachting {1} van het tekort.",
                            "Whoever takes them all is expected to close {1} of the gap."},
    [BW_W_NO_GAP] = {"Er is geen tekort: alles wat gevraagd wordt is op niveau.",
                     "There is no gap: everything that is asked is met."},
    [BW_W_NO_COURSE] = {"Geen opleiding in dit aanbod sluit een deel van dit tekort.",
                        "No course here closes any of this gap."},
    [BW_W_CLOSES] = {"sluit {1} van het gat in {2}: nu {3} → {4} (nodig {5})",
                     "closes {1} of the gap in {2}: now {3} → {4} (needs {5})"},
    [BW_W_VIA] = {", via het verwante {1} ({2} gelijkend)",
                  ", through the related {1} ({2} alike)"},
    [BW_W_MORE_REASONS] = {"en nog {1} kleinere redenen, samen {2}",
                           "and {1} smaller reasons, {2} together"},
    [BW_W_READY] = {"kans {1} op voldoende instapniveau", "{1} likely to meet the entry level"},
    [BW_W_PLACE] = {"in {1}", "at {1}"},
    [BW_W_SEATS] = {"{1} plaatsen vrij", "{1} seats free"},
    [BW_W_FULL] = {"vol", "full"},
    [BW_W_OWN_SHARE] = {"zelf te betalen {1}", "own share {1}"},
    [BW_W_ANY_TIME] = {"elk moment", "any time"},
    [BW_W_MANDATORY] = {"verplicht", "mandatory"},
    [BW_W_FLAG_FROM_ASSUMED] = {"instapniveau geschat", "entry level assumed"},
    [BW_W_FLAG_NEAR_DUPLICATE] = {"lijkt sterk op een opleiding hierboven",
                                  "much like a course above"},
    [BW_W_FLAG_STARTS_LATE] = {"begint te laat voor de verandering",
                               "starts too late for the change"},
    [BW_W_FLAG_OUTSIDE_PREFERENCES] = {"buiten de voorkeuren", "outside the preferences"},
    [BW_W_FLAG_PINNED] = {"vastgezet", "pinned"},
    [BW_W_TERM_NEAR_DUPLICATE] = {"aftrek {1}: bijna dezelfde staat al hoger",
                                  "less {1}: nearly the same stands above"},
    [BW_W_TERM_PREFERENCE] = {"aftrek {1}: niet volgens de voorkeuren",
                              "less {1}: not as preferred"},
    [BW_W_TERM_CO_ENROLMENT] = {"erbij {1}: collega's volgden dit ook",
                                "more {1}: colleagues took this too"},
    [BW_W_TERM_PIN] = {"erbij {1}: vastgezet door een beheerder", "more {1}: pinned by a steward"},
    [BW_W_ASSESS_FIRST] = {"Toets eerst (hier is het niveau onzeker): {1}",
                           "Assess first (the level is uncertain): {1}"},
    [BW_W_NOBODY_TEACHES] = {"Hiervoor is geen opleiding: {1}", "No course teaches: {1}"},
    [BW_W_NEED_ASSUMED] =
        {"* Dit niveau is aangenomen: de bron van de functie (zoals ESCO) noemt er "
         "geen.",
         "* This level is assumed: the source of the role (such as ESCO) states "
         "none."},
    [BW_W_H_COURSE] = {"Opleiding", "Course"},
    [BW_W_H_HOURS] = {"Duur", "Length"},
    [BW_W_H_PRICE] = {"Prijs", "Price"},
    [BW_W_H_START] = {"Start", "Starts"},
    [BW_W_H_CHANCE] = {"Kans", "Chance"},
    [BW_W_H_SCORE] = {"Score", "Score"},
    [BW_W_GAP_FOR] = {"Tekort van {1}", "The gap of {1}"},
    [BW_W_ROLE] = {"functie {1}", "role {1}"},
    [BW_W_GAP_TOTAL] = {"Tekort {1}: {2} competenties onder niveau, {3} op niveau.",
                        "Gap {1}: {2} competencies short, {3} met."},
    [BW_W_ALL_MET] = {"Geen tekort: {1} competenties gevraagd, alle op niveau.",
                      "No gap: {1} competencies asked, all met."},
    [BW_W_MET] = {"op niveau", "met"},
    [BW_W_SURPLUS] = {"Boven niveau: {1}", "Above what is needed: {1}"},
    [BW_W_SURPLUS_ONE] = {"{1} ({2}, nodig {3})", "{1} ({2}, needs {3})"},
    [BW_W_H_COMPETENCY] = {"Competentie", "Competency"},
    [BW_W_H_NOW] = {"Nu", "Now"},
    [BW_W_H_NEED] = {"Nodig", "Needs"},
    [BW_W_H_GAP] = {"Gat", "Gap"},
    [BW_W_H_KIND] = {"Soort", "Kind"},
    [BW_W_KIND_NECESSARY] = {"noodzakelijk", "necessary"},
    [BW_W_KIND_REDEPLOYMENT] = {"herplaatsing", "redeployment"},
    [BW_W_KIND_DEVELOPMENT] = {"ontwikkeling", "development"},
    [BW_W_DOUBTFUL] = {"onzeker, toets eerst", "uncertain, assess first"},
    [BW_W_LAPSED] = {"certificaat verlopen", "certificate expired"},
    [BW_W_EVIDENCE_NONE] = {"nog niets over bekend", "nothing known yet"},
    [BW_W_EVIDENCE_ONE] = {"{1} {2} op {3}", "{1} {2} on {3}"},
    [BW_W_SOURCE_SELF] = {"zelf", "self"},
    [BW_W_SOURCE_PEER] = {"collega", "peer"},
    [BW_W_SOURCE_MANAGER] = {"leidinggevende", "manager"},
    [BW_W_SOURCE_TEST] = {"toets", "test"},
    [BW_W_SOURCE_CERTIFICATE] = {"certificaat", "certificate"},
    [BW_W_SOURCE_COURSE] = {"opleiding", "course"},
    [BW_W_TEAM_OF] = {"Tekorten van team {1}", "Gaps of team {1}"},
    [BW_W_ORG_OF] = {"Tekorten van {1}", "Gaps of {1}"},
    [BW_W_TEAM_LINE] = {"{1} mensen, samen een tekort van {2}.",
                        "{1} people with a gap of {2} together."},
    [BW_W_H_NEED_MEAN] = {"Nodig", "Needs"},
    [BW_W_H_HAVE_MEAN] = {"Gemiddeld nu", "Mean now"},
    [BW_W_H_SHORT] = {"Mensen", "People"},
    [BW_W_H_REMARKS] = {"Risico", "Risk"},
    [BW_W_ONLY_ONE] = {"één persoon kan dit", "one person has it"},
    [BW_W_LEAVERS] = {"{1} vertrekt ermee", "{1} leaving with it"},
    [BW_W_PEOPLE_TITLE] = {"Per medewerker", "By employee"},
    [BW_W_COLUMNS_ARE] = {"Kolommen: {1}", "Columns: {1}"},
    [BW_W_H_EMPLOYEE] = {"Medewerker", "Employee"},
    [BW_W_H_ROLE] = {"Functie", "Role"},
    [BW_W_H_TOTAL] = {"Totaal", "Total"},
    [BW_W_MANDATORY_TITLE] = {"Verplicht en nog niet op orde", "Mandatory and still open"},
    [BW_W_H_LAW] = {"Wet of regel", "Law or rule"},
    [BW_W_COURSES_TITLE] = {"Opleidingen die hier het meest sluiten",
                            "Courses that close most here"},
    [BW_W_H_CLOSES] = {"Sluit", "Closes"},
    [BW_W_H_COST] = {"Kosten", "Cost"},
    [BW_W_LEAVING_TITLE] = {"Wie vertrekt, en wat alleen zij kunnen",
                            "Who leaves, and what only they can do"},
    [BW_W_H_LEAVES_ON] = {"Vertrekt op", "Leaves on"},
    [BW_W_H_ONLY_ONE] = {"Kan als enige", "Alone can do"},
    [BW_W_TALENT_TITLE] = {"Verborgen talent: past ook op een andere functie",
                           "Hidden talent: also fits another role"},
    [BW_W_H_FIT] = {"Past", "Fit"},
    [BW_W_SMALL_GROUP] = {"De groep is te klein om afzonderlijke mensen te tonen.",
                          "The group is too small to show single persons."},
    [BW_W_NO_TEAM_GAP] = {"Niemand komt iets tekort.", "Nobody is short of anything."},
    [BW_W_MORE_ROWS] = {"… en nog {1}", "… and {1} more"},
    [BW_W_REASON_SHORT] = {"{1}: {2} → {3} (nodig {4})", "{1}: {2} → {3} (needs {4})"},
    [BW_W_BATCH_PROGRESS] = {"{1} van {2} · {3} per seconde · nog {4}",
                             "{1} of {2} · {3} a second · {4} left"},
    [BW_W_BATCH_DONE] = {"{1} van {2} mensen beantwoord in {3} s ({4} per seconde): {5}",
                         "{1} of {2} people answered in {3} s ({4} a second): {5}"},
    [BW_W_BATCH_FAILED] = {"{1} niet te beantwoorden", "{1} could not be answered"},
    [BW_W_H_ID] = {"Code", "Id"},
    [BW_W_NOTHING_FOUND] = {"Niets gevonden dat hierop lijkt.", "Nothing looks like this."},
    [BW_W_FIELD_NAME] = {"naam", "name"},
    [BW_W_FIELD_ALT] = {"ook genoemd", "also called"},
    [BW_W_FIELD_DESCRIPTION] = {"omschrijving", "description"},
    [BW_W_FIELD_PROVIDER] = {"aanbieder", "provider"},
    [BW_W_FIELD_TEACHES] = {"leert", "teaches"},
    [BW_W_H_LEVEL] = {"Niveau", "Level"},
    [BW_W_TAG_NOTHING] = {"Er zijn geen voorstellen.", "There is nothing to propose."},
    [BW_W_TAG_MORE] = {"Er zijn er meer; bekwaam tag --review loopt ze allemaal langs.",
                       "There are more; bekwaam tag --review goes through them all."},
    [BW_W_TAG_COURSE] = {"{1}. {2} ({3})", "{1}. {2} ({3})"},
    [BW_W_TAG_TEACHES] = {"Leert al: {1}", "Teaches already: {1}"},
    [BW_W_TAG_PROPOSAL] = {"{1} van {2}: {3} · kans {4} · niveau {5}",
                           "{1} of {2}: {3} · chance {4} · level {5}"},
    [BW_W_TAG_IS_ACCEPTED] = {"nu akkoord", "accepted now"},
    [BW_W_TAG_IS_REJECTED] = {"nu afgewezen", "rejected now"},
    [BW_W_TAG_ACCEPT] = {"[a]kkoord", "[a]ccept"},
    [BW_W_TAG_LEVEL] = {"ander [n]iveau", "other [l]evel"},
    [BW_W_TAG_REJECT] = {"[w]ijs af", "[r]eject"},
    [BW_W_TAG_NEXT] = {"[v]olgende", "[n]ext"},
    [BW_W_TAG_NEXT_COURSE] = {"volgende [o]pleiding", "next [c]ourse"},
    [BW_W_TAG_BACK] = {"[t]erug", "[b]ack"},
    [BW_W_TAG_QUIT] = {"[s]top", "[q]uit"},
    [BW_W_TAG_LEVEL_PROMPT] = {"    Niveau, VAN-TOT of TOT (0 tot 5; leeg: toch niet): ",
                               "    Level, FROM-TO or TO (0 to 5; empty: never mind): "},
    [BW_W_TAG_NO_LEVEL] = {"Dat is geen niveau. Geef 3, of 1-3 (van laag naar hoog); hoogstens 5.",
                           "That is no level. Give 3, or 1-3 (from low to high); at most 5."},
    [BW_W_TAG_SAVED_ACCEPTED] = {"Opgeslagen: leert {1}, niveau {2}.",
                                 "Saved: teaches {1}, level {2}."},
    [BW_W_TAG_SAVED_REJECTED] = {"Opgeslagen: leert {1} niet.", "Saved: does not teach {1}."},
    [BW_W_TAG_DONE] = {"{1} opleidingen bekeken: {2} voorstellen akkoord, {3} afgewezen.",
                       "{1} courses looked at: {2} proposals accepted, {3} rejected."},
    [BW_W_TWINS_NONE] = {"Geen dubbelingen gevonden.", "No duplicates found."},
    [BW_W_TWINS_SHOWN] = {"{1} van {2} paren; --review loopt ze na.",
                          "{1} of {2} pairs; --review goes through them."},
    [BW_W_H_FIRST] = {"Eerste", "First"},
    [BW_W_H_SECOND] = {"Tweede", "Second"},
    [BW_W_H_WHY] = {"Waarom", "Why"},
    [BW_W_TWINS_MATCH] = {"«{1}» en «{2}»", "«{1}» and «{2}»"},
    [BW_W_TWINS_HEAD] = {"Paar {1} van {2}: {3} (score {4})", "Pair {1} of {2}: {3} (score {4})"},
    [BW_W_KEY_SAME] = {"[h]etzelfde", "[s]ame"},
    [BW_W_KEY_DIFFERENT] = {"[v]erschillend", "[d]ifferent"},
    [BW_W_KEY_SKIP] = {"[o]verslaan", "s[k]ip"},
    [BW_W_KEY_QUIT] = {"[s]toppen", "[q]uit"},
    [BW_W_RETIRE_WHICH] = {"Welke gaat uit het aanbod?", "Which one is to be retired?"},
    [BW_W_KEY_FIRST] = {"de eerste [1]", "the first [1]"},
    [BW_W_KEY_SECOND] = {"de tweede [2]", "the second [2]"},
    [BW_W_KEY_NEITHER] = {"[g]een van beide", "[n]either"},
    [BW_W_TWINS_FAILED] = {"niet vastgelegd: {1} en {2}: {3}", "not recorded: {1} and {2}: {3}"},
    [BW_W_TWINS_DONE] = {"{1} hetzelfde, {2} verschillend, {3} overgeslagen.",
                         "{1} the same, {2} different, {3} skipped."},
    [BW_W_TWINS_NOT_KEPT] = {"{1} niet vastgelegd; ze komen terug.",
                             "{1} not recorded; they will come back."},
    [BW_W_H_MODEL] = {"Model", "Model"},
    [BW_W_H_DIMENSIONS] = {"Dimensies", "Dimensions"},
    [BW_W_H_VECTORS] = {"Vectoren", "Vectors"},
    [BW_W_H_MEMORY] = {"Geheugen", "Memory"},
    [BW_W_H_SECONDS] = {"Seconden", "Seconds"},
    [BW_W_EMBED_LEFT_OUT] = {"{1} vectoren van wat intussen weg is zijn overgeslagen.",
                             "{1} vectors of what is gone by now are left out."},
    [BW_W_EMBED_DROPPED] = {"Het model is weg; opleidingen worden weer op tekst vergeleken.",
                            "The model is gone; courses are compared by text again."},
    [BW_W_EMBED_NEAR_ALL] = {"Verwant is nu wat op elkaar lijkt in naam, in taxonomie en in de "
                             "functies die het vragen.",
                             "Near is now what is alike by name, by the taxonomy and by the roles "
                             "that ask it."},
    [BW_W_EMBED_NEAR_TAXONOMY] = {"Verwant is nu alleen wat in de taxonomie bij elkaar staat.",
                                  "Near is now only what the taxonomy puts close together."},
    [BW_W_INTERACTIONS_LINE] =
        {"{1} keer nam iemand iets, {2} mensen, {3} verschillende; {4} keer iets "
         "dat men al had telt niet mee.",
         "{1} times somebody took something, {2} users, {3} different items; {4} "
         "times what one had taken before do not count."},
    [BW_W_HELD_BACK_LINE] =
        {"Achtergehouden en te raden: het laatste van {1} mensen, tussen alles wat zij "
         "nog niet hadden. {2} mensen met maar één tellen alleen mee om van te leren.",
         "Held back and to be foretold: the last item of {1} users, among all that they "
         "had not taken. {2} users with one item only are learned from, not judged."},
    [BW_W_CHOSEN_LINE] = {"Gekozen op de drie daarvoor van een derde van hen, {1} keer geraden; "
                          "seed {2}, threads {3}.",
                          "Chosen on the three before that of a third of them, foretold {1} times; "
                          "seed {2}, threads {3}."},
    [BW_W_H_METHOD] = {"Manier", "Method"},
    [BW_W_H_CHOSEN] = {"Gekozen", "Chosen"},
    [BW_W_H_CHOOSING] = {"Kiezen (s)", "Choosing (s)"},
    [BW_W_H_LEARNING] = {"Leren (s)", "Learning (s)"},
    [BW_W_H_SCORING] = {"Raden (s)", "Scoring (s)"},
    [BW_W_WITHOUT_LAST_LINE] = {"De laatste {1} van ieder zijn niet gelezen (--without-last).",
                                "The last {1} of each user were not read (--without-last)."},
    [BW_W_METHOD_POPULARITY] = {"populariteit", "popularity"},
    [BW_W_METHOD_KNN] = {"item-kNN", "item-kNN"},
    [BW_W_METHOD_EASE] = {"EASE, geheel", "EASE, whole"},
    [BW_W_METHOD_FOLLOW] = {"vervolg alleen", "follow-up alone"},
    [BW_W_METHOD_SERVED] = {"zoals Bekwaam", "as served"},
    [BW_W_MEASURES_LINE] =
        {"HR@k: deel van de mensen bij wie het achtergehouden item bij de eerste k staat; "
         "met één item per mens is dat ook Recall@k. Gelijke scores gaan voor. Geheugen: "
         "wat er bij de gegevens zelf nog bij komt.",
         "HR@k: share of users whose held-back item is among the first k; with one item a "
         "user that is Recall@k as well. Equal scores go first. Memory: what comes beside the "
         "data itself."},
    [BW_W_METHODS_LINE] =
        {"Zoals Bekwaam: EASE zonder negatieve gewichten, de 100 sterkste per opleiding, en "
         "voor deel a het vervolg (κ: hoe sterk dat naar wat iedereen neemt trekt, d: hoe zwaar "
         "wat verder terug ligt telt). Alle "
         "manieren behalve populariteit kennen {1} van de {2}: die met minstens vijf mensen.",
         "As served: EASE without negative weights, the 100 strongest of each course, and "
         "for a share of a the follow-up (κ: how strongly it is drawn to what everybody "
         "takes, d: how much what lies further back counts). All but popularity know {1} of {2} "
         "items: those with five users at "
         "least."},
    [BW_W_H_PART] = {"Onderdeel", "Part"},
    [BW_W_H_LEARNED_FROM] = {"geleerd van", "learned from"},
    [BW_W_H_JUDGED_BY] = {"getoetst op", "judged by"},
    [BW_W_H_WITHOUT] = {"zonder", "without"},
    [BW_W_H_VERDICT] = {"Oordeel", "Verdict"},
    [BW_W_TRAIN_RBF] = {"kans van slagen (steunvectoren)", "chance of success (support vectors)"},
    [BW_W_TRAIN_LOGISTIC] = {"kans van slagen (logistisch)", "chance of success (logistic)"},
    [BW_W_TRAIN_PRIOR] = {"kans van slagen (één voor alles)",
                          "chance of success (one for everything)"},
    [BW_W_TRAIN_TOGETHER] = {"wat men samen en erna volgt", "what is taken together and next"},
    [BW_W_TRAIN_TASTE] = {"hoe zwaar voorkeuren wegen", "how much preferences weigh"},
    [BW_W_TRAIN_LOG_LOSS] = {"logverlies ↓", "log loss ↓"},
    [BW_W_TRAIN_BETTER] = {"beter", "better"},
    [BW_W_TRAIN_NO_BETTER] = {"niet beter", "no better"},
    [BW_W_TRAIN_NOT_JUDGED] = {"niet te toetsen", "cannot be judged"},
    [BW_W_TRAIN_REGISTERED] =
        {"Model {1} staat in het register (geleerd van wat tot en met {2} afliep) en dient nog "
         "niet. Bekijk het met bekwaam model info {1}, zet het in dienst met bekwaam model promote "
         "{1}.",
         "Model {1} is in the registry (learned from what ended up to {2}) and does not serve "
         "yet. Look at it with bekwaam model info {1}, put it in service with bekwaam model "
         "promote {1}."},
    [BW_W_TRAIN_PROMOTED] =
        {"Model {1} (geleerd van wat tot en met {2} afliep) dient; terug kan met bekwaam model "
         "rollback.",
         "Model {1} (learned from what ended up to {2}) serves; bekwaam model rollback takes it "
         "back."},
    [BW_W_H_VERSION] = {"Versie", "Version"},
    [BW_W_H_SERVES] = {"In dienst", "Serves"},
    [BW_W_H_PARTS] = {"Delen", "Parts"},
    [BW_W_H_TRAINED] = {"Getraind", "Trained"},
    [BW_W_H_UNTIL] = {"Tot en met", "Until"},
    [BW_W_H_OUTCOMES] = {"Uitkomsten", "Outcomes"},
    [BW_W_H_SEED] = {"Seed", "Seed"},
    [BW_W_H_FEATURE] = {"Kenmerk", "Feature"},
    [BW_W_H_WEIGHT] = {"Gewicht", "Weight"},
    [BW_W_H_MEASURE] = {"Maat", "Measure"},
    [BW_W_H_VALUE] = {"Waarde", "Value"},
    [BW_W_H_WHEN] = {"Wanneer", "When"},
    [BW_W_H_STEP] = {"Stap", "Step"},
    [BW_W_H_BEFORE] = {"Daarvoor", "Before"},
    [BW_W_H_BY] = {"Door", "By"},
    [BW_W_H_REASON] = {"Reden", "Reason"},
    [BW_W_H_GROUP] = {"Groep", "Group"},
    [BW_W_H_LOG_LOSS] = {"Log loss", "Log loss"},
    [BW_W_H_SUCCEEDED] = {"Geslaagd", "Succeeded"},
    [BW_W_H_PEOPLE] = {"Mensen", "People"},
    [BW_W_H_CLOSED] = {"Gesloten", "Closed"},
    [BW_W_PART_SUCCESS] = {"slaagkans", "success"},
    [BW_W_PART_CO_ENROLMENT] = {"samen gevolgd", "co-enrolment"},
    [BW_W_PART_PREFERENCE] = {"voorkeuren", "preferences"},
    [BW_W_STEP_PROMOTE] = {"in dienst", "promoted"},
    [BW_W_STEP_ROLLBACK] = {"teruggezet", "rolled back"},
    [BW_W_MODEL_NONE] = {"Er zijn geen geleerde modellen; wie er een traint, vindt het hier.",
                         "There are no learned models; whoever trains one finds it here."},
    [BW_W_MODEL_SERVES] = {"In dienst is {1}.", "{1} serves."},
    [BW_W_MODEL_KEPT_OUT] =
        {"In dienst gesteld is {1}, maar antwoorden komen van {2}; waarom, "
         "zegt bekwaam stats.",
         "{1} was promoted, but answers come from {2}; bekwaam stats says why."},
    [BW_W_MODEL_DAMAGED] = {"beschadigd", "damaged"},
    [BW_W_MODEL_CHANGED] = {"In dienst is nu {1}{2}; daarvoor {3}.",
                            "{1}{2} serves now; before it {3}."},
    [BW_W_MODEL_SAME] = {"{1}{2} was al in dienst.", "{1}{2} served already."},
    [BW_W_MODEL_DROPPED] = {"{1} is weg.", "{1} is gone."},
    [BW_W_MODEL_TITLE] = {"Model {1}", "Model {1}"},
    [BW_W_MODEL_OFFERS] = {"Delen: {1}", "Parts: {1}"},
    [BW_W_MODEL_TRAINED] =
        {"Getraind op {1} met {2} uitkomsten van {3} mensen in {4} opleidingen; "
         "wat na {5} kwam, is achtergehouden. Seed {6}, gegevens {7}.",
         "Trained on {1} from {2} outcomes of {3} people in {4} courses; what came "
         "after {5} was held back. Seed {6}, data {7}."},
    [BW_W_MODEL_CLOSED_FORM] = {"De vaste formules, zonder iets geleerds.",
                                "The closed form, with nothing learned."},
    [BW_W_MODEL_NO_HISTORY] = {"Er is nog nooit een model in dienst gesteld.",
                               "No model was ever promoted."},
    [BW_W_MODEL_DIFF] = {"{1} tegenover {2}", "{1} against {2}"},
    [BW_W_MODEL_FIT] = {"{1} kan in de plaats van {2} komen.",
                        "{1} is fit to take the place of {2}."},
    [BW_W_MODEL_UNFIT] = {"{1} kan niet zomaar in de plaats van {2} komen:",
                          "{1} is not fit to take the place of {2}:"},
    [BW_W_MODEL_OUTCOMES] = {"{1} uitkomsten na {2}", "{1} outcomes after {2}"},
    [BW_W_MODEL_NO_OUTCOMES] = {"Over de slaagkans verschillen ze niet.",
                                "Their chances of success are the same."},
    [BW_W_MODEL_OVERLAP] = {"De lijsten van {1} mensen komen voor {2} overeen (1 is gelijk).",
                            "The lists of {1} people overlap by {2} (1 is the same)."},
    [BW_W_MODEL_RATIO] =
        {"De groep wier lijsten het minst sluiten, krijgt {1} van de groep met het "
         "meeste; bij {2} was dat {3}.",
         "Lists of the group that gets least close {1} of those of the group that "
         "gets most; with {2} that was {3}."},
    [BW_W_WORLDS_HEAD] =
        {"{1} gesimuleerde werelden (startwaarde {2}) met {3} mensen. Ieder heeft {4} en {5}, voor "
         "ten hoogste {6} opleidingen; wat telt is het gewogen tekort dat daarmee echt dicht gaat.",
         "{1} simulated worlds (seed {2}) with {3} people. Each person has {4} and {5}, for at "
         "most "
         "{6} courses; what counts is the weighted gap that these truly close."},
    [BW_W_WORLDS_SPLIT] =
        {"Wat aan het orakel ontbreekt: {1} door wat over niveaus wordt gedacht, {2} door de keuze "
         "bij ware niveaus.",
         "What is missing to the oracle: {1} for what is believed of levels, {2} for the choice "
         "with true levels."},
    [BW_W_WORLDS_BESIDE] =
        {"Een ranglijst die ook naar prijs en duur kijkt haalt {1} van het orakel. Van niveaus "
         "waarover bewijs is ligt {2} in het 80%-interval.",
         "A ranked list that minds price and length reaches {1} of the oracle. Of levels with "
         "evidence {2} are within the 80% interval."},
    [BW_W_WORLDS_AGAIN] =
        {"Telkens opnieuw gevraagd: ieder neemt de eerste opleiding die past; hoe die afloopt is "
         "geloot en wordt bekend, en dan vraagt ieder opnieuw, ook aan de ranglijst. Standaardfout "
         "{1} (gesloten) en {2} (winst). Het orakel is hetzelfde: het kent de waarheid, plant één "
         "keer en vraagt niet opnieuw.",
         "Asked again each time: everyone takes the first course that fits; how it ends is drawn "
         "and becomes known, and then everyone asks again, the ranked list as well. Standard error "
         "{1} (closed) and {2} (gain). The oracle is the same: it knows the truth, plans once and "
         "does not ask again."},
    [BW_W_WORLDS_NOISE] =
        {"Gelijkheid met willekeurig ingedeelde groepen, dus ruis: sluiten {1} (5% onder {2}), "
         "zichtbaarheid {3} (5% onder {4}).",
         "Fairness with groups drawn at random, so noise: closure {1} (5% below {2}), exposure {3} "
         "(5% below {4})."},
    [BW_W_WORLDS_UNTRAINED] = {"Niet getraind: dit programma heeft geen opdracht train.",
                               "Not trained: this program has no command train."},
    [BW_W_WORLDS_REFUSED] = {"In {1} werelden werd het getrainde model geweigerd; het laatst: {2}",
                             "In {1} worlds the trained model was refused; the last time: {2}"},
    [BW_W_TOGETHER] = {"samen", "all"},
    [BW_W_REACHED] = {"gehaald", "reached"},
    [BW_W_MISSED] = {"niet gehaald", "missed"},
    [BW_W_H_WORLD] = {"Wereld", "World"},
    [BW_W_H_WRONG_TAGS] = {"Fout", "Wrong"},
    [BW_W_H_ORACLE] = {"Orakel", "Oracle"},
    [BW_W_H_RANKED] = {"Lijst", "Ranked"},
    [BW_W_H_ENGINE] = {"Bekwaam", "Bekwaam"},
    [BW_W_H_INFORMED] = {"Waar", "True"},
    [BW_W_H_KNOWABLE] = {"Kenbaar", "Knowable"},
    [BW_W_H_GAIN] = {"Winst", "Gain"},
    [BW_W_H_COVERED] = {"80%", "80%"},
    [BW_W_H_AFTER_ITEM] = {"Bewijs", "Item"},
    [BW_W_H_AFTER_CATALOGUE] = {"Aanbod", "Cat."},
    [BW_W_H_CLOSED_FORM] = {"Gesloten vorm", "Closed form"},
    [BW_W_H_BY_WORLD] = {"Per wereld", "By world"},
    [BW_W_H_GOAL] = {"Doel", "Goal"},
    [BW_W_GOAL_CLOSURE] = {"gesloten tekort, deel van het orakel",
                           "gap closed, share of the oracle"},
    [BW_W_GOAL_GAIN] = {"winst op een ranglijst", "gain over a ranked list"},
    [BW_W_GOAL_CLOSURE_AGAIN] = {"gesloten tekort, telkens opnieuw gevraagd",
                                 "gap closed, asked again each time"},
    [BW_W_GOAL_GAIN_AGAIN] = {"winst op een ranglijst, telkens opnieuw gevraagd",
                              "gain over a ranked list, asked again each time"},
    [BW_W_GOAL_CALIBRATION] = {"fout van de kans van slagen (ECE)",
                               "error of the chance of success (ECE)"},
    [BW_W_GOAL_COVERAGE] = {"ware niveaus in het 80%-interval", "true levels within 80% intervals"},
    [BW_W_GOAL_ITEM] = {"overlap van lijsten na een neutraal bewijs (RBO)",
                        "overlap of lists after a neutral item (RBO)"},
    [BW_W_GOAL_CATALOGUE] = {"overlap van lijsten na 1% meer aanbod (RBO)",
                             "overlap of lists after 1% more courses (RBO)"},
    [BW_W_GOAL_FAIR_CLOSURE] = {"gelijkheid van groepen: sluiten", "fairness of groups: closure"},
    [BW_W_GOAL_FAIR_EXPOSURE] = {"gelijkheid van groepen: zichtbaarheid",
                                 "fairness of groups: exposure"},
    [BW_W_ROLES_NEAR] = {"Functies die dicht bij het werk van {1} liggen",
                         "Roles that lie near the work of {1}"},
    [BW_W_ROLES_NONE] = {"Er zijn geen andere functies.", "There are no other roles."},
    [BW_W_ROLE_WAYS] = {"Hoe {1} de functie {2} kan bereiken", "How {1} can get to the role {2}"},
    [BW_W_ROLE_STEP] = {"{1}: tekort {2}, daarna {3}; past dan voor {4}, verplichte tekorten {5}",
                        "{1}: gap {2}, then {3}; fits to {4} then, mandatory gaps {5}"},
    [BW_W_ROLE_NO_COURSES] = {"zonder opleiding", "without training"},
    [BW_W_WAY_STRAIGHT] = {"Rechtstreeks: {1}, {2}, er blijft {3} tekort over.",
                           "Straight: {1}, {2}, a gap of {3} remains."},
    [BW_W_WAY_BY_STOP] = {"Via een andere functie: {1}, {2}, er blijft {3} tekort over.",
                          "By another role: {1}, {2}, a gap of {3} remains."},
    [BW_W_H_DUTIES] = {"Verplicht open", "Mandatory open"},
    [BW_W_PLAN_DAYS] = {"Plan van {1} tot en met {2}", "Plan from {1} up to {2}"},
    [BW_W_PLAN_CLOSES] =
        {"Sluit naar verwachting {1} van het tekort van {2} ({3} is met dit aanbod "
         "te sluiten). Kosten {4}, {5}.",
         "Expected to close {1} of the gap of {2} ({3} of it can be closed by "
         "these courses). Costs {4}, {5}."},
    [BW_W_PLAN_BOOKED] = {"Wat al geboekt is ({1}) telt als afgerond.",
                          "What is booked already ({1}) counts as completed."},
    [BW_W_PLAN_OPTIMAL] = {"Bewezen: geen ander plan sluit meer dan een duizendste meer.",
                           "Proven: no other plan closes more than a thousandth more."},
    [BW_W_PLAN_BOUND] = {"Dit is ten minste {1} van wat hoogstens kan.",
                         "This is at least {1} of the most that is possible."},
    [BW_W_PLAN_EMPTY] = {"Binnen deze grenzen sluit geen opleiding iets.",
                         "Within these limits no course closes anything."},
    [BW_W_PLAN_WORKING_TIME] = {"werktijd, kosteloos", "working time, free of charge"},
    [BW_W_PLAN_GROUP] = {"groep van {1}", "group of {1}"},
    [BW_W_PLAN_UNLOCKS] = {"maakt mogelijk: {1}", "opens: {1}"},
    [BW_W_PLAN_PEOPLE] = {"Per persoon", "By person"},
    [BW_W_PLAN_BINDS] = {"Wat het plan begrenst", "What limits the plan"},
    [BW_W_BOOK_REQUESTED] = {"{1} aangevraagd, {2} waren dat al.",
                             "{1} asked for, {2} were already."},
    [BW_W_BOOK_APPROVED] = {"{1} goedgekeurd, {2} waren dat al.",
                            "{1} approved, {2} were already."},
    [BW_W_BOOK_DECLINED] = {"{1} afgewezen, {2} waren dat al.", "{1} declined, {2} were already."},
    [BW_W_BOOK_OWN] = {"{1} van {2} zelf niet: daarover beslist een ander.",
                       "{1} of {2} not: somebody else decides about these."},
    [BW_W_BACKUP_MADE] = {"Reservekopie {1}: revisie {2}, {3} MB",
                          "Backup {1}: revision {2}, {3} MB"},
    [BW_W_BACKUP_SOUND] = {"Reservekopie {1} van {2}: de controlesom klopt, revisie {3}",
                           "Backup {1} of {2}: the checksum is right, revision {3}"},
    [BW_W_RESTORED] = {"{1}: teruggezet tot en met revisie {2}",
                       "{1}: restored up to revision {2}"},
    [BW_W_REPLAYED] = {"na de reservekopie afgespeelde revisies: {1}; nagelopen records: {2}",
                       "revisions after the backup that were replayed: {1}; records checked: {2}"},
    [BW_W_INCREMENT_WRITTEN] = {"{1}: revisie {2} tot en met {3}, wijzigingen: {4}",
                                "{1}: revision {2} up to {3}, changes: {4}"},
    [BW_W_INCREMENT_EMPTY] = {"{1}: niets gewijzigd sinds revisie {2}",
                              "{1}: nothing changed since revision {2}"},
};

const char *bw_word(enum bw_lang lang, enum bw_word word)
{
    return words[word][lang];
}

/* Appends at most what fits in whole characters. */
static size_t append(char *out, size_t size, size_t at, const char *text, size_t len)
{
    if (len > size - 1 - at) {
        len = size - 1 - at;
        while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
            len--;
    }
    memcpy(out + at, text, len);
    return at + len;
}

const char *bw_words_fill(char *out, size_t size, const char *text, const char *const values[],
                          size_t n)
{
    size_t at = 0;
    while (*text) {
        size_t slot = text[0] == '{' ? (size_t)(text[1] - '1') : n;
        if (slot < n && text[2] == '}') {
            at = append(out, size, at, values[slot], strlen(values[slot]));
            text += 3;
        } else {
            size_t len = 1 + strcspn(text + 1, "{");
            at = append(out, size, at, text, len);
            text += len;
        }
    }
    out[at] = 0;
    return out;
}

struct named {
    const char *name;
    enum bw_word word;
};

static const char *look_up(enum bw_lang lang, const struct named *list, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i].name, name) == 0)
            return bw_word(lang, list[i].word);
    return name;
}

#define LOOK_UP(list) look_up(lang, list, sizeof(list) / sizeof *(list), name)

const char *bw_word_flag(enum bw_lang lang, const char *name)
{
    static const struct named list[] = {
        {"from_assumed", BW_W_FLAG_FROM_ASSUMED},
        {"near_duplicate", BW_W_FLAG_NEAR_DUPLICATE},
        {"starts_late", BW_W_FLAG_STARTS_LATE},
        {"outside_preferences", BW_W_FLAG_OUTSIDE_PREFERENCES},
        {"pinned", BW_W_FLAG_PINNED},
    };
    return LOOK_UP(list);
}

const char *bw_word_term(enum bw_lang lang, const char *name)
{
    static const struct named list[] = {
        {"near_duplicate", BW_W_TERM_NEAR_DUPLICATE},
        {"preference", BW_W_TERM_PREFERENCE},
        {"co_enrolment", BW_W_TERM_CO_ENROLMENT},
        {"pin", BW_W_TERM_PIN},
    };
    return LOOK_UP(list);
}

const char *bw_word_source(enum bw_lang lang, const char *name)
{
    static const struct named list[] = {
        {"self", BW_W_SOURCE_SELF},       {"peer", BW_W_SOURCE_PEER},
        {"manager", BW_W_SOURCE_MANAGER}, {"test", BW_W_SOURCE_TEST},
        {"course", BW_W_SOURCE_COURSE},   {"certificate", BW_W_SOURCE_CERTIFICATE},
    };
    return LOOK_UP(list);
}

const char *bw_word_field(enum bw_lang lang, const char *name)
{
    static const struct named list[] = {
        {"label", BW_W_FIELD_NAME},        {"title", BW_W_FIELD_NAME},
        {"alt_labels", BW_W_FIELD_ALT},    {"alt_titles", BW_W_FIELD_ALT},
        {"provider", BW_W_FIELD_PROVIDER}, {"description", BW_W_FIELD_DESCRIPTION},
        {"teaches", BW_W_FIELD_TEACHES},
    };
    return LOOK_UP(list);
}

const char *bw_word_kind(enum bw_lang lang, const char *name)
{
    static const struct named list[] = {
        {"noodzakelijk", BW_W_KIND_NECESSARY},
        {"herplaatsing", BW_W_KIND_REDEPLOYMENT},
        {"ontwikkeling", BW_W_KIND_DEVELOPMENT},
    };
    return LOOK_UP(list);
}

const char *bw_word_part(enum bw_lang lang, const char *name)
{
    static const struct named list[] = {
        {"success", BW_W_PART_SUCCESS},
        {"co_enrolment", BW_W_PART_CO_ENROLMENT},
        {"preference", BW_W_PART_PREFERENCE},
    };
    return LOOK_UP(list);
}

const char *bw_word_step(enum bw_lang lang, const char *name)
{
    static const struct named list[] = {
        {"promote", BW_W_STEP_PROMOTE},
        {"rollback", BW_W_STEP_ROLLBACK},
    };
    return LOOK_UP(list);
}
