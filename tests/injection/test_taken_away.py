"""Downloads, feed and e-mails of the hostile company: text is text in them too."""

from __future__ import annotations

import csv
import email
import io
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from tests.browser import chromium
from tests.injection.hostile import COMPUTED, HOSTILE, watched
from tests.system.project import Project

__all__ = ["chromium"]  # a fixture
pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("hostile"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

STARTS = ("=", "+", "-", "@", "\t", "\r")


def files(project: Project, ending: str) -> list[Path]:
    found = sorted(project.site.resolve().rglob(f"*.{ending}"))
    assert found
    return found


def test_no_cell_of_a_workbook_is_a_formula_or_leads_anywhere(sample: Project) -> None:
    shown = ""
    for path in files(sample, "xlsx"):
        with ZipFile(path) as packed:
            for name in packed.namelist():
                text = packed.read(name).decode("utf-8")
                root = ElementTree.fromstring(text)  # noqa: S314 (made by the kit)
                tags = {element.tag.rpartition("}")[2] for element in root.iter()}
                assert not tags & {"f", "externalReference", "oleObject"}, name
                links = root.iterfind(".//{*}hyperlink")  # contents lead to sheets, no further
                assert all(
                    link.attrib.keys() <= {"location", "ref", "display"} for link in links
                ), name
                assert "127.0.0.1" not in text or name == "xl/sharedStrings.xml", name
                shown += "".join(root.itertext())
    assert sum(one in shown for one in HOSTILE) > 3


def test_no_cell_of_a_csv_file_begins_like_a_formula(sample: Project) -> None:
    defused = set()
    for path in files(sample, "zip"):
        with ZipFile(path) as packed:
            for name in (one for one in packed.namelist() if one.endswith(".csv")):
                rows = csv.reader(io.StringIO(packed.read(name).decode("utf-8-sig"), newline=""))
                cells = [cell for row in rows for cell in row]
                live = [one for one in cells if one.startswith(STARTS) and not _is_number(one)]
                assert live == [], name
                defused |= {one[1:] for one in cells if one.startswith("'")}
    assert any(one.startswith(("=", "@")) for one in defused)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_the_feed_holds_text_alone(sample: Project) -> None:
    (path,) = files(sample, "xml")
    root = ElementTree.fromstring(path.read_bytes())  # noqa: S314 (made by the kit)
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert not names & {"script", "img", "svg", "iframe", "style"}


def test_no_e_mail_sets_anything_off(chromium: Any, sample: Project, tmp_path: Path) -> None:
    sample.kit("digest", "--folder", str(tmp_path / "digest"))
    mails = sorted((tmp_path / "digest").rglob("*.eml"))
    assert mails
    for path in mails:
        mail = email.message_from_bytes(path.read_bytes(), policy=default)
        assert isinstance(mail, EmailMessage)
        assert {*mail.keys()} <= {
            *("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"),
            *("Content-Language", "Auto-Submitted", "Content-Transfer-Encoding", "X-Unsent"),
        }
        body = mail.get_body(("html",))
        assert body is not None
        page = path.with_suffix(".html")
        page.write_text(body.get_content(), encoding="utf-8")
        with watched(chromium, page.as_uri()) as wire:
            text = wire.visit.page.evaluate("document.body.textContent")
            assert wire.set_off == [], path
            assert not any(made in text for made in COMPUTED), path
