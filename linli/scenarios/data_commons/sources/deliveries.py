"""The other way round: what a department may deliver to us. Each value becomes a proposal the community decides."""

from __future__ import annotations

from linli.kernel.grants import sources
from linli.kernel.grants.sources import Source, SourceField
from linli.plumbing.classification import PERSONAL, SENSITIVE

sources.register(
    Source(
        "deliver.persons",
        (
            SourceField("phone", "电话", "Telephone", PERSONAL),
            SourceField("registered_in", "户籍地", "Registered in", PERSONAL),
            SourceField("died", "去世日期", "Day of death", SENSITIVE),
        ),
        lambda _asked: (),
        is_named=True,
        is_inbound=True,
        label=("部门送来的人员变更", "Changes about persons a department delivers"),
    )
)
