"""The merge of records into one profile: deterministic, and holding nothing that no record says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from koppel.apps.network.rules.profiles import ADDRESS_PARTS, FIELDS, Profile, Saying, profile

_TEXTS = st.sampled_from(["", "Alfa B.V.", "ALFA BV", "Beta", "5611 AB", "12345678", "https://www.alfa.nl/", "alfa.nl"])
_NAMES = (*(field for field in FIELDS if field != "address"), "acronym", *ADDRESS_PARTS)


def a_saying(record: str = "1", source: str = "bom", *, own: bool = False, position: int = 1, **values: str) -> Saying:
    return Saying(record, source, own, position, {"name": "Alfa B.V.", **values})


@st.composite
def sayings(draw: st.DrawFn) -> list[Saying]:
    number = draw(st.integers(1, 5))
    own = draw(st.integers(0, 3))
    return [
        Saying(
            record=str(place),
            source=f"p{(source := draw(st.integers(0, 3)))}",
            is_own=source == own,
            position=source,
            values=draw(st.dictionaries(st.sampled_from(_NAMES), _TEXTS, max_size=8)),
        )
        for place in range(number)
    ]


def facts(merged: Profile) -> set[tuple[str, str]]:
    shown = set()
    for line in merged.lines:
        for value in (line.chosen, *line.others):
            shown |= set(value.parts.items())
        shown |= {("name", name) for name in line.also}
    return shown


@given(sayings(), st.randoms())
def test_the_order_of_the_records_does_not_matter(said: list[Saying], random: object) -> None:
    shuffled = list(said)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert profile(said) == profile(shuffled)


@given(sayings())
def test_a_profile_holds_only_what_its_records_say(said: list[Saying]) -> None:
    spoken = {(field, text.strip()) for one in said for field, text in one.values.items()}
    spoken |= {("name", text) for field, text in spoken if field == "acronym"}
    assert facts(profile(said)) <= spoken


@given(sayings(), st.integers(0, 4))
def test_taking_a_record_away_takes_its_facts_and_its_name_as_source_away(said: list[Saying], place: int) -> None:
    left = [one for one in said if one.record != str(place % len(said))]
    merged = profile(left)
    records = {record for line in merged.lines for value in (line.chosen, *line.others) for record in value.records}
    assert records <= {one.record for one in left}
    assert set(merged.sources) == {one.source for one in left}


@given(sayings())
def test_every_value_of_a_record_stands_somewhere_with_that_record_as_source(said: list[Saying]) -> None:
    merged = profile(said)
    for one in said:
        for field in ("kvk", "website", "phone", "sector", "pic"):
            if one.values.get(field, "").strip():
                line = merged.by_field[field]
                assert any(one.record in value.records for value in (line.chosen, *line.others))


@given(sayings())
def test_the_own_partner_is_chosen_first(said: list[Saying]) -> None:
    for line in profile(said).lines:
        if any(one.is_own and one.record in other.records for other in line.others for one in said):
            assert any(one.is_own and one.record in line.chosen.records for one in said)


def test_without_records_there_is_no_profile() -> None:
    assert profile([]).lines == ()
    assert profile([]).name == ""


def test_a_value_that_differs_stands_in_a_row_of_its_own() -> None:
    merged = profile([a_saying("1", "oost", own=True, kvk="12345678"), a_saying("2", "bom", kvk="12345679")])
    line = merged.by_field["kvk"]
    assert line.text == "12345678"
    assert line.differs
    assert [other.parts["kvk"] for other in line.others] == ["12345679"]
    assert line.others[0].sources == ("bom",)


def test_who_left_a_number_empty_is_named() -> None:
    merged = profile([a_saying("1", "oost", kvk="12345678"), a_saying("2", "bom")])
    assert merged.by_field["kvk"].silent == ("bom",)


def test_what_most_partners_say_comes_before_the_fixed_order() -> None:
    said = [
        a_saying("1", "bom", position=1, phone="040 1234567"),
        a_saying("2", "nom", position=2, phone="050 7654321"),
        a_saying("3", "liof", position=3, phone="+31 50 765 4321"),
    ]
    line = profile(said).by_field["phone"]
    assert line.chosen.sources == ("nom", "liof")
    assert line.others[0].sources == ("bom",)


def test_other_spellings_of_the_name_stand_beside_it() -> None:
    merged = profile([a_saying("1", "oost", own=True), a_saying("2", "bom", name="ALFA BV", acronym="ALF")])
    assert merged.name == "Alfa B.V."
    assert merged.by_field["name"].also == ("ALFA BV", "ALF")
    assert merged.by_field["name"].chosen.sources == ("oost", "bom")


def test_a_part_of_an_address_agrees_with_the_whole() -> None:
    whole = {"street": "Dorpsstraat", "number": "1", "postcode": "5611 AB", "city": "Eindhoven"}
    merged = profile([a_saying("1", "oost", own=True, city="EINDHOVEN"), a_saying("2", "bom", **whole)])
    line = merged.by_field["address"]
    assert line.chosen.parts == whole
    assert line.chosen.sources == ("oost", "bom")
    assert line.others == ()


def test_another_city_is_another_address() -> None:
    merged = profile([a_saying("1", "oost", own=True, city="Enschede"), a_saying("2", "bom", city="Best")])
    assert merged.by_field["address"].differs
    assert merged.text("city") == "Enschede"


def test_a_website_differs_only_by_its_host() -> None:
    merged = profile(
        [a_saying("1", "oost", website="https://www.alfa.nl/nl/"), a_saying("2", "bom", website="alfa.nl")]
    )
    assert merged.by_field["website"].others == ()


def test_texts_of_partners_add_up_and_do_not_differ() -> None:
    merged = profile([a_saying("1", "oost", text="Makes lasers."), a_saying("2", "bom", text="Maakt lasers.")])
    line = merged.by_field["text"]
    assert not line.differs
    assert len(line.others) == 1


def test_a_country_alone_is_no_address() -> None:
    assert "address" not in profile([a_saying("1", "oost", country="NL")]).by_field
