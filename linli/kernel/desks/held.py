"""What colleagues keep for their work at the desk."""

from linli.plumbing.held import not_held

not_held(
    "a member of staff's own view, list or mark of work",
    "desks_own_view", "desks_unit_view", "desks_watch", "desks_mention", "desks_presence", "desks_phrase",
    "desks_batch", "desks_batch_row",
)  # fmt: skip
