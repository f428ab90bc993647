"""Who may use the technical tables. They name no person; rows are found by keys nobody can guess."""

from linli.plumbing.policy import declare, open_table

ALL = "select, insert, update, delete"

declare(
    open_table("plumbing_outbox", public="insert", desk="insert", worker="select, insert, delete"),
    open_table("plumbing_cursor", worker=ALL),
    open_table("plumbing_failed_fact", worker=ALL),
    open_table(
        "plumbing_idempotency",
        public="select, insert, update",
        desk="select, insert, update",
        worker="select, insert, update, delete",
    ),
    open_table("plumbing_kept_form", public=ALL, desk=ALL, worker=ALL),
    open_table("plumbing_rate_bucket", public=ALL, desk=ALL, worker=ALL),
    open_table(
        "plumbing_pack_version", public="select", desk="select, insert, update", worker="select, insert"
    ),
)
