"""What reaches a person is masked on the way to a page, unless the project allows it."""

from __future__ import annotations

import pytest
from pandas import DataFrame

from kit.data.masking import masked
from kit.data.records import Records
from kit.privacy import mask_contacts

ROWS = DataFrame(
    {
        "opportunity_id": ["jo@example.com", "o2"],
        "owner": ["ada@example.com", "Bo"],
        "team": ["x@example.com", "DACH"],
        "name": ["Roof for jo@example.com", None],
        "loss_reason": ["call +34 612 345 678", "price"],
    },
    dtype="str",
)


def test_texts_are_masked_and_ids_owners_and_units_are_not() -> None:
    found = masked(ROWS, "opportunities")
    assert found["name"].tolist()[0] == "Roof for ***"
    assert found["name"].isna().tolist() == [False, True]
    assert found["loss_reason"].tolist() == ["call ***", "price"]
    for name in ("opportunity_id", "owner", "team"):
        assert found[name].tolist() == ROWS[name].tolist()
    assert ROWS["name"].tolist()[0] == "Roof for jo@example.com"


def test_a_word_is_masked_in_every_row_that_holds_it_also_in_a_category() -> None:
    words = ["jo@example.com", None, "Web", "al@example.com", "jo@example.com"]
    rows = DataFrame({"source": words}, dtype="str")
    for sources in (rows, rows.astype("category")):
        found = masked(sources, "opportunities")["source"]
        assert found.fillna("none").tolist() == ["***", "none", "Web", "***", "***"]
    assert masked(rows.iloc[[2]], "opportunities")["source"].tolist() == ["Web"]


def test_what_is_allowed_stays() -> None:
    found = masked(ROWS, "opportunities", ("opportunities.name",))
    assert found["name"].tolist()[0] == "Roof for jo@example.com"
    assert found["loss_reason"].tolist()[0] == "call ***"


def test_records_are_masked_as_the_settings_say() -> None:
    shown = Records.of({"opportunities": ROWS}).opportunities
    assert shown["name"].tolist()[0] == "Roof for ***"
    allowed = Records.of({"opportunities": ROWS}, allow=["opportunities.name"]).opportunities
    assert allowed["name"].tolist()[0] == "Roof for jo@example.com"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a.b+c@mail.example.co.uk!", "***!"),
        ("0034 612345678", "***"),
        ("+39 (02) 1234-5678.", "***."),
        ("+٣٤ ٦١٢ ٣٤٥ ٦٧٨", "***"),
        ("Account 0000123", "Account 0000123"),
        ("DE89 3704 0044 0532 0130 00", "***"),
        ("DE88 3704 0044 0532 0130 00", "DE88 3704 0044 0532 0130 00"),
        ("RSSMRA85T10A562S", "***"),
        ("X1234567L and 12345678A", "*** and 12345678A"),
        ("order 2026-02-28 4711 0815 12345678", "order 2026-02-28 4711 0815 12345678"),
        ("@home 50% + 3 items", "@home 50% + 3 items"),
    ],
)
def test_only_what_reaches_or_identifies_somebody_is_masked(text: str, shown: str) -> None:
    assert mask_contacts(text) == shown
    assert masked(DataFrame({"name": [text]}, dtype="str"), "opportunities")["name"].tolist() == [
        shown
    ]
