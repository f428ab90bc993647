"""A statement as it would have to be written if no wall stood: the rule of every walled table spelt out in it.

``from cases_task t`` becomes ``from (select * from cases_task where scope_id = any('{5}'::int[])) t``: PostgreSQL pulls
such a part up, so it is planned as a condition that a program had written itself. A list of numbers stands there as
one value, as such a program would hand it over, and is not read from its text again for every row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from linli.plumbing import policy

_NO_ALIAS = r"where|on|inner|left|right|cross|join|order|group|limit|union|using|for|having|set"
_NAMED = re.compile(
    rf"""\b(?P<verb>from|join)\s+"?(?P<table>\w+)"?(?P<alias>\s+(?!(?:{_NO_ALIAS})\b)"?\w+"?)?""", re.IGNORECASE
)
_SETTING = re.compile(r"current_setting\('(app\.\w+)', true\)")
_ONCE = re.compile(r"\(select ([^;]*?) as asked\)(?:::int\[\])?")
_LIST = re.compile(r"nullif\(current_setting\('(app\.\w+)', true\), ''\)::(?P<kind>int|bigint)\[\]")


def without_walls(sql: str, surface: str, worn: Mapping[str, str]) -> str:
    """The same statement with the rules of the surface written out; ``worn`` are the settings of the hat."""
    rules = {one.table: one.logins[surface].rows for one in policy.policies() if one.walled and surface in one.logins}

    def spelt(found: re.Match[str]) -> str:
        rule = rules.get(found["table"])
        if rule is None:
            return found[0]
        said = _ONCE.sub(r"\1", rule.sql(found["table"]))
        said = _LIST.sub(lambda given: f"'{worn[given[1]] or '{}'}'::{given['kind']}[]", said)
        said = _SETTING.sub(lambda setting: f"'{worn[setting[1]]}'", said)
        alias = found["alias"] or f' "{found["table"]}"'
        return f"{found['verb']} (select * from {found['table']} where {_NAMED.sub(spelt, said)}){alias}"  # noqa: S608

    return _NAMED.sub(spelt, sql)
