from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from kit.errors import ParamError
from kit.extraction import TEMPLATE, Found, collect, missing, paragraphs, template
from kit.language import placeholders

MARKDOWN = """# Sales
What was sold,
by whom?

## How to read it

- the band is the
  interval
- a hollow column still runs
1. first

| a | b |
|---|---|
| 1 | 2 |

```python
x = 1

y = {x}
```
"""


@pytest.fixture
def notebooks(tmp_path: Path) -> Path:
    cells = [
        {"cell_type": "markdown", "source": ["# Sales\n", "\n", "What was sold?"]},
        {"cell_type": "code", "source": ["# not for readers\n", "show(x, title='Won', by='team')"]},
        {"cell_type": "code", "source": ["%no Python, title='Lost'"]},
        {"cell_type": "markdown", "source": "What was sold?"},
    ]
    (tmp_path / "sales.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    return tmp_path


def test_markdown_is_cut_into_headings_paragraphs_and_items() -> None:
    assert paragraphs(MARKDOWN) == [
        "# Sales",
        "What was sold, by whom?",
        "## How to read it",
        "- the band is the interval",
        "- a hollow column still runs",
        "1. first",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "```python\nx = 1\n\ny = {x}\n```",
    ]


@pytest.mark.parametrize("markdown", ["", "\n\n", "   \n"])
def test_nothing_holds_no_paragraphs(markdown: str) -> None:
    assert paragraphs(markdown) == []


def test_cutting_what_was_cut_changes_nothing() -> None:
    assert paragraphs("\n\n".join(paragraphs(MARKDOWN))) == paragraphs(MARKDOWN)


def test_a_fence_that_never_ends_is_kept() -> None:
    assert paragraphs("```\nx\n\n# y") == ["```\nx\n\n# y"]


def test_notebooks_give_their_markdown_and_of_their_code_the_titles(notebooks: Path) -> None:
    found = [one for one in collect(notebooks) if one.place.startswith("notebooks/")]
    assert found == [
        Found("# Sales", "notebooks/sales.ipynb"),
        Found("What was sold?", "notebooks/sales.ipynb"),
        Found("Won", "notebooks/sales.ipynb"),
        Found("What was sold?", "notebooks/sales.ipynb"),
    ]


def test_marked_messages_of_the_code_are_found(notebooks: Path) -> None:
    found = collect(notebooks)
    assert Found("Week of {day}", "kit/language/spoken.py") in found
    assert Found("{n} day", "kit/language/spoken.py", "{n} days") in found


def test_labels_and_definitions_of_the_catalogue_are_found(notebooks: Path) -> None:
    found = [one.message for one in collect(notebooks) if one.place == "kit/catalogue"]
    assert "Win rate" in found
    assert "Won opportunities as a share of all opportunities closed in the period." in found


def test_the_template_can_be_read_back(notebooks: Path) -> None:
    catalog = read_po(BytesIO(template(notebooks).encode()))
    ids = {message.id for message in catalog if isinstance(message.id, str)}
    assert {"# Sales", "What was sold?", "Week of {day}"} <= ids
    assert ("{n} day", "{n} days") in {message.id for message in catalog}


def test_the_same_messages_give_the_same_template(notebooks: Path) -> None:
    once = template(notebooks)
    assert template(notebooks) == once
    assert "Date" not in once.split("\n\n")[0]
    assert not re.search(r"^#: .*:\d", once, re.MULTILINE)


def test_nothing_is_missing_in_english_and_all_in_a_language_without_catalogue(
    notebooks: Path,
) -> None:
    assert missing("en", notebooks) == 0
    assert missing("it", notebooks) > 0


def test_missing_refuses_an_unknown_language(notebooks: Path) -> None:
    with pytest.raises(ParamError, match="Unknown language `xx`"):
        missing("xx", notebooks)


def test_every_message_of_the_code_uses_plain_named_placeholders(notebooks: Path) -> None:
    odd = []
    for found in collect(notebooks):
        for message in filter(None, (found.message, found.many)):
            rest = message
            for name in placeholders(message):
                rest = rest.replace(f"{{{name}}}", "")
            if "{" in rest or "}" in rest:
                odd.append(found)
    assert odd == []


def test_the_committed_template_is_up_to_date() -> None:
    assert TEMPLATE.read_text(encoding="utf-8") == template(), "run `python -m kit.extraction`"
