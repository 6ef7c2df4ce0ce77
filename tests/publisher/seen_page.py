"""A page as a browser would see it."""

from __future__ import annotations

from html.parser import HTMLParser


class SeenPage(HTMLParser):
    """What a browser would see: elements with attributes, and the text in reading order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        if self.elements and self.elements[-1][0] not in ("style", "script"):
            self.words.append(data)

    @property
    def text(self) -> str:
        unbroken = "\u2060"  # keeps a sign and its amount on one line; nobody sees it
        return " ".join(" ".join(self.words).replace(unbroken, "").split())

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]
