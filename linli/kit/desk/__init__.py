"""The desk: what staff see. Inbox, case, intake, catalogue, notices; every page drawn from the flow and the packs."""
