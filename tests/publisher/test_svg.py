from __future__ import annotations

import pytest

from kit.errors import RunError
from kit.publisher.svg import checked

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" role="img" aria-label="a">'
    '<defs><clipPath id="k1"><rect width="9" height="9"/></clipPath></defs>'
    '<g clip-path="url(#k1)"><path d="M0 0L9 9" stroke="var(--accent)"/>'
    '<use href="#k1"/><text>http://example.com &lt;script&gt;</text></g></svg>'
)


def test_a_drawing_passes_unchanged() -> None:
    assert checked(DRAWING) == DRAWING


@pytest.mark.parametrize(
    ("addition", "named"),
    [
        ("<script>alert(1)</script>", "script"),
        ("<ScRiPt>alert(1)</ScRiPt>", "script"),
        ("<foreignObject><b>x</b></foreignObject>", "foreignobject"),
        ("<style>*{}</style>", "style"),
        ('<rect style="fill:red"/>', "style"),
        ('<rect onload="alert(1)"/>', "onload"),
        ('<rect OnClick="alert(1)"/>', "onclick"),
        ('<use href="http://example.com/x.svg#a"/>', "href"),
        ('<use xlink:href="data:image/svg+xml,x"/>', "xlink:href"),
        ('<image href="#a"/>', "image"),
        ('<a href="#a">x</a>', "`a`"),
        ('<rect fill="url(http://example.com)"/>', "fill"),
        ('<rect fill="URL(//example.com)"/>', "fill"),
        ("<!-- note -->", "comment"),
        ("<?php x ?>", "processing"),
        ("<set attributeName='href'/>", "set"),
        ("<text><![CDATA[<script>]]></text>", "declaration"),
        ("<svg:script>alert(1)</svg:script>", "svg:script"),
    ],
)
def test_what_no_drawing_needs_is_refused(addition: str, named: str) -> None:
    with pytest.raises(RunError, match="no chart needs") as raised:
        checked(DRAWING.replace("<g", f"{addition}<g"))
    assert named in str(raised.value)


@pytest.mark.parametrize(
    "text",
    [
        *("", "plain", "<p>x</p>", "<svg><g></svg></g></svg>", DRAWING + DRAWING, "<svg>"),
        *(f"{DRAWING}x", f"<?xml version='1.0'?>{DRAWING}", f"<!DOCTYPE svg>{DRAWING}"),
        *("<svg>&nbsp;</svg>", "<svg><rect width=1 /></svg>", "<svg><p></svg>", "<svg>\0</svg>"),
        "<svg><text>\ud800</text></svg>",
        "<svg><text></svg><script>alert(1)</script></text></svg>",
    ],
)
def test_anything_but_one_whole_drawing_is_refused(text: str) -> None:
    with pytest.raises(RunError):
        checked(text)
