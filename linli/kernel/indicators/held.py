"""Figures count cases and name nobody."""

from linli.plumbing.held import not_held

not_held(
    "counts of matters by place and period",
    "indicators_measured", "indicators_held", "indicators_figure", "indicators_topic", "indicators_exclusion",
    "indicators_cube_basis",
    "indicators_draw", "indicators_drawn",
)  # fmt: skip
