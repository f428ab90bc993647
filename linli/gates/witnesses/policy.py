"""Who the witnesses are and what they hold is for everybody to see; the worker keeps it."""

from linli.plumbing.policy import declare, open_table

declare(
    open_table("witnesses_witness", public="select", desk="select", worker="select, insert, update"),
    open_table("witnesses_receipt", public="select", desk="select", worker="select, insert"),
)
