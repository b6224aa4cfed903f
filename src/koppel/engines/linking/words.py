"""The words of organisation names: legal forms, translations, and words that set companies of one group apart."""

import re


def _words(text: str) -> list[str]:
    return text.split()


# Legal forms are looked for in lower-case text that still has its dots, so that "b.v.", "bv" and "b v" are one.
_FORMS = [
    r"besloten vennootschap( met beperkte aansprakelijkheid)?",
    r"naamloze vennootschap",
    r"vennootschap onder firma",
    r"commanditaire vennootschap",
    r"b\.? ?v\.?( ?i\.? ?o\.?)?",
    r"n\.? ?v\.?",
    r"v\.? ?o\.? ?f\.?",
    r"c\.? ?v\.?",
    r"u\.? ?a\.?",
    r"b\.? ?a\.?",
    r"s\.? ?a\.?( ?r\.? ?l\.?| ?s\.?)?",
    r"s\.? ?p\.? ?a\.?",
    r"s\.? ?r\.? ?[lo]\.?",
    r"b\.? ?v\.? ?b\.? ?a\.?",
    r"a\.? ?s\.? ?b\.? ?l\.?",
    r"v\.? ?z\.? ?w\.?",
    r"g\.? ?m\.? ?b\.? ?h\.?( ?& ?co\.?( ?kg)?)?",
    r"cooperati?e?f?|cooperatieve( vereniging)?|cooperatie|coop\.?",
    r"e\.? ?v\.",
    r"p\.? ?l\.? ?c\.?",
    r"l\.? ?l\.? ?[cp]\.?",
    r"ltd\.?|limited|inc\.?|incorporated|corp\.?|corporation|co\.|company",
    r"ag|ab|aps|a/s|oyj?|kft|kg|sp\.? ?z\.? ?o\.? ?o\.?|s\.? ?e\.?|pty|d\.?o\.?o\.?",
    r"stichting|foundation|vereniging|association|verein|fondation",
]
LEGAL_FORM = re.compile(r"(?<![\w&/.'-])(?:" + "|".join(f"(?:{form})" for form in _FORMS) + r")(?=[\s,;()/]|$)")

# What follows names the same organisation once more: a former name, a trading name, somebody it speaks for.
OTHER_NAME = re.compile(
    r"\(?\b(?:voorheen|v/h|v\.h\.|formerly|previously|ook bekend als|also known as|a\.?k\.?a\.?"
    r"|handelend onder(?: de naam)?|t\.? ?h\.? ?o\.? ?d\.? ?n\.?|h\.? ?o\.? ?d\.? ?n\.?|trading as|t/a|d\.?b\.?a\.?)"
    r"(?![\w])[\s:]*(?P<other>[^()]+)\)?"
)

# Words that say nothing about which organisation it is.
STOP = frozenset(
    _words("""
    and en et und of the de het der des den van voor for in te ter ten to aan bij op at by een an la le les du
""")
)

# One form for a word in either language, and for its usual abbreviation.
SAME_WORD = {
    word: chosen
    for chosen, words in {
        "netherlands": "nederland nl ned nld nethe nede niederlande holland neerland",
        "dutch": "nederlandse nederlands",
        "europe": "europa eu eur",
        "european": "europese europees",
        "international": "internationaal internationale intl intern internat int",
        "group": "groep grp gruppe groupe",
        "services": "service diensten svcs serv dienst dienstverlening",
        "management": "mgmt manag mngt",
        "technology": "technologie technologies technologieen tech techno technol techn",
        "engineering": "eng engin",
        "development": "ontwikkeling developments dev devel",
        "productions": "productie production prod produktie",
        "ventures": "venture vent",
        "holding": "holdings hol",
        "property": "vastgoed properties onroerend realestate vast",
        "participations": "participaties participatie participation part partic",
        "operations": "operation opera oper",
        "solutions": "solution oplossingen solu sol",
        "research": "onderzoek rese r&d rd",
        "investments": "investment investeringen invest",
        "beheer": "beh",
        "centre": "center centrum",
        "institute": "instituut institut inst",
        "university": "universiteit univ",
        "hospital": "ziekenhuis",
        "energy": "energie",
        "systems": "system systeem systemen sys",
        "consultancy": "advies consulting consult consultants consultant adviseurs advisory advisors",
        "products": "product produkt producten",
        "projects": "project projecten",
        "trading": "trade handel tra",
        "industries": "industry industrie",
        "industrial": "industriele industrieel indus",
        "sciences": "science wetenschap wetenschappen",
        "medical": "medisch medische",
        "health": "gezondheid",
        "care": "zorg",
        "education": "onderwijs",
        "royal": "koninklijke koninklijk",
        "national": "nationaal nationale",
        "society": "genootschap maatschappij",
        "network": "netwerk networks",
        "museum": "musea",
        "water": "waters",
        "agency": "agentschap",
        "bank": "banking",
        "building": "bouw",
        "school": "scholen",
        "software": "softw",
        "logistics": "logistiek logi",
        "marketing": "market",
        "accountants": "accountancy accounting",
        "municipality": "gemeente gem",
        "province": "provincie",
        "ministry": "ministerie",
        "applied": "toegepaste toegepast",
        "knowledge": "kennis",
        "food": "foods voedsel",
        "automation": "automatisering",
        "security": "beveiliging",
        "communications": "communication communicatie",
        "environment": "milieu",
        "innovation": "innovatie innovations",
        "quality": "kwaliteit",
        "design": "ontwerp",
        "laboratory": "laboratorium lab labs laboratories",
        "library": "bibliotheek",
        "social": "sociaal sociale",
        "law": "recht",
        "art": "kunst arts",
        "history": "geschiedenis",
        "transport": "vervoer",
        "nature": "natuur",
        "west": "westelijk",
        "public": "openbaar openbare",
        "federation": "federatie",
        "council": "raad",
        "academy": "academie",
        "world": "wereld",
        "north": "noord",
        "south": "zuid",
        "east": "oost",
    }.items()
    for word in _words(words)
}

# Words by which the companies of one group are told apart: a difference in these speaks for a sibling.
QUALIFIERS = frozenset(
    _words("""
    holding beheer property participations productions operations research ventures services technology
    solutions international group engineering development investments investment finance financial management
    trading logistics sales distribution manufacturing support branch export import exploitatie capital assets
    asset consultancy systems projects products industrial industries marketing software digital energy rental
    lease leasing retail payroll personeel staffing interim innovation academy advisory shared treasury
    intellectual licensing real estate fund funds
""")
)
REGIONS = frozenset(
    _words("""
    netherlands europe european benelux dutch global worldwide emea world belgium germany uk usa america asia
    pacific africa north south east west central middle limburg brabant gelderland overijssel drenthe friesland
    fryslan groningen flevoland utrecht holland zeeland twente achterhoek veluwe
""")
)
NUMERALS = frozenset(
    _words("""
    i ii iii iv v vi vii viii ix x xi xii one two three 1 2 3 4 5 6 7 8 9 10 11 12
""")
)
CITY_WORDS = frozenset(
    _words("""
    amsterdam rotterdam eindhoven tilburg breda nijmegen arnhem enschede hengelo almelo zwolle deventer
    apeldoorn maastricht venlo roermond sittard geleen heerlen leiden delft haarlem almere amersfoort dordrecht
    zoetermeer hilversum gouda assen emmen leeuwarden drachten heerenveen middelburg vlissingen terneuzen goes
    roosendaal oss helmond veldhoven best ede wageningen alkmaar hoorn purmerend zaandam schiphol hoofddorp
    amstelveen nieuwegein zeist lelystad meppel hoogeveen kerkrade weert tiel doetinchem winterswijk bergen
    vlaardingen schiedam rijswijk
""")
)

# One spelling per place.
SAME_CITY = {
    "the hague": "den haag",
    "s gravenhage": "den haag",
    "gravenhage": "den haag",
    "la haye": "den haag",
    "s hertogenbosch": "den bosch",
    "hertogenbosch": "den bosch",
    "bois le duc": "den bosch",
    "adam": "amsterdam",
    "a dam": "amsterdam",
    "rdam": "rotterdam",
    "r dam": "rotterdam",
    "almere stad": "almere",
    "flushing": "vlissingen",
    "ehv": "eindhoven",
    "schiphol rijk": "schiphol",
}

# Website addresses that belong to a service, not to the organisation that uses it.
SHARED_SITES = frozenset(
    _words("""
    facebook.com linkedin.com twitter.com x.com instagram.com youtube.com google.com wikipedia.org gmail.com
    hotmail.com outlook.com live.nl ziggo.nl kpnmail.nl bit.ly linktr.ee github.com github.io
""")
)
# Suffixes under which a domain is registered one label deeper.
DEEP_SUFFIXES = frozenset(
    _words("""
    co.uk org.uk ac.uk gov.uk com.au co.jp co.nl com.br co.za com.tr co.in com.cn ac.be blogspot.com
    wordpress.com wixsite.com weebly.com sites.google.com azurewebsites.net herokuapp.com netlify.app vercel.app
    github.io
""")
)
