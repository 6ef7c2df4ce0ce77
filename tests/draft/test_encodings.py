"""Encodings that are no UTF-8 are found, and shown with a word that has an accent."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.draft.encodings import encoding_of

WESTERN = "id;name\n1;Núria Peña\n2;Nicolò è già qui\n3;Müller & Söhne\n4;Français\n5;10 €\n"


def encoded(folder: Path, text: str, encoding: str) -> tuple[str, list[str]]:
    path = folder / "a.csv"
    path.write_bytes(text.encode(encoding))
    return encoding_of(path, "a.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_is_read_without_being_declared_is_not(tmp_path: Path, encoding: str) -> None:
    assert encoded(tmp_path, WESTERN, encoding) == ("", [])


def test_western_windows_text_is_recognised_with_its_evidence(tmp_path: Path) -> None:
    name, evidence = encoded(tmp_path, WESTERN, "cp1252")
    assert name == "cp1252"
    assert evidence == [
        "line 2 is no UTF-8; as cp1252 it reads “id;name 1;Núria Peña 2;”: check its accents"
    ]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_declared(tmp_path: Path, encoding: str) -> None:
    assert encoded(tmp_path, WESTERN, encoding)[0] == encoding


def test_one_accent_is_enough(tmp_path: Path) -> None:
    assert encoded(tmp_path, "id,name\n1,Núria\n", "latin-1")[0] == "cp1252"


def test_other_alphabets_are_not_taken_for_western_text(tmp_path: Path) -> None:
    text = "id;имя\n" + "1;Иван Петров продаёт станки в Москве\n" * 5
    assert encoded(tmp_path, text, "cp1251")[0] == "cp1251"
