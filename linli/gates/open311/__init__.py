"""Open311 GeoReport v2 (wiki.open311.org/GeoReport_v2): other programs list, read and file what residents report.

Everything is read from the public faces of cases. Whoever files has an API key; nobody has a session here.
"""
