"""What ran, when, with what, and how it ended.

One SQLite file in WAL mode, `outputs/runs/ledger.sqlite`: the truth about runs. Papermill's own
metadata is not (a killed kernel leaves a notebook marked "completed"), so nothing else is asked.
The runner copies each page's headlines and findings here, so that the index opens no notebook.
"""

from kit.ledger.book import Ledger
from kit.ledger.pages import GOOD, GoodPage, Interrupted, Outcome, PageId, State

__all__ = ["GOOD", "GoodPage", "Interrupted", "Ledger", "Outcome", "PageId", "State"]
