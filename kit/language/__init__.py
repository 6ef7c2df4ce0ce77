"""Languages of the pages: message catalogues, and numbers, dates and money as readers write them.

Messages are written in English and marked `N_("…")` where they stand; `current().text(…)` says
them in the language of the page. A process speaks one language at a time, set by `use`.
"""

from kit.language.markdown import paragraphs
from kit.language.messages import CATALOGS, N_, N_pair, placeholders
from kit.language.spoken import LANGUAGES, MISSING, NAMES, Language, current, speaking, use

__all__ = [
    "CATALOGS",
    "LANGUAGES",
    "MISSING",
    "NAMES",
    "N_",
    "Language",
    "N_pair",
    "current",
    "paragraphs",
    "placeholders",
    "speaking",
    "use",
]
