"""A made-up CRM whose mapping uses everything that a mapping can say."""

from kit.crms import Crm

CRM = Crm.model_validate(
    {
        "name": "acme",
        "title": "Acme CRM",
        "zone": "UTC",
        "lookups": {
            "User": {"key": "Id", "label": "Name"},
            "Role": {"key": "Id"},
            "Person": {"key": "Id", "label": "Full", "joined": {"Full": ["First", "Last"]}},
            "Step": {"key": "Id"},
            "Host": {"key": "VisitId", "rows": {"Role": ["Host", ""]}, "latest": "Since"},
            "TopHost": {"key": "VisitId", "of": "Host", "without": {"Above": [""]}},
        },
        "tables": {
            "opportunities": [
                {
                    "object": "Deal",
                    "needs": ["Step"],
                    "without": {"Deleted": ["true", "1"]},
                    "columns": {
                        "opportunity_id": ["Id", "Deal ID"],
                        "created_at": "Created",
                        "stage": {"from": "Step", "when": {"status": ["open"]}},
                        "status": [
                            {
                                "rules": [
                                    {"if": {"Won": ["true", "1"]}, "give": "won"},
                                    {"if": {"Closed": ["true", "1"]}, "give": "lost"},
                                    {"give": "open"},
                                ]
                            },
                            "Step",
                        ],
                        "closed_at": {"from": "Close Date", "when": {"status": ["won", "lost"]}},
                        "expected_close_date": {"from": "Close Date", "when": {"status": ["open"]}},
                        "amount": {"any": ["Actual", "Estimate"]},
                        "owner": [{"from": "OwnerId", "through": ["User.Name"]}, "Owner"],
                    },
                    "values": {"status": {"Signed": "won", "Dropped": "lost", "*": "open"}},
                }
            ],
            "stage_history": [
                {
                    "object": "Deal",
                    "columns": {"opportunity_id": ["Id", "Deal ID"]},
                    "unpivot": {
                        "headings": 'Entered "(?P<stage>.+)"',
                        "into": "entered_at",
                        "through": {"stage": ["Step.Label"]},
                    },
                    "without": {"stage": ["Signed"]},
                },
                {
                    "object": "DealHistory",
                    "needs": ["DealId"],
                    "columns": {"opportunity_id": "DealId", "entered_at": "At", "stage": "Step"},
                    "runs": {"of": "opportunity_id", "by": "entered_at", "keep": "stage"},
                    "without": {"stage": ["Dropped"]},
                },
            ],
            "activities": [
                {
                    "object": "Call",
                    "needs": ["Seconds"],
                    "columns": {
                        "activity_id": "Id",
                        "occurred_at": "At",
                        "channel": {"const": "call"},
                        "lead_id": {"from": "WhoId", "starts": "L"},
                        "opportunity_id": {"from": "About", "when": {"AboutType": ["Deal"]}},
                        "owner": {"join": ["First", "Last"]},
                        "account_id": {"from": "Company", "pattern": r"\((\w+)\)$"},
                        "duration_minutes": {"from": "Seconds", "divide": 60},
                    },
                },
                {
                    "object": "Meeting",
                    "needs": ["Span"],
                    "columns": {
                        "activity_id": "Id",
                        "occurred_at": "At",
                        "channel": {"const": "meeting"},
                        "owner": {"from": "PersonId", "through": ["Person.Full"]},
                        "duration_minutes": {"from": "Span", "minutes": True},
                    },
                },
                {
                    "object": "Visit",
                    "needs": ["Begin"],
                    "columns": {
                        "activity_id": "Id",
                        "occurred_at": "Begin",
                        "channel": {
                            "any": [{"rules": [{"if": {"Report": "*"}, "give": "visit"}]}, "Plan"]
                        },
                        "owner": {"any": [{"from": "Id", "through": ["Host.Name"]}, "Guide"]},
                        "duration_minutes": {"span": ["Begin", "End"]},
                    },
                },
            ],
            "changes": [
                {
                    "object": "Log",
                    "columns": {
                        "table": {"const": "opportunities"},
                        "id": "DealId",
                        "changed_at": "At",
                        "field": "Field",
                        "new": "Value",
                    },
                    "previous": {
                        "of": ["id", "field"],
                        "by": "changed_at",
                        "from": "new",
                        "into": "old",
                    },
                }
            ],
            "owners": [
                {
                    "object": "User",
                    "columns": {
                        "owner": {"from": "Id", "through": ["User.Name"]},
                        "team": {"from": "RoleId", "through": ["Role.Name"]},
                        "region": {"from": "RoleId", "through": ["Role.ParentId", "Role.Name"]},
                    },
                }
            ],
        },
    }
)
USERS = "Id,Name,RoleId\nu1,Ana,r2\nu2,Ben,r3\nu3,Ana,r9\n"
ROLES = "Id,Name,ParentId\nr1,EMEA,\nr2,Iberia,r1\nr3,DACH,r1\n"


def rows(found, *columns):
    """The canonical texts of some columns, row by row."""
    return [tuple(row) for row in found.texts[list(columns)].fillna("").to_numpy().tolist()]
