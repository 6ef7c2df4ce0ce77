"""A catalogue after the messages have changed."""

from __future__ import annotations

from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from kit.language.merging import merged


def template(*messages: str) -> str:
    return "\n".join(f'msgid "{message}"\nmsgstr ""\n' for message in messages)


def said(*pairs: tuple[str, str]) -> str:
    return "\n".join(f'msgid "{one}"\nmsgstr "{other}"\n' for one, other in pairs)


def catalog(text: str) -> Catalog:
    return read_po(BytesIO(text.encode()), locale="it")


def test_a_new_language_starts_with_every_message_unsaid() -> None:
    text = merged("it", template("Won", "Lost"))
    assert {one.id: one.string for one in catalog(text) if one.id} == {"Won": "", "Lost": ""}
    assert '"Language: it\\n"' in text
    assert "nplurals=2" in text


def test_what_was_said_stays_and_what_is_new_is_asked_for() -> None:
    found = catalog(merged("it", template("Lost", "Won"), said(("Won", "Vinte"))))
    assert {one.id: one.string for one in found if one.id} == {"Won": "Vinte", "Lost": ""}


def test_a_reworded_message_keeps_its_translation_as_a_guess_that_no_page_shows() -> None:
    before, after = "The mean amount of what was won.", "The mean amount of all that was won."
    text = merged("it", template(after), said((before, "Importo medio vinto.")))
    found = catalog(text)[after]
    assert (found.string, found.fuzzy) == ("Importo medio vinto.", True)
    assert f'#| msgid "{before}"' in text


def test_what_is_gone_is_kept_as_a_comment_and_comes_back_with_its_message() -> None:
    gone = merged("it", template("Won"), said(("Won", "Vinte"), ("Something else", "Altro")))
    assert "Something else" not in catalog(gone)
    assert '#~ msgstr "Altro"' in gone
    back = merged("it", template("Won", "Something else"), gone)
    assert catalog(back)["Something else"].string == "Altro"
    assert "#~" not in back


def test_what_nobody_translated_leaves_nothing_behind() -> None:
    assert "#~" not in merged("it", template("Won"), said(("Lost", "")))


@pytest.mark.parametrize("messages", [("Won",), ("Won", "Lost", "2% of the records")])
def test_merging_again_changes_nothing(messages: tuple[str, ...]) -> None:
    once = merged("it", template(*messages), said(("Won", "Vinte"), ("Old", "Vecchio")))
    assert merged("it", template(*messages), once) == once
    assert "python-format" not in once
