"""A file names somebody however it is packed, escaped or capitalised."""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import pytest

from kit.forget.naming import Names
from kit.privacy import shown_owner

NAME = 'Ann "Ä" O\'Neil 李'


@pytest.mark.parametrize(
    "text",
    [
        NAME,
        NAME.upper(),
        "x Ann  \n &#34;&Auml;&#34; O&#39;Neil 李.",
        json.dumps({"text": NAME}),
        json.dumps({"text": NAME}, ensure_ascii=False),
        shown_owner(NAME, "initials"),
        f"<td>{shown_owner(NAME, 'hashed')}</td>",
    ],
)
def test_a_text_is_recognised_in_every_form(text: str) -> None:
    assert Names([NAME])(text)


@pytest.mark.parametrize("text", ["Joann Oxley", "Ann Ox", "Ann Oxleyson", ""])
def test_a_name_is_not_found_in_part_of_a_word(text: str) -> None:
    assert not Names(["Ann Oxley"])(text)
    assert not Names([])(text)


def test_files_are_unpacked(tmp_path: Path) -> None:
    found, other = pd.DataFrame({"owner": [NAME, None]}), pd.DataFrame({"owner": ["Bo", None]})
    for name, frame in (("found", found), ("other", other)):
        text = str(frame["owner"][0])
        frame.to_parquet(tmp_path / f"{name}.parquet")
        (tmp_path / f"{name}.cards").write_bytes(zlib.compress(json.dumps([text]).encode()))
        with ZipFile(tmp_path / f"{name}.xlsx", "w") as packed:
            packed.writestr("sheet.xml", text)
    names = Names([NAME])
    for ending in ("parquet", "cards", "xlsx"):
        assert names.in_file(tmp_path / f"found.{ending}")
        assert not names.in_file(tmp_path / f"other.{ending}")
