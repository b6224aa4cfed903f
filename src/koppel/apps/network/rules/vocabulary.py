"""The words that searching knows: legal forms, small words, plurals, parts of compounds, other names of places."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LEGAL_FORMS = _words(
    """
    ab ag aps as ba bv bvba corp cv doo gmbh inc incorporated kft kg limited llc llp ltd nv oy plc sa sarl sas
    spa srl sro ua vof vzw
    """
)

STOP_WORDS = _words(
    """
    a aan an and at bij by das de den der des die du een en et for het in la le les met of om op te ten ter the
    to tot uit und van voor with
    """
)

# Words for what sort of body it is; partners write a name with and without them.
BODIES = _words("stichting vereniging cooperatie foundation association")

# Left out of a search as long as it has other words.
SILENT_IN_QUERY = STOP_WORDS | BODIES

IRREGULAR = {
    "steden": "stad",
    "leden": "lid",
    "schepen": "schip",
    "kinderen": "kind",
    "eieren": "ei",
    "wegen": "weg",
    "smeden": "smid",
    "goederen": "goed",
    "children": "child",
    "women": "woman",
    "men": "man",
    "people": "person",
    "analyses": "analyse",
    "analysis": "analyse",
    "cities": "city",
    "musea": "museum",
    "museums": "museum",
    "centra": "centrum",
    "centrums": "centrum",
    "center": "centrum",
    "centers": "centrum",
    "centre": "centrum",
    "centres": "centrum",
    "laboratoria": "laboratorium",
    "laboratory": "laboratorium",
    "laboratories": "laboratorium",
    "data": "data",
    "media": "media",
    "technisch": "technisch",
}

# Words in which a final s is no plural.
KEEPS_S = _words(
    """
    access adres always bewijs bus business chips congres dans diens express fles gips glas glass grens hars
    ijs interes kaas kans koers lens les less mars mens news onderwijs paleis plaats plus prijs
    proces process progres rails reis series serres species succes vers vlees wens wijs
    """
)

PARTS = _words(
    """
    aard aardappel aardgas accu advies afval agrarisch agri agro akker alarm apparaat apparatuur auto
    automatisering bak bakkerij bank batterij bedrijf bedrijven beheer bestuur beton beurs bevolking bewerking
    bio bloem bloemen boek boom boot boten bouw brand brandstof bron business camera care centrum chain chemie
    chip city cloud club computer consult control cosmetica craft cyber dak data deel design detail dienst
    diensten dier dieren digitaal display doos drank drink drone druk eco electro elektro elektronica energie
    energy engineering erf fabriek farm fashion field fiets film fonds food foods foto fruit gas gate gebied
    gebouw geld gemeente genees geneesmiddel gezondheid glas goed graan grid groen groente groep grond handel
    haven health high hightech house hout huis hulp hydro ijs industrie info informatie infra innovatie
    installatie instituut instrument instrumenten jacht jeugd kaas kamer kantoor kap kas kassen kennis keten
    kleding klimaat koel koeling koop kracht kunst kunststof kust kwaliteit laad lab laboratorium labs land
    landbouw laser leder leer leiding lens leven levens levensmiddel levensmiddelen licht life light lijm line
    link logic logistics lucht luchtvaart maat maatschappij machine machines makelaar management market markt
    materiaal materialen media medisch meet meetinstrument melk meng mest metaal meter meubel micro middel
    milieu mind mobile mobiliteit model motion motor muziek nano net netwerk network noord olie onderhoud
    ondernemers onderneming onderwijs onderzoek ontwerp ontwikkeling ontwikkelings oost opslag optics optiek
    organisatie paard pack park part pers personeel photo plaat plan plant planten plastic platform pluimvee
    plus point pomp poort port post power precisie print pro proces product producten productie project raad
    rail recht recycling regio reis robot schap scheep scheeps schip school sense sensing sensor ship side sier
    slacht sloop smart soft software solar solution source space speel spel spoor sport staal stad stads steen
    stof stoom straal stream stroom studie suiker supply systeem system systemen systems taal tech techniek
    technologie technology teelt tele test textiel theater therapie thuis time toerisme tools trade trans
    transport tuin tuinbouw tv uit uitgeverij universiteit vaart vak valley vastgoed vee veilig veiligheid veld
    verf verkeer verkoop verpakking verpakkings verwerking verwerkings verzekering verzekerings view vis vision
    vlees vliegtuig voeding voedings voedsel voer voertuig vorm vracht vrucht waarde wagen wand ware warmte was
    water wave web weg wereld werk werken werktuig werktuigen west wet wetenschap wijk wind winkel woning woon
    work works world zaad zaden zand zee zeep zeil zekerheid zon zonne zorg zout zuid zuivel zuivering
    """
)

_THE_HAGUE = ("den", "haag", "the", "hague", "gravenhage", "sgravenhage")
_DEN_BOSCH = ("den", "bosch", "hertogenbosch", "shertogenbosch")

# A place under its other names; looked up by the whole folded text.
PLACE_WORDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("s gravenhage", "sgravenhage", "den haag", "the hague"), _THE_HAGUE),
    **dict.fromkeys(("s hertogenbosch", "shertogenbosch", "den bosch"), _DEN_BOSCH),
    "vlissingen": ("flushing",),
    "leeuwarden": ("ljouwert",),
    "friesland": ("fryslan",),
    "fryslan": ("friesland",),
}
