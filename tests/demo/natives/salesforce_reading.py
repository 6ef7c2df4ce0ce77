"""Rows of Salesforce's two exports, as the tests read them."""

from __future__ import annotations
import pandas as pd
import pytest
from kit.demo.natives import NATIVES
from kit.demo.natives.salesforce_ids import salesforce_id



SALESFORCE = NATIVES["salesforce"]
