"""The thresholds of findings, as a page: name, default, and the reason for it."""

from __future__ import annotations

import inspect
import re
from dataclasses import fields

from kit.params.limits import Limits

_HEAD = """# Thresholds of findings

When the pages speak of a finding, and when they stay silent. `findings:` in project.yaml sets them
by name for the company, and under `units:` for a region or team:

```yaml
findings: {least_records: 50, category_rise: 1.5}
units:
  EMEA/Iberia: {findings: {fewer_leads: 0.4}}
```

Written by `make docs` from the code.

| name | default | what it is, and why |
|---|---|---|
"""


def findings_page() -> str:
    """Every threshold with its default and its reason, as the class that holds them says."""
    text = inspect.getdoc(Limits) or ""
    said = dict(re.findall(r"^(\w+)\n((?:    .+\n?)+)", text, re.M))
    rows = [
        f"| `{limit.name}` | {limit.default:g} | {' '.join(said[limit.name].split())} |"
        for limit in fields(Limits)
    ]
    return _HEAD + "\n".join(rows) + "\n"
