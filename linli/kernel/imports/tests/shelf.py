"""A kind of list that keeps books: small, and with everything a kind of the city does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils.functional import Promise

from linli.kernel.imports.kinds import Field, Given, Look, Row, Run, Taken
from linli.kernel.imports.models import Verdict
from linli.kernel.imports.saying import Change, Reason
from linli.plumbing.tabular import Said
from linli.plumbing.tabular.values import whole

BANNED, LENT = "禁书", "借出"


class Shelf:
    """Books by number; a book called 禁书 is refused by the shelf, one lent out cannot be taken back."""

    code, action = "books", "import.carry_out"
    label: str | Promise = "Books"
    fields: tuple[Field, ...] = (
        Field("number", "Number", ("书号", "编号"), required=True, exact=True),
        Field("title", "Title", ("书名",), required=True, longest=20),
        Field("pages", "Pages", ("页数",), read=lambda cell: whole(cell, least=1, most=9999)),
    )
    options: tuple[Field, ...] = ()

    def build(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "create temporary table book (id bigint primary key generated always as identity, number text unique,"
                " title text not null check (title <> '重复'), pages int)"
            )
            cursor.execute("grant all on book to public")

    def all(self) -> list[tuple[Any, ...]]:
        return self._asked("select number, title, pages from book order by number")

    def prepare(self, sample: Sequence[Row], run: Run) -> list[Reason]:
        return [Reason(Said("%(count)d books were looked at.", {"count": len(sample)}))]

    def key(self, row: Row, run: Run) -> str:
        return str(row["number"])

    def look(self, rows: Sequence[Row], run: Run) -> list[Look]:
        numbers = [row["number"] for row in rows]
        found = {row[1]: row for row in self._asked("select * from book where number = any(%s)", [numbers])}
        return [self._look(row, found.get(row["number"])) for row in rows]

    def _look(self, row: Row, kept: tuple[Any, ...] | None) -> Look:
        if row["title"] == BANNED:
            said = Said("“%(title)s” does not stand on this shelf.", {"title": BANNED})
            return Look(Verdict.REFUSED, reasons=[Reason(said, "title")])
        if kept is None:
            return Look(Verdict.NEW)
        changes = [
            Change(name, str(old), str(row[name]))
            for name, old in (("title", kept[2]), ("pages", kept[3]))
            if row[name] is not None and row[name] != old
        ]
        return Look(Verdict.CHANGED if changes else Verdict.SAME, record=kept[0], changes=changes)

    def take(self, rows: Sequence[Row], looks: Sequence[Look], run: Run) -> list[Taken | Reason]:
        return [self._take(row, look) for row, look in zip(rows, looks, strict=True)]

    def _take(self, row: Row, look: Look) -> Taken:
        values = [row["number"], row["title"], row["pages"]]
        if look.record is None:
            made = self._asked("insert into book (number, title, pages) values (%s, %s, %s) returning id", values)
            return Taken(made[0][0])
        [(title, pages)] = self._asked("select title, pages from book where id = %s", [look.record])
        self._asked(
            "update book set title = %s, pages = coalesce(%s, pages) where id = %s returning id",
            [values[1], values[2], look.record],
        )
        return Taken(look.record, {"title": title, "pages": pages})

    def give_back(self, given: Sequence[Given], run: Run) -> list[Reason | None]:
        return [self._back(one) for one in given]

    def _back(self, one: Given) -> Reason | None:
        [(title,)] = self._asked("select title from book where id = %s", [one.record])
        if title == LENT:
            return Reason(Said("Somebody is reading it."))
        if one.before is None:
            self._asked("delete from book where id = %s returning id", [one.record])
        else:
            before = [one.before["title"], one.before["pages"], one.record]
            self._asked("update book set title = %s, pages = %s where id = %s returning id", before)
        return None

    def _asked(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, list(values))
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found
