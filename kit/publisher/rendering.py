"""Rendered pages on the disk, each made once for a run key, a context and a state of this room.

A file's name ends with the digest of its content, so that one which was changed since is noticed
and made again. The cards of a unit lie in one compressed file: there may be hundreds, they come and
go together, and nearly all that they hold is the same.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import Path
from posixpath import dirname, join
from typing import Any, NamedTuple

from kit import files
from kit.errors import RunError
from kit.language import CATALOGS, LANGUAGES, Language, use
from kit.ledger import GoodPage
from kit.publisher.cards import render_cards
from kit.publisher.context import Context
from kit.publisher.layout import Content, arrange
from kit.publisher.page import render_content, render_failure

PAGE, CARDS = ".html", ".cards"
_LOOKS = (".j2", ".css", ".js")
_PAGES_OF_A_UNIT = 16


class Executed(NamedTuple):
    """An executed notebook: its file, and the digest of what the run kept."""

    path: Path
    digest: str

    @classmethod
    def of(cls, runs: Path, good: GoodPage) -> Executed:
        """That of a page's last good run, in the folder of runs."""
        return cls(runs / good.notebook_file, good.record.get("digest", ""))


@dataclass
class Pages(Mapping[str, bytes | str]):
    """Everything that will be published, by address; pages in files are read one at a time.

    Attributes
    ----------
    runs
        Folder of the executed notebooks and of what was rendered.
    stored
        Files of rendered pages.
    bundled
        File that holds a card, and the card's name in it.
    digests
        Of the pages in files.
    arranged
        What the page of an executed notebook holds in a language, made once for the page and for
        the downloads of its unit.
    """

    runs: Path
    stored: dict[str, Path] = field(default_factory=dict)
    bundled: dict[str, tuple[Path, str]] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    arranged: Callable[[Executed, str], Content] = field(
        default_factory=lambda: lru_cache(maxsize=_PAGES_OF_A_UNIT)(_arranged), repr=False
    )

    def __getitem__(self, address: str) -> bytes | str:
        if address in self.bundled:
            bundle, name = self.bundled[address]
            return _opened(bundle)[name]
        return self.stored[address].read_bytes()

    def __iter__(self) -> Iterator[str]:
        return iter([*self.stored, *self.bundled])

    def __len__(self) -> int:
        return len(self.stored) + len(self.bundled)

    @property
    def files(self) -> set[Path]:
        """Every file that one of the pages lies in."""
        return {*self.stored.values(), *(bundle for bundle, _ in self.bundled.values())}

    def holds(self, good: GoodPage | None, context: Context) -> bool:
        """Whether the page of a notebook was rendered before, as it is to be now."""
        return (_key(good.key if good else "", context), PAGE) in self._known

    def add(self, address: str, good: GoodPage | None, context: Context, *, cards: bool) -> None:
        """Add the page of a notebook, and its `cards` beside it.

        Parameters
        ----------
        address
            Where the page lies in the site.
        good
            The page's last good run; without one it says that it failed.
        """
        key = _key(good.key if good else "", context)
        notebook = Executed.of(self.runs, good) if good else None
        use(context.language)
        self._take(address, self._made(key, PAGE, lambda: self._page(notebook, context)))
        if cards and notebook:
            bundle = self._made(key, CARDS, lambda: _cards(notebook, context))
            for name in _opened(bundle):
                self.bundled[join(dirname(address), name)] = (bundle, name)

    def add_file(
        self, address: str, ending: str, made_from: object, make: Callable[[], bytes]
    ) -> None:
        """Add a file that is no page, made anew if `made_from` is not as it was.

        How pages look does not matter to it.
        """
        self._take(address, self._made(_key(address, made_from, looks=False), ending, make))

    def add_loose(self, address: str, made_from: object, render: Callable[[], str]) -> None:
        """Add a page that no notebook stands for, rendered anew if `made_from` is not as it was."""
        key = _key(address, made_from)
        self._take(address, self._made(key, PAGE, lambda: render().encode("utf-8")))

    def _take(self, address: str, page: Path) -> None:
        self.stored[address] = page
        self.digests[address] = page.stem.rpartition("-")[2]

    def _made(self, key: str, ending: str, make: Callable[[], bytes]) -> Path:
        """The file with what `make` gives, whole, from this publish or an earlier one."""
        known = self._known.get((key, ending))
        if known is not None and files.digest_file(known) == known.stem.rpartition("-")[2]:
            return known
        content = make()
        path = files.make_folder(self._folder) / f"{key}-{files.digest(content)}{ending}"
        files.write_atomic(path, content, private=True)
        self._known[key, ending] = path
        return path

    def _page(self, notebook: Executed | None, context: Context) -> bytes:
        if notebook is None:
            return render_failure(context).encode("utf-8")
        content = self.arranged(notebook, context.language)
        return render_content(content, context).encode("utf-8")

    @property
    def _folder(self) -> Path:
        return self.runs / "rendered"

    @cached_property
    def _known(self) -> dict[tuple[str, str], Path]:
        """Files of earlier publishes by key and ending."""
        found = sorted(self._folder.glob("*-*")) if self._folder.is_dir() else []
        return {(path.stem.rpartition("-")[0], path.suffix): path for path in found}


def _cards(notebook: Executed, context: Context) -> bytes:
    cards = json.dumps(render_cards(read_notebook(notebook), context), ensure_ascii=False)
    return zlib.compress(cards.encode("utf-8"))


def _arranged(notebook: Executed, language: str) -> Content:
    return arrange(read_notebook(notebook)["cells"], Language(language))


@lru_cache(maxsize=1)
def read_notebook(notebook: Executed) -> dict[str, Any]:
    """An executed notebook, whose page and cards are made one after the other.

    Raises
    ------
    RunError
        If the file is not as the run left it; it is removed, so that the next run makes it again.
    """
    kept = notebook.path.read_bytes()
    if notebook.digest and files.digest(kept) != notebook.digest:
        files.remove_tree(notebook.path)
        raise RunError(
            f"The executed notebook {notebook.path.name} is damaged: it is not what the run kept. "
            "It is removed; run `kit run` and `kit publish` again."
        )
    content: dict[str, Any] = json.loads(kept)
    return content


@lru_cache(maxsize=len(LANGUAGES) + 1)
def _opened(bundle: Path) -> dict[str, str]:
    """The cards of one bundle; addresses are gone through folder by folder, languages mixed."""
    cards: dict[str, str] = json.loads(zlib.decompress(bundle.read_bytes()))
    return cards


def _key(name: str, made_from: object, *, looks: bool = True) -> str:
    return files.digest(f"{name}\n{made_from!r}\n{_fingerprint(looks=looks)}")


@cache
def _fingerprint(*, looks: bool) -> str:
    """Digest of what turns results into a file: code, translations; of pages' looks on demand."""
    home = Path(__file__).parent
    rooms = (home, home.parent / "downloads")
    paths = [path for room in rooms for path in sorted(room.rglob("*.*"))]
    paths += [*sorted(CATALOGS.glob("*.po")), home.parent / "palette.py"]
    suffixes = (".py", ".po", *(_LOOKS if looks else ()))
    kept = [path for path in paths if path.suffix in suffixes]
    return files.digest("".join(f"{path.name}:{files.digest_file(path)}\n" for path in kept))
