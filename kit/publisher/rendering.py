"""Rendered pages on the disk, each made once for a run key, a context and a state of this room.

The cards of a unit lie in one compressed file: there may be hundreds, they come and go together,
and nearly all that they hold is the same.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cache, lru_cache
from pathlib import Path
from posixpath import dirname, join

from kit import files
from kit.language import CATALOGS, use
from kit.ledger import GoodPage
from kit.publisher.cards import render_cards
from kit.publisher.context import Context
from kit.publisher.page import render_failure, render_page


@dataclass
class Pages(Mapping[str, bytes | str]):
    """Everything that will be published, by address; pages in files are read one at a time.

    Attributes
    ----------
    stored
        Files of rendered pages.
    bundled
        File that holds a card, and the card's name in it.
    loose
        The few pages that lie in no file.
    """

    stored: dict[str, Path] = field(default_factory=dict)
    bundled: dict[str, tuple[Path, str]] = field(default_factory=dict)
    loose: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, address: str) -> bytes | str:
        if address in self.loose:
            return self.loose[address]
        if address in self.bundled:
            bundle, name = self.bundled[address]
            return _opened(bundle)[name]
        return self.stored[address].read_bytes()

    def __iter__(self) -> Iterator[str]:
        return iter([*self.stored, *self.bundled, *self.loose])

    def __len__(self) -> int:
        return len(self.stored) + len(self.bundled) + len(self.loose)

    def add(
        self, address: str, runs: Path, good: GoodPage | None, context: Context, *, cards: bool
    ) -> None:
        """Add a page, and its `cards` beside it, rendered now unless their key is known already.

        Parameters
        ----------
        address
            Where the page lies in the site.
        runs
            Folder of the executed notebooks and of what was rendered.
        good
            The page's last good run; without one it says that it failed.
        """
        key = files.digest(f"{good.key if good else ''}\n{_canonical(context)}\n{_fingerprint()}")
        page = runs / "rendered" / f"{key}.html"
        bundle = page.with_suffix(".cards")
        if not page.is_file() or (cards and good and not bundle.is_file()):
            use(context.language)
            files.make_folder(page.parent)
            _render(page, bundle if cards else None, runs, good, context)
        self.stored[address] = page
        if cards and good:
            for name in _opened(bundle):
                self.bundled[join(dirname(address), name)] = (bundle, name)


def _render(
    page: Path, bundle: Path | None, runs: Path, good: GoodPage | None, context: Context
) -> None:
    if good is None:
        files.write_atomic(page, render_failure(context), private=True)
        return
    notebook = json.loads((runs / good.notebook_file).read_text(encoding="utf-8"))
    if bundle is not None:
        cards = json.dumps(render_cards(notebook, context), ensure_ascii=False)
        files.write_atomic(bundle, zlib.compress(cards.encode("utf-8")), private=True)
    files.write_atomic(page, render_page(notebook, context), private=True)


@lru_cache(maxsize=2)
def _opened(bundle: Path) -> dict[str, str]:
    """The cards of one bundle; addresses are gone through folder by folder, so two are enough."""
    cards: dict[str, str] = json.loads(zlib.decompress(bundle.read_bytes()))
    return cards


@cache
def _fingerprint() -> str:
    """Digest of what turns results into a page: code, templates, style, translations."""
    home = Path(__file__).parent
    paths = [*sorted(home.rglob("*.*")), *sorted(CATALOGS.glob("*.po")), home.parent / "palette.py"]
    kept = [path for path in paths if path.suffix in (".py", ".j2", ".css", ".js", ".po")]
    return files.digest("".join(f"{path.name}:{files.digest_file(path)}\n" for path in kept))


def _canonical(context: Context) -> str:
    return "\n".join(f"{one.name}={getattr(context, one.name)!r}" for one in fields(context))
