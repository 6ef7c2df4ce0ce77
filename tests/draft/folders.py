"""Small exports, written out row by row, and the draft that a folder of them gets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kit.draft import Draft, draft, write
from kit.params import Settings, load_settings

Write = Callable[[str, str | bytes], Path]

DEALS = """Deal ID,Stage,Created,Close Date,Amount,Owner
1,Won,2025-01-02,2025-02-03,100.50,Ana
2,Lost,2025-01-05,2025-03-04,0.00,Ben
3,Demo,2025-02-06,,250.25,Ana
"""
CUSTOMERS = "Customer ID;Company;Country\nC1;Núria;España\nC2;Müller;Österreich\n"
SALESFORCE = """Id,AccountId,OwnerId,Name,StageName,IsClosed,IsWon,Amount,CloseDate,CreatedDate
006A00000001,001A00000001,005A00000001,One,Closed Won,true,true,10,2025-02-01,2025-01-01T09:00:00Z
006A00000002,001A00000001,005A00000002,Two,Proposal,false,false,20,2025-03-01,2025-01-02T09:00:00Z
"""
USERS = "Id,Name,UserRoleId\n005A00000001,Ana,00E1\n005A00000002,Ben,00E1\n"
HUBSPOT = (
    "Record ID,Deal Name,Deal Stage,Pipeline,Amount,Close Date,Create Date,Deal owner,"
    "Is Deal Closed?,Is Closed Won\n"
    "9,Nine,Demo,Sales,5,2025-03-01 10:00,2025-01-01 10:00,Ana,false,false\n"
)


def drafted(folder: Path) -> tuple[Draft, Settings]:
    """The draft of a folder, and the settings that it reads back as."""
    found = draft(folder)
    write(folder, found)
    return found, load_settings(folder)
