"""The names that Dutch and English exports give their columns, per field; the best name of a field comes first."""

# Written without spaces, signs and accents, in small letters: "KvK-nummer", "KvK nr." and "kvk_nr" are looked up so.
# fmt: off
NAMES: dict[str, tuple[str, ...]] = {
    "id": (
        "recordid", "id", "eigenid", "ownid", "relatieid", "relatienr", "relatienummer", "relatiecode",
        "accountid", "accountnr", "accountnummer", "accountnumber", "lidnummer", "lidnr", "lidid", "memberid",
        "membernumber", "memberno", "klantid", "klantnr", "klantnummer", "klantcode", "customerid",
        "customernumber", "customerno", "clientid", "clientnumber", "organisatieid", "organisatienummer",
        "organisationid", "organizationid", "companyid", "bedrijfsid", "bedrijfid", "bedrijfsnummer",
        "bedrijfscode", "crmid", "crmnummer", "debiteurnr", "debiteurnummer", "externalid",
        "externid", "externeid", "sourceid", "bronid", "recordnr", "recordnummer", "recordnumber", "dossierid",
        "guid", "uuid", "key", "sleutel", "kenmerk", "referentie", "reference",
    ),
    "partner": (
        "partner", "partnercode", "partnernaam", "partnername",
    ),
    "name": (
        "name", "naam", "organisatienaam", "organisationname", "organizationname", "bedrijfsnaam",
        "companyname", "accountname", "accountnaam", "naaminstelling", "instellingsnaam", "naamorganisatie",
        "naambedrijf", "naamonderneming", "ondernemingsnaam", "relatienaam", "naamrelatie", "klantnaam",
        "customername", "clientname", "lidnaam", "membername", "naamlid", "statutairenaam", "officielenaam",
        "legalname", "officialname", "handelsnaam", "tradename", "firmanaam", "organisatie", "organisation",
        "organization", "bedrijf", "company", "instelling", "institution", "onderneming", "relatie", "account",
        "klant", "customer", "client", "lid", "member", "firma", "debiteurnaam", "beneficiary", "begunstigde",
        "participant", "deelnemer", "handelsnaam1", "naam1", "name1",
    ),
    "kvk": (
        "kvk", "kvknummer", "kvknr", "kvkno", "kvknumber", "kvkcode", "kvkid", "kvkdossiernummer",
        "kvkdossiernr", "kvkinschrijvingsnummer", "kamervankoophandel", "kamervankoophandelnummer",
        "kamervankoophandelnr", "nummerkamervankoophandel", "nummerkvk", "nrkvk", "coc", "cocnumber", "cocno",
        "cocnr", "cocregistration", "chamberofcommerce", "chamberofcommercenumber", "chamberofcommerceno",
        "chamberofcommerceregistration", "handelsregisternummer", "handelsregisternr", "handelsregister",
        "nhrnummer", "inschrijfnummerkvk", "companyregistrationnumber", "traderegisternumber",
        "registrationskvk",
    ),
    "street": (
        "straat", "street", "straatnaam", "streetname", "straatnr", "straatennr", "straathuisnr",
        "straathuisnummer", "straatenhuisnummer", "straatennummer", "streetandnumber", "streetandhousenumber",
        "bezoekadres", "visitingaddress", "vestigingsadres", "vestigingadres", "streetaddress", "adres",
        "address", "adresregel1", "adresregel", "addressline1", "addressline", "address1", "adres1",
        "addressstreet", "hoofdadres", "mainaddress", "billingstreet", "postadres", "postaladdress",
        "correspondentieadres",
    ),
    "number": (
        "huisnummer", "huisnr", "housenumber", "houseno", "housenr", "hnr", "straatnummer", "streetnumber",
        "streetno", "addressnumber", "huisnummerentoevoeging", "huisnummertoevoeging", "buildingnumber",
    ),
    "postcode": (
        "postcode", "postalcode", "zipcode", "zip", "postcodebezoekadres", "bezoekpostcode",
        "postcodevestiging", "postcodeplaats", "postcodeenplaats", "postcodeenwoonplaats", "postcodecity",
        "billingpostalcode", "addresspostalcode", "pc", "pcode", "plz",
    ),
    "city": (
        "plaats", "woonplaats", "stad", "city", "town", "plaatsnaam", "vestigingsplaats", "bezoekplaats",
        "plaatsbezoekadres", "locality", "billingcity", "addresscity", "cityname", "townname", "kern",
        "gemeente", "municipality",
    ),
    "country": (
        "land", "country", "landcode", "countrycode", "landnaam", "countryname", "isocountry", "isoland",
        "billingcountry", "addresscountry", "addresscountrycode", "landiso",
    ),
    "website": (
        "website", "websiteurl", "web", "webadres", "websiteadres", "webaddress", "webpagina", "internet",
        "internetadres", "internetsite", "homepage", "url", "site", "www", "webpage", "domein", "domain",
        "domeinnaam", "domainname",
    ),
    "phone": (
        "telefoon", "telefoonnummer", "telefoonnr", "tel", "telnr", "telno", "phone", "phonenumber", "phoneno",
        "telephone", "telephonenumber", "telefoonalgemeen", "algemeentelefoonnummer", "generalphone",
        "mainphone", "tele",
    ),
    "sector": (
        "sector", "sectoren", "sectors", "branche", "branches", "industry", "industrie", "bedrijfstak",
        "sectornaam", "sectorname", "topsector", "sbi", "sbicode", "sbicodes", "nace", "nacecode", "segment",
    ),
    "text": (
        "omschrijving", "description", "beschrijving", "bedrijfsomschrijving", "companydescription",
        "organisatieomschrijving", "profiel", "profile", "bedrijfsprofiel", "companyprofile", "activiteiten",
        "activities", "bedrijfsactiviteiten", "text", "tekst", "about", "over", "summary", "samenvatting",
        "regeling", "regelingen", "programme", "programmes", "program", "programma", "subsidie",
        "subsidieregeling", "scheme", "tags", "trefwoorden", "keywords", "steekwoorden", "labels", "thema",
        "themas", "theme", "themes",
    ),
    "kind": (
        "soort", "type", "kind", "soortorganisatie", "organisatiesoort", "typeorganisatie", "organisatietype",
        "organisationtype", "organizationtype", "accounttype", "typerelatie", "relatietype", "relatiesoort",
        "soortrelatie", "typelidmaatschap", "soortlidmaatschap", "lidmaatschapstype", "membershiptype",
        "typeofmembership", "typeoforganisation", "categorie", "category",
    ),
    "acronym": (
        "afkorting", "acronym", "acroniem", "shortname", "kortenaam", "verkortenaam", "abbreviation", "afk",
        "roepnaam",
    ),
    "pic": (
        "pic", "eupic", "picnumber", "picnummer", "picnr", "piccode", "picno", "euparticipantid",
        "participantid", "participantidentificationcode", "registrationspic",
    ),
}

FIELDS: tuple[str, ...] = tuple(NAMES)

# Words that say "a number" without saying of what: the content decides.
VAGUE_NUMBERS = frozenset(
    {
        "nummer", "nr", "no", "number", "num", "code", "registratienummer", "registrationnumber",
        "registrationno", "registratie", "registration", "inschrijfnummer", "inschrijvingsnummer",
        "dossiernummer", "dossiernr", "companynumber", "bedrijfsregistratienummer",
    }
)
# Truth of a test set, and people: never read by itself.
NEVER = frozenset({"entityid"})
PEOPLE = frozenset(
    {
        "contact", "contacts", "contactpersoon", "contactpersonen", "contactperson", "person", "persoon",
        "people", "owner", "eigenaar", "manager", "accountmanager", "user", "gebruiker", "medewerker",
        "employee",
    }
)
# fmt: on
