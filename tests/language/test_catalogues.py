"""The catalogues that come with the kit: whole, and true to the messages they translate."""

from __future__ import annotations

import re
from functools import cache

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from kit.language import CATALOGS, LANGUAGES, placeholders
from kit.language.merging import merged
from kit.language.messages import forms, load

OTHERS = [code for code in LANGUAGES if code != "en"]
MARKS = re.compile(r"^#{1,6} |^- |^\d+\. |\*\*|`[^`]*`|\n", re.MULTILINE)


@cache
def text_of(name: str) -> str:
    return (CATALOGS / name).read_text(encoding="utf-8")


@cache
def catalog(code: str) -> Catalog:
    with (CATALOGS / f"{code}.po").open("rb") as handle:
        return read_po(handle, locale=code)


def faults(message: Message, plurals: int) -> list[str]:
    """What is wrong with a translation, beside its style."""
    asked, said = forms(message.id), forms(message.string)
    if message.fuzzy or not all(said):
        return ["not translated"]
    if len(said) != (plurals if len(asked) > 1 else 1):
        return [f"{len(said)} plural forms"]
    names = frozenset[str]().union(*map(placeholders, asked))
    may_drop = {"n"} if len(asked) > 1 else set[str]()
    marks = sorted(MARKS.findall(asked[0]))
    wrong = [
        f"other placeholders: {form}"
        for form in said
        if not names - may_drop <= placeholders(form) <= names
    ]
    wrong += [f"other marks: {form}" for form in said if sorted(MARKS.findall(form)) != marks]
    return wrong


@pytest.mark.parametrize("code", OTHERS)
def test_every_message_is_translated_with_its_placeholders_plurals_and_marks(code: str) -> None:
    found = catalog(code)
    wrong = {one.id: bad for one in found if one.id and (bad := faults(one, found.num_plurals))}
    assert wrong == {}


@pytest.mark.parametrize("code", OTHERS)
def test_the_catalogue_is_what_the_merge_makes_of_it(code: str) -> None:
    known = text_of(f"{code}.po")
    assert merged(code, text_of("messages.pot"), known) == known, "run `make messages`"


@pytest.mark.parametrize("code", OTHERS)
def test_every_message_of_the_template_is_known_when_the_catalogue_is_loaded(code: str) -> None:
    with (CATALOGS / "messages.pot").open("rb") as handle:
        asked = {forms(one.id)[0] for one in read_po(handle) if one.id}
    assert len(asked) > 1000
    assert asked - load(code).known == set()


@pytest.mark.parametrize(
    ("asked", "said", "fault"),
    [
        ("{n} of {total}", "{n} su {total}", ""),
        ("{n} of {total}", "{n} su tutti", "other placeholders: {n} su tutti"),
        ("{n} of {total}", "", "not translated"),
        (("{n} lead", "{n} leads"), ("un lead", "{n} lead"), ""),
        (("{n} lead", "{n} leads"), ("{n} lead", ""), "not translated"),
        (("{n} lead", "{n} leads"), ("{n} lead",), "1 plural forms"),
        ("## Won", "Vinte", "other marks: Vinte"),
        ("See `quotes`.", "Vedi `offerte`.", "other marks: Vedi `offerte`."),
    ],
)
def test_what_is_wrong_with_a_translation_is_found(
    asked: str | tuple[str, str], said: str | tuple[str, ...], fault: str
) -> None:
    assert faults(Message(asked, said), plurals=2) == ([fault] if fault else [])
