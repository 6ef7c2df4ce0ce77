"""Faults of a table by severity."""


def faults(table, severity):
    return [fault for fault in table.faults if fault.severity == severity]
