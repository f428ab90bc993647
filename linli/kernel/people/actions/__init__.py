"""What can be done to people: adding them, giving them accounts and posts, speaking for them, knowing who reports."""

from linli.kernel.people.actions.accounts import NewAccount, add_staff_many, register_account, register_accounts_many
from linli.kernel.people.actions.adding import NewPerson, NewResidence, PersonRefused, add_people_many, add_person
from linli.kernel.people.actions.codes import (
    AccountClosed,
    CodeGone,
    CodeRefused,
    CodeSpent,
    CodeWrong,
    ask_code,
    check_code,
    forget_codes,
)
from linli.kernel.people.actions.dissolving import dissolve
from linli.kernel.people.actions.looking import note_read
from linli.kernel.people.actions.mandates import give_mandate, revoke_mandate
from linli.kernel.people.actions.revealing import reveal
from linli.kernel.people.actions.staffing import (
    NewDuty,
    NewOrganisation,
    NewPost,
    NotForOneself,
    add_organisations_many,
    appoint_many,
    assign_duties_many,
    end_duty,
    end_post,
)
from linli.kernel.people.actions.subjects import Side, new_subject, new_subjects

__all__ = [
    "AccountClosed",
    "CodeGone",
    "CodeRefused",
    "CodeSpent",
    "CodeWrong",
    "NewAccount",
    "NewDuty",
    "NewOrganisation",
    "NewPerson",
    "NewPost",
    "NewResidence",
    "NotForOneself",
    "PersonRefused",
    "Side",
    "add_organisations_many",
    "add_people_many",
    "add_person",
    "add_staff_many",
    "appoint_many",
    "ask_code",
    "assign_duties_many",
    "check_code",
    "dissolve",
    "end_duty",
    "end_post",
    "forget_codes",
    "give_mandate",
    "new_subject",
    "new_subjects",
    "note_read",
    "register_account",
    "register_accounts_many",
    "reveal",
    "revoke_mandate",
]
