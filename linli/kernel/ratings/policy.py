"""Who may give and see ratings: the reporter gives one; staff who see the case see the grade, never the rater."""

from linli.plumbing.policy import Login, Policy, Through, declare

declare(
    Policy(
        table="ratings_rating",
        logins={
            "public": Login(verbs="select, insert", rows=Through("cases_case", "id", "case_id")),
            "desk": Login(verbs="select, insert", rows=Through("cases_task", "case_id", "case_id")),
            "worker": Login(verbs="select, insert", rows=Through("cases_task", "case_id", "case_id")),
        },
        why="whoever sees the case sees its grade; nobody sees who gave it",
    )
)
