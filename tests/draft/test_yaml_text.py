"""Whatever a heading holds, the draft reads back as exactly that."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kit.draft.entries import Entry
from kit.draft.exports import Export
from kit.draft.guesses import Guess
from kit.draft.layout import project_text
from kit.draft.pieces import Piece
from kit.draft.recognition import Recognition
from kit.draft.yaml_text import comment, scalar
from kit.params import PROJECT_FILE, Settings, Source, load_settings

# No lone surrogates: they are no text in UTF-8, in which every file that is read is.
TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=300)
AWKWARD = [
    "NO", "no", "y", "null", "~", "12:30", "0x1F", "1e5", "012", "- a", "? b", "a: b", "a #b",
    "#", "*", "&a", "!t", "|", ">", "%d", "@x", "`x`", '"', "'", "\\", "a\nb", "a\r\nb", "\t",
    " lead", "tail ", "{{x}}", "[1]", "Größe in €", "\u2028", "\u0085", "\ufeff", "\x00", "\x7f",
    "😀", "é" * 300,
]  # fmt: skip


def project(entries: list[Entry], notes: list[str], name: str = "x") -> Settings:
    """The settings that a draft with these entries reads back as."""
    none = Recognition(None, (), {}, ())
    eur, utc = Guess("EUR", notes[0] if notes else ""), Guess("UTC", "")
    text = project_text(name, eur, utc, none, entries, notes, [])
    with TemporaryDirectory() as folder:
        path = Path(folder) / PROJECT_FILE
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
        return load_settings(Path(folder))


def entry(columns: dict[str, object], file: str = "a.csv", why: str = "", **more: object) -> Entry:
    export = Export(file, (), pd.DataFrame(), Source(file=file))
    piece = Piece(export, "accounts", {})
    declared = {"columns": columns, **more}
    return Entry("accounts", (piece,), declared, evidence=(why,), checks=(why,))  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, min_size=3, max_size=3), TEXTS, TEXTS)
@example(["NO", "a: b", "x\ny"], "it's #1.csv", '"')
@example(["\u2028", "\x00", "\ufeff"], "[1].csv", "---\nname: other")
def test_any_headings_and_file_names_read_back_as_they_are(
    headings: list[str], file: str, why: str
) -> None:
    columns: dict[str, object] = dict(zip(("account_id", "name", "country"), headings, strict=True))
    read = project([entry(columns, file, why)], [why], name=file).sources["accounts"]
    assert read.columns == columns
    assert read.file == file


@pytest.mark.parametrize("text", AWKWARD)
def test_awkward_texts_are_keys_and_values_that_read_back(text: str) -> None:
    values = {"industry": {text: text}}
    settings = project([entry({"account_id": text}, text, values=values)], [text], name=text)
    assert settings.sources["accounts"].values == values  # noqa: PD011 (no frame)
    assert settings.sources["accounts"].columns == {"account_id": text}
    assert settings.name == text[:200]
    assert settings.notes == ()


def test_plain_texts_stay_without_quotes() -> None:
    assert scalar("Close Date") == "Close Date"
    assert scalar("exports/deals_2025-01.csv") == "exports/deals_2025-01.csv"


@given(TEXTS)
def test_no_line_of_a_comment_is_anything_else(text: str) -> None:
    assert all(line.startswith("  # ") and line.isprintable() for line in comment(text, "  "))


def test_an_entry_that_lacks_something_is_switched_off_where_another_can_be_read() -> None:
    whole = entry({"account_id": "A"})
    export = Export("b.csv", (), pd.DataFrame(), Source(file="b.csv"))
    lacking = Entry("cases", (Piece(export, "cases", {}),), lacking=("`status` has no column",))
    assert set(project([whole, lacking], []).sources) == {"accounts"}
    assert set(project([lacking], []).sources) == {"cases"}
