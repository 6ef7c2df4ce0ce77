"""KPIs of what is to come, and of how far models can be believed.

They read derived tables, which models make once per snapshot, and compute nothing that is fitted.
"""
