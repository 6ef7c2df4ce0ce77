"""Texts that would do something if anything but text were made of them, and what notices it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from tests.browser import Visit, visited

HOSTILE = (
    "<script>window.__tripped = 1</script>",
    "<img src=x onerror=window.__tripped=2>",
    '"><svg onload=window.__tripped=3>',
    "' autofocus onfocus='window.__tripped=4",
    "</style><style>*{background:url(http://127.0.0.1:9/c)}</style>",
    "</title></script><script>window.__tripped = 5</script><!--",
    "javascript:window.__tripped=6",
    "[go](javascript:window.__tripped=7) ![p](http://127.0.0.1:9/p.png) `code` *b* _i_ # h",
    "<iframe srcdoc='<script>parent.__tripped=8</script>'></iframe>",
    '=HYPERLINK("http://127.0.0.1:9/")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "$\\frac{31337}{3}$ \\(x\\) $5 and $6 \\input{/etc/passwd}",
    "{{ 31337 * 3 }} {% raw %} {{ config }} {# x #}",
    "{0} {name} {0.__class__} %s %(name)s %n ${HOME} $(id) `id`",
    "ERROR 2026-01-01 kit: \u2028forged line\u2029 \x1b[31mred",
    "\u202egnihtyreve\u202c \u2066x \u200b",
    "&lt;b&gt; &amp; ]]> <![CDATA[ <!-- --> &#60;i>",
    "'; DROP TABLE outcomes; -- ../../../etc/passwd",
    "data:text/html,<script>window.__tripped=9</script>",
)
COMPUTED = ("94011", "10445.6")
"""What a template or a formula would make of two of them."""

_MARK = "window.__tripped"


class Tripwire:
    """A page that is watched for everything that a text could set off.

    Attributes
    ----------
    dialogs
        What the page asked or told in a window of its own.
    visit
        The page, its complaints and its requests.
    """

    def __init__(self, visit: Visit, url: str) -> None:
        self.visit, self.dialogs, self._url = visit, list[str](), url
        visit.page.on("dialog", self._dismiss)

    @property
    def mark(self) -> Any:
        """What a script of a text left behind; None where none ran."""
        return self.visit.page.evaluate(_MARK)

    @property
    def set_off(self) -> list[str]:
        """Everything that happened and must not."""
        asked = [one for one in self.visit.requests if one != self._url and _leaves(one)]
        left = [f"mark {self.mark}"] if self.mark is not None else []
        return [*left, *self.dialogs, *asked, *self.visit.complaints]

    def _dismiss(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()


@contextmanager
def watched(chromium: Any, url: str, **how: Any) -> Iterator[Tripwire]:
    """The page at `url`, watched from before its first byte."""
    with visited(chromium, "about:blank", **how) as visit:
        wire = Tripwire(visit, url)
        visit.page.goto(url)
        visit.page.wait_for_load_state("load")
        yield wire


def _leaves(url: str) -> bool:
    return urlsplit(url).scheme not in ("data", "about")
