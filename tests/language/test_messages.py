from __future__ import annotations

from io import BytesIO

from babel.messages.pofile import read_po

from kit.language import LANGUAGES, N_, N_pair, placeholders
from kit.language.messages import Catalogue, compile_catalog, fill, load

ITALIAN = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Won"
msgstr "Vinte"

msgid "Lost"
msgstr ""

#, fuzzy
msgid "Guessed"
msgstr "Indovinato"

msgid "{owner} won {amount}."
msgstr "{owner} ha vinto {importo}."

msgid "{share} of all"
msgstr "di tutte"

msgid "{n} lead"
msgid_plural "{n} leads"
msgstr[0] "un contatto"
msgstr[1] "{n} contatti"

msgid "{n} case"
msgid_plural "{n} cases"
msgstr[0] "{n} caso"
msgstr[1] ""
"""


def compiled() -> Catalogue:
    return compile_catalog(read_po(BytesIO(ITALIAN.encode()), locale="it"))


def test_a_marked_message_is_itself() -> None:
    assert N_("Won") == "Won"
    assert N_pair("{n} lead", "{n} leads") == ("{n} lead", "{n} leads")


def test_a_translated_message_is_known() -> None:
    catalogue = compiled()
    assert catalogue.translations.gettext("Won") == "Vinte"
    assert "Won" in catalogue.known


def test_an_untranslated_or_guessed_message_is_said_in_english() -> None:
    catalogue = compiled()
    for message in ("Lost", "Guessed"):
        assert catalogue.translations.gettext(message) == message
        assert message not in catalogue.known


def test_a_translation_that_invents_or_loses_a_placeholder_is_not_used() -> None:
    catalogue = compiled()
    for message in ("{owner} won {amount}.", "{share} of all"):
        assert catalogue.translations.gettext(message) == message
        assert message not in catalogue.known


def test_a_plural_may_leave_its_number_out_of_one_form() -> None:
    catalogue = compiled()
    said = [catalogue.translations.ngettext("{n} lead", "{n} leads", n) for n in (1, 2)]
    assert said == ["un contatto", "{n} contatti"]
    assert "{n} lead" in catalogue.known


def test_a_plural_that_is_half_translated_is_not_known() -> None:
    assert "{n} case" not in compiled().known


def test_only_whole_names_in_braces_are_placeholders() -> None:
    assert placeholders("{n} of {total_2}, {0}, {a.b}, {}, {n!r}") == {"n", "total_2"}


def test_filling_happens_once() -> None:
    assert fill("{a}{b}", {"a": "{b}", "b": "{a}"}) == "{b}{a}"


def test_every_catalogue_that_is_there_can_be_loaded() -> None:
    assert load("en").known == frozenset()
    assert all(isinstance(load(code), Catalogue) for code in LANGUAGES)
