"""Words for countries, venues, streets and online meetings by language."""

from collections.abc import Mapping

from webinars.announcement_parser.grammar.vocabulary.word_tables import union

# Names of countries that CLDR spells otherwise, by ISO code.
COUNTRY_ALIASES: Mapping[str, str] = {
    "UK": "GB", "U.K.": "GB", "Great Britain": "GB", "Britain": "GB", "England": "GB", "Scotland": "GB",
    "Wales": "GB", "Northern Ireland": "GB", "Royaume Uni": "GB", "Inglaterra": "GB", "Angleterre": "GB",
    "USA": "US", "U.S.A.": "US", "U.S.": "US", "US": "US", "EE. UU.": "US", "EEUU": "US",
    "Czech Republic": "CZ", "Holland": "NL", "Pays Bas": "NL", "The Netherlands": "NL", "Russia": "RU",
    "South Korea": "KR", "Korea": "KR", "Ivory Coast": "CI", "Tanzania": "TZ", "Turkey": "TR",
    "DR Congo": "CD", "DRC": "CD", "Taiwan": "TW", "Moldova": "MD", "UAE": "AE", "Macedonia": "MK",
    "Deutschland": "DE", "Österreich": "AT", "Schweiz": "CH", "Svizzera": "CH", "Italia": "IT",
    "Nederland": "NL", "België": "BE", "Brasil": "BR", "Danmark": "DK", "Sverige": "SE", "Norge": "NO",
    "Cataluña": "ES", "Catalunya": "ES",
}  # fmt: skip
# Adjectives of countries before "time", by ISO code: "Swiss time".
DEMONYMS: Mapping[str, str] = {
    "argentine": "AR", "argentinian": "AR", "austrian": "AT", "belgian": "BE", "british": "GB",
    "bulgarian": "BG", "chilean": "CL", "chinese": "CN", "colombian": "CO", "croatian": "HR",
    "czech": "CZ", "danish": "DK", "dutch": "NL", "egyptian": "EG", "estonian": "EE", "ethiopian": "ET",
    "finnish": "FI", "french": "FR", "german": "DE", "ghanaian": "GH", "greek": "GR", "hungarian": "HU",
    "indian": "IN", "irish": "IE", "israeli": "IL", "italian": "IT", "japanese": "JP", "kenyan": "KE",
    "korean": "KR", "latvian": "LV", "lithuanian": "LT", "malaysian": "MY", "nigerian": "NG",
    "norwegian": "NO", "pakistani": "PK", "peruvian": "PE", "philippine": "PH", "polish": "PL",
    "portuguese": "PT", "romanian": "RO", "rwandan": "RW", "senegalese": "SN", "singaporean": "SG",
    "slovak": "SK", "slovenian": "SI", "spanish": "ES", "swedish": "SE", "swiss": "CH", "thai": "TH",
    "tunisian": "TN", "turkish": "TR", "ugandan": "UG", "ukrainian": "UA", "uk": "GB",
    "venezuelan": "VE", "vietnamese": "VN",
}  # fmt: skip
# Cities whose names are common words of announcements, or first names.
NO_CITIES_BY_LANGUAGE: Mapping[str, str] = {
    "en": "reading nice mobile split orange victoria union central date same media start end temple"
    " enterprise general aurora bar most of male best police young along sale ware wells deal hook street"
    " home man mary paul martin jackson lincoln garland irving norman spring springs summit paradise hope"
    " liberty independence commerce industry eagle eden harmony chad can come say hit salt holiday bell"
    " wedding retreat punch than goes north south east west christmas",
    "fr": "tours maurice réunion nord sud est ouest grève plaisir labo noël",
    "es": "norte sur este oeste habrá una lista centro pueblo"
    " santos florida trinidad mercedes libertad independencia progreso concepción san reunión mauricio",
    "de": "norden süden osten westen",
    "it": "riunione mai nord sud ovest",
    "pt": "feira março leste reunião maurício",
}

# A text is a place if it contains a city or one of these words.
VENUES: Mapping[str, str] = {
    "en": "online virtual virtually zoom teams webex hybrid room hall palais palace centre center building"
    " hotel university institute headquarters campus auditorium library museum embassy house street",
    "fr": "ligne virtuel hybride salle hôtel université institut siège bâtiment bibliothèque maison rue",
    "es": "línea linea híbrido sala salón universidad instituto sede edificio biblioteca museo casa calle",
    "de": "saal hörsaal universität bibliothek rathaus",
    "it": "aula università palazzo biblioteca",
    "pt": "auditório miniauditório salão universidade",
}
# Words and ends of words for buildings and streets, in lines that name a town.
# Nouns for places where events are held; in a sentence they need not be capitalised.
VENUE_NOUN_ROWS: Mapping[str, str] = {
    "en": "room hall palace centre center building hotel university institute headquarters campus auditorium"
    " library museum embassy house theatre theater school college church chapel club café cafe pub restaurant"
    " gallery studio laboratory hostel inn park garden gardens stadium pavilion lounge hub makerspace hut"
    " barn lobby terrace courtyard bandstand yard gate green square commons convention faculty town-hall",
    "fr": "salle hôtel université institut siège bâtiment bibliothèque maison amphi amphithéâtre auditoire"
    " auditorium aula théâtre lycée collège faculté mairie musée galerie pavillon espace foyer église jardin"
    " palais quartier gare",
    "es": "sala salón universidad instituto sede subsede edificio biblioteca museo casa auditorio aula teatro"
    " escuela facultad colegio galería pabellón plaza parque jardín librería palacio galpón",
    "de": "saal raum haus bibliothek universität hörsaal halle gebäude schule kirche rathaus residenz zentrum"
    " vogtei seniorenresidenz",
    "it": "palazzo biblioteca università teatro aula polo sala",
    "pt": "auditório salão universidade teatro",
}
ADDRESSES: Mapping[str, str] = {
    "en": "room hall palace centre center building hotel campus auditorium library museum embassy house"
    " street st road rd avenue ave square lane quay church chapel school theatre theater café cafe pub bar"
    " club gallery studio hub venue floor premises headquarters park"
    " wharf terrace crescent highway mews esplanade promenade boulevard blvd",
    "fr": "salle palais hôtel bâtiment bibliothèque maison rue musée place quai chemin boulevard avenue aula"
    " amphi amphithéâtre collège lycée théâtre mairie espace siège église locaux",
    "es": "sala salón palacio hotel edificio biblioteca casa calle museo plaza avenida av aula auditorio"
    " facultad sede teatro subsede iglesia paseo",
    "de": "saal raum haus gebäude platz hochschule bibliothek kirche schule",
    "it": "via piazza sala teatro auditório auditorium",
}
# Words in names of organisations, beside the town where they are.
CORPORATIONS: Mapping[str, str] = {
    "en": "university college department institute school society association club council committee academy"
    " centre center foundation library museum workshop group",
    "fr": "université institut école société association comité académie fondation ville mairie",
    "es": "universidad instituto escuela sociedad asociación consejo academia fundación colegio ayuntamiento"
    " concejo",
}
# Signs of currencies of one country, by ISO code.
CURRENCY_SIGNS: Mapping[str, str] = {
    "£": "GB", "₹": "IN", "₦": "NG", "R$": "BR", "₪": "IL", "CHF ": "CH", "₺": "TR", "₩": "KR", "₱": "PH"
}  # fmt: skip
ADDRESS_ENDINGS = (
    "straße",
    "strasse",
    "str",
    "gasse",
    "platz",
    "haus",
    "weg",
    "straat",
    "laan",
    "gracht",
    "gatan",
    "gata",
    "vägen",
    "vej",
    "gade",
    "veien",
    "kade",
    "plein",
    "allee",
    "damm",
    "ufer",
    "katu",
)
# Words that say that an event is online …
ONLINE: Mapping[str, str] = {
    "en": "online on-line virtual virtually distance remote remotely"
    " zoom teams webex kudo interactio interprefy gotomeeting gotowebinar jitsi bigbluebutton bbb"
    " whereby discord",
    "fr": "ligne virtuel virtuelle distance",
    "es": "línea linea virtual distancia",
}
# … and words that may accompany them without naming a place.
ONLINE_CONTEXT: Mapping[str, str] = {
    "en": "a and at by click cisco event fully google held here join link live meet meeting microsoft ms on"
    " only platform the through using via videoconference webinar",
    "fr": "à en et la le lien par sur visioconférence réunion",
    "es": "enlace por videoconferencia y reunión de",
    "de": "besprechung videokonferenz über per und",
    "it": "riunione videoconferenza tramite",
    "pt": "reunião videoconferência evento pelo",
}
PLACE_PREPOSITIONS_BY_LANGUAGE: Mapping[str, str] = {
    "en": "in at @ ( ,",
    "fr": "à au en",
    "es": "en",
}
# Words for bodies that invite to events.
ORGANISATIONS: Mapping[str, str] = {
    "en": "newsletter bulletin digest letter department office association society trust network federation"
    " ministry council secretariat centre center institute university guild foundation",
    "fr": "association société institut université département ministère réseau fondation cercle case",
    "es": "asociación sociedad instituto universidad departamento ministerio red fundación colegio facultad",
}
VENUE_WORDS = union(VENUES)
ADDRESS_WORDS = union(ADDRESSES)
VENUE_NOUNS = union(VENUE_NOUN_ROWS)
CORPORATE_WORDS = union(CORPORATIONS)
NO_CITIES = union(NO_CITIES_BY_LANGUAGE)
ONLINE_WORDS = union(ONLINE)
ONLINE_CONTEXT_WORDS = union(ONLINE_CONTEXT)
PLACE_PREPOSITIONS = union(PLACE_PREPOSITIONS_BY_LANGUAGE)
ORGANISATION_WORDS = union(ORGANISATIONS)
