"""The public face of cases is open to everybody; the surfaces that open and answer cases write it."""

from linli.plumbing.policy import declare, open_table

_WRITE = "select, insert, update"
declare(open_table("publications_public_face", public=_WRITE, desk=_WRITE, worker=_WRITE))
