"""Whether a project would report well: settings, data, notebooks, languages, store.

Nothing is run and nothing is written; whatever is wrong is said at once.
"""

from kit.check.project import Checked, check

__all__ = ["Checked", "check"]
