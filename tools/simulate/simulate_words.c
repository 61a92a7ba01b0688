#include "tools/simulate/simulate_words.h"

#define WORDS(name, ...)                                                                           \
    static const char *const name##_list[] = {__VA_ARGS__};                                        \
    const struct bw_sim_words bw_sim_words_##name = {name##_list,                                  \
                                                     sizeof name##_list / sizeof *name##_list}

static const struct {
    const char *name;
    const char *topics[BW_SIM_TOPICS];
} domains[BW_SIM_DOMAINS] = {
    {"Jeugd",
     {"jeugdhulp", "leerlingenvervoer", "pleegzorg", "jongerenwerk", "opvoedondersteuning",
      "leerplicht", "voorschoolse educatie", "veilig thuis", "jeugdgezondheid", "kindpardon",
      "schoolverzuim", "gezinshuizen"}},
    {"Maatschappelijke ondersteuning",
     {"huishoudelijke hulp", "woningaanpassing", "mantelzorg", "dagbesteding", "beschermd wonen",
      "hulpmiddelen", "welzijnswerk", "eenzaamheid", "cliëntondersteuning", "doelgroepenvervoer",
      "maatschappelijke opvang", "respijtzorg"}},
    {"Werk en inkomen",
     {"bijstand", "re-integratie", "beschut werk", "loonkostensubsidie", "bijzondere bijstand",
      "terugvordering", "sociale recherche", "werkgeversdienstverlening", "jongerenloket",
      "inkomenstoeslag", "statushouders", "inburgering"}},
    {"Schulden en armoede",
     {"schuldhulp", "vroegsignalering", "budgetbeheer", "kindpakketten", "energiearmoede",
      "minimaregelingen", "saneringskrediet", "schuldbemiddeling", "stadspas", "voedselhulp",
      "bewindvoering", "kwijtschelding"}},
    {"Omgeving en vergunningen",
     {"omgevingsvergunningen", "bouwtoezicht", "sloopmeldingen", "kapvergunningen",
      "evenementenvergunningen", "horecavergunningen", "kwaliteitsborging",
      "constructieve veiligheid", "brandveilig gebruik", "welstand", "reclameborden",
      "standplaatsen"}},
    {"Ruimtelijke ordening",
     {"omgevingsplannen", "omgevingsvisies", "gebiedsontwikkeling", "grondbeleid", "woningbouw",
      "stedenbouw", "participatie bij plannen", "anterieure overeenkomsten", "planschade",
      "binnenstedelijke verdichting", "bedrijventerreinen", "buitengebied"}},
    {"Milieu en duurzaamheid",
     {"energietransitie", "warmtenetten", "luchtkwaliteit", "geluidhinder", "bodemsanering",
      "circulair inkopen", "klimaatadaptatie", "asbest", "zonnevelden", "milieutoezicht",
      "stikstof", "laadpalen"}},
    {"Openbare ruimte",
     {"groenbeheer", "wegbeheer", "straatreiniging", "speelplekken", "gladheidbestrijding",
      "bomenbeheer", "openbare verlichting", "kunstwerken en bruggen", "bermbeheer", "meubilair",
      "begraafplaatsen", "ongediertebestrijding"}},
    {"Water en riolering",
     {"riolering", "hemelwater", "grondwater", "gemalen", "baggeren", "oeverbeheer",
      "waterkwaliteit", "wateroverlast", "rioolheffing", "afkoppelen", "drainage",
      "watervergunningen"}},
    {"Afval en grondstoffen",
     {"afvalinzameling", "milieustraten", "grofvuil", "bronscheiding", "afvalcontracten",
      "zwerfafval", "bijplaatsingen", "kringloop", "diftar", "bedrijfsafval", "textielinzameling",
      "containerbeheer"}},
    {"Verkeer en vervoer",
     {"verkeersveiligheid", "fietspaden", "parkeerbeleid", "verkeersbesluiten", "openbaar vervoer",
      "verkeersmodellen", "wegafzettingen", "schoolzones", "deelmobiliteit", "blauwe zones",
      "verkeerslichten", "toegankelijke haltes"}},
    {"Openbare orde en veiligheid",
     {"crisisbeheersing", "ondermijning", "woonoverlast", "cameratoezicht", "buurtbemiddeling",
      "radicalisering", "huisverboden", "jaarwisseling", "evenementenveiligheid", "noodopvang",
      "drugspanden", "veiligheidsanalyses"}},
    {"Toezicht en handhaving",
     {"parkeercontrole", "hondenbeleid", "afvaldumping", "drank en horeca", "bestuursdwang",
      "dwangsommen", "woonfraude", "markttoezicht", "jeugdoverlast", "ligplaatsen", "kamerverhuur",
      "toezichtplannen"}},
    {"Burgerzaken",
     {"paspoorten", "rijbewijzen", "basisregistratie personen", "verkiezingen", "huwelijken",
      "naturalisatie", "geboorteaangifte", "overlijden", "adresonderzoek", "briefadressen",
      "identiteitsfraude", "naamgebruik"}},
    {"Dienstverlening",
     {"balie", "telefonie", "klachten", "digitale formulieren", "webteksten", "wachttijden",
      "klantreizen", "meldingen openbare ruimte", "afspraken", "toegankelijkheid",
      "heldere brieven", "buurtloketten"}},
    {"Juridische zaken",
     {"bezwaarschriften", "beroepszaken", "verordeningen", "mandaten", "schadeclaims",
      "openbaarheid", "subsidies", "contracten", "ombudszaken", "integriteitsmeldingen",
      "procesvoering", "bekendmakingen"}},
    {"Financiën",
     {"begroting", "jaarrekening", "grondexploitaties", "verbonden partijen", "treasury",
      "kostprijzen", "rechtmatigheid", "interne controle", "debiteuren", "crediteuren",
      "btw-compensatie", "investeringen"}},
    {"Belastingen",
     {"woningwaardering", "onroerendezaakbelasting", "toeristenbelasting", "precario",
      "invordering", "waardebezwaren", "basisregistratie adressen", "objectgegevens",
      "hondenbelasting", "leges", "aanslagen", "dwanginvordering"}},
    {"Inkoop en subsidies",
     {"aanbestedingen", "raamovereenkomsten", "contractmanagement", "marktconsultaties",
      "leveranciers", "sociaal inkopen", "inkoopdossiers", "subsidieregelingen", "staatssteun",
      "verantwoording van subsidies", "zorginkoop", "inhuur"}},
    {"Personeel en organisatie",
     {"werving", "verzuim", "functiewaardering", "rechtspositie", "opleidingsplannen",
      "strategische planning", "arbeidsomstandigheden", "inclusie", "salarissen",
      "teamontwikkeling", "mobiliteit van personeel", "medezeggenschap"}},
    {"Informatie en archief",
     {"zaakgericht werken", "digitaal archief", "metagegevens", "vernietigingslijsten",
      "informatiebeheer", "e-depots", "documentstromen", "gegevenscatalogus", "openbaar maken",
      "e-mailarchivering", "historische bronnen", "informatieverzoeken"}},
    {"ICT en gegevens",
     {"informatiebeveiliging", "applicatiebeheer", "gegevensanalyse", "koppelvlakken",
      "werkplekbeheer", "netwerken", "geo-informatie", "algoritmeregisters", "toegangsbeheer",
      "cloudcontracten", "gegevenskwaliteit", "continuïteit van systemen"}},
    {"Bestuur en raad",
     {"raadsgriffie", "collegebesluiten", "moties", "wijkraden", "inwonersparticipatie",
      "regionale samenwerking", "lobby", "rekenkamer", "burgerinitiatieven", "bestuursakkoorden",
      "herindeling", "protocol"}},
    {"Cultuur, sport en economie",
     {"sportaccommodaties", "bibliotheekwerk", "monumenten", "kunst in de wijk", "musea",
      "ondernemersloket", "markten", "toerisme", "sportverenigingen", "winkelgebieden",
      "archeologie", "starters"}},
};

const char *bw_sim_domain(unsigned domain)
{
    return domains[domain].name;
}

const char *bw_sim_topic(unsigned domain, unsigned topic)
{
    return domains[domain].topics[topic];
}

WORDS(activities, "Wet- en regelgeving over %s", "Begrippen en ketens van %s",
      "Financiering van %s", "Geschiedenis en beleid van %s", "Doelgroepen van %s",
      "Uitspraken van rechters over %s", "Normen en richtlijnen voor %s",
      "Gegevens en registraties van %s", "Risico's van %s", "Rollen en bevoegdheden bij %s",
      "Termijnen en procedures bij %s", "Landelijke ontwikkelingen in %s", "Beleid maken voor %s",
      "Aanvragen beoordelen over %s", "Besluiten schrijven over %s", "Gesprekken voeren over %s",
      "Toezicht houden op %s", "Bezwaren behandelen over %s", "Projecten leiden voor %s",
      "Contracten beheren voor %s", "Kosten ramen van %s", "Adviezen schrijven over %s",
      "Cijfers duiden over %s", "Inwoners betrekken bij %s", "Partners verbinden rond %s",
      "Klachten oplossen over %s", "Processen verbeteren van %s", "Dossiers bijhouden van %s",
      "Controles uitvoeren bij %s", "Onderzoek doen naar %s", "Raadsvoorstellen schrijven over %s",
      "Plannen maken voor %s", "Inspecties doen voor %s", "Voorlichting geven over %s",
      "Systemen gebruiken voor %s", "Privacy bewaken bij %s", "Subsidies verlenen voor %s",
      "Prioriteiten stellen in %s", "Resultaten meten van %s", "Onderhandelen over %s",
      "Incidenten afhandelen bij %s", "Collega's begeleiden in %s", "Kwaliteit toetsen van %s",
      "Presenteren over %s", "Samenwerken in de regio aan %s", "Storingen verhelpen bij %s",
      "Vergaderingen leiden over %s", "Nieuwsgierig blijven naar %s", "Zorgvuldig omgaan met %s",
      "Omgevingsbewust werken aan %s");

WORDS(crafts, "Juridisch vakmanschap", "Beleid en advies", "Onderzoek en gegevens",
      "Gesprek en bemiddeling", "Projecten en processen", "Financieel vakmanschap",
      "Schrijven en presenteren", "Uitvoering en toezicht");

WORDS(aspects, "wettelijk kader", "werken in de keten", "gesprek met inwoners",
      "schrijven voor het bestuur", "cijfers en duiding", "digitale hulpmiddelen", "toezicht",
      "beleid maken", "uitvoering in de wijk", "kosten en baten", "kwaliteit bewaken",
      "samenwerken in de regio", "risico's wegen", "dossiers op orde", "bezwaar en beroep",
      "projectmatig werken", "veilig werken", "privacy", "inkoop en contract", "communicatie",
      "crisis en incident", "verandering begeleiden", "nieuwe collega's inwerken",
      "onderhoud plannen", "meten en verbeteren", "toegankelijkheid", "duurzaamheid",
      "ethiek en integriteit", "moeilijke gesprekken", "planning en termijnen",
      "vakliteratuur volgen", "gegevens delen", "participatie", "data-analyse", "vergunningen",
      "subsidies", "handhaving", "archief en openbaarheid", "advies aan de raad",
      "klachten voorkomen", "leiding geven", "ketenpartners", "beeldtaal", "gebiedsgericht werken",
      "rapporteren");

_Static_assert(sizeof aspects_list / sizeof *aspects_list == BW_SIM_ASPECTS, "their number");

WORDS(jobs, "Beleidsmedewerker", "Consulent", "Adviseur", "Toezichthouder", "Senior adviseur",
      "Administratief medewerker", "Teamleider", "Projectleider", "Juridisch medewerker",
      "Coördinator", "Vakspecialist", "Casemanager", "Beheerder", "Inspecteur", "Medewerker",
      "Strategisch adviseur", "Gegevensbeheerder", "Kwaliteitsmedewerker", "Planner",
      "Klantbegeleider", "Regisseur", "Programmamanager", "Trainee", "Accountmanager");

WORDS(duties, "Aanvragen behandelen", "Besluiten voorbereiden", "Toezicht houden",
      "Bezwaren afdoen", "Beleid voorbereiden", "Overleg voeren", "Meldingen opvolgen",
      "Contracten bewaken", "Gegevens bijhouden", "Inwoners informeren", "Gebreken herstellen",
      "Jaarlijks verantwoorden");

WORDS(laws, "Jeugdwet", "Wmo 2015", "Participatiewet", "Omgevingswet", "AVG", "Woo", "Archiefwet",
      "Awb", "Gemeentewet", "Wkb", "Leerplichtwet", "Wgs", "Wet BRP", "Wet inburgering",
      "Aanbestedingswet", "BIO");

WORDS(changes, "Herziening %s", "Nieuwe taken door de %s", "Versterking uitvoering %s",
      "Vereenvoudiging %s", "Overdracht van taken onder de %s", "Aanscherping %s");

WORDS(titles, "Basiscursus %s", "%s in de praktijk", "Verdieping %s", "Training %s",
      "Masterclass %s", "Opfriscursus %s", "%s voor gemeenten", "Leergang %s", "Starten met %s",
      "Werkplaats %s", "%s, stap voor stap", "Vakdag %s");

WORDS(openings, "Je leert wat er bij %s komt kijken en oefent met zaken uit een gemeente.",
      "Na deze cursus pas je %s zelfstandig toe in je eigen werk.",
      "Aan de hand van dossiers en opdrachten maak je je %s eigen.",
      "Een vakgenoot neemt je mee in %s, van de eerste vraag tot het besluit.",
      "Korte lessen over %s, afgewisseld met opdrachten op je eigen werkplek.",
      "Wat wordt er van je gevraagd bij %s, en hoe pak je dat aan?",
      "Je brengt een eigen vraagstuk over %s mee en werkt het uit met de groep.",
      "Voor wie %s erbij krijgt en snel wil weten waar het om gaat.");

WORDS(closings, "We sluiten af met een toets.", "Je krijgt een naslagwerk mee.",
      "Er is een terugkomdag na twee maanden.", "Je werkt in groepen van hooguit twaalf.",
      "Een collega kijkt mee op je werkplek.", "Voorkennis is handig, maar niet nodig.",
      "De opdrachten maak je in je eigen tempo.", "Na afloop maak je een plan voor je team.");

WORDS(providers, "Leerhuis De Steltloper", "Bestuursschool Kwikstaart", "Opleidingshuis Zandoog",
      "Vakacademie Wulp", "De Leerwerf", "Studiehuis Koolwitje", "Instituut Grutto",
      "Trainersbureau Kamsalamander", "E-leerplein Waterjuffer", "Academie Het Lieveheersbeest",
      "Juridisch Leerhuis Oeverzwaluw", "Techniekschool Boktor", "Sociaal Leerpunt Roodborst",
      "Cursusbureau Zilverreiger", "Digitaal Atelier Vuurvlieg", "Gespreksschool Nachtegaal",
      "Bureau Blauwvoet", "Regioklas Kievitsbloem", "Financiële School Hamster",
      "Leernetwerk Mier");

WORDS(animals, "Otter", "Bever", "Egel", "Hommel", "Libellen", "Salamander", "Spreeuwen", "Karper",
      "Snoeken", "Reiger", "Kikker", "Wezel", "Dassen", "Mezen", "Lepelaar", "Krekel", "Zwaluw",
      "Eekhoorn", "Vlinder", "Torenvalk", "Paling", "Mollen", "Kraaien", "Fazanten");

WORDS(endings, "zijlerveen", "hoekerdam", "meerwoude", "grachtrade", "dijkeroord", "veldermeer",
      "polderkerk", "sluizerbroek", "heidewaard", "terpersloot", "duinerhage", "plasserwijk",
      "esserzand", "vlieterhorst", "kaderdorp", "stromerbeek");

WORDS(refusals, "Het budget is op.", "Dit kwartaal is er geen tijd voor.",
      "Sluit niet aan bij de functie.", "Eerst de basiscursus.",
      "Er gaat al een collega uit het team.");
