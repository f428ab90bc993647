"""What can be done to people: adding them and putting right what is known, accounts and posts, speaking for them."""

from linli.kernel.people.actions.accounts import NewAccount, add_staff_many, register_account, register_accounts_many
from linli.kernel.people.actions.adding import (
    NewPerson,
    NewResidence,
    PersonRefused,
    add_people_many,
    add_person,
    write_people,
)
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
from linli.kernel.people.actions.confirming import confirm_dwellings
from linli.kernel.people.actions.correcting import correct_person, put_person_right
from linli.kernel.people.actions.dissolving import dissolve
from linli.kernel.people.actions.dwellings import (
    DwellingRefused,
    NewDwelling,
    add_dwellings_many,
    correct_dwelling,
    declare_occupancy,
)
from linli.kernel.people.actions.households import (
    HouseholdRefused,
    NewHousehold,
    NewMember,
    form_household,
    form_households_many,
    join_household,
    leave_household,
)
from linli.kernel.people.actions.lettings import (
    NewLetting,
    correct_letting,
    end_letting,
    register_letting,
    register_lettings_many,
)
from linli.kernel.people.actions.looking import note_read
from linli.kernel.people.actions.mandates import give_mandate, revoke_mandate
from linli.kernel.people.actions.merging import MergeRefused, merge_people
from linli.kernel.people.actions.proposing import (
    NewProposal,
    ProposalRefused,
    ProposalStale,
    accept_proposal,
    propose,
    refuse_proposal,
)
from linli.kernel.people.actions.residences import (
    LinkRefused,
    add_residence,
    confirm_links,
    confirm_residences_many,
    end_residence,
    link_person,
)
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
from linli.kernel.people.actions.taking_in import (
    Brought,
    Joined,
    Joining,
    give_back,
    join_booklets,
    links_of,
    put_back,
)
from linli.kernel.people.knowledge import ChangeRefused

__all__ = [
    "AccountClosed",
    "Brought",
    "ChangeRefused",
    "CodeGone",
    "CodeRefused",
    "CodeSpent",
    "CodeWrong",
    "DwellingRefused",
    "HouseholdRefused",
    "Joined",
    "Joining",
    "LinkRefused",
    "MergeRefused",
    "NewAccount",
    "NewDuty",
    "NewDwelling",
    "NewHousehold",
    "NewLetting",
    "NewMember",
    "NewOrganisation",
    "NewPerson",
    "NewPost",
    "NewProposal",
    "NewResidence",
    "NotForOneself",
    "PersonRefused",
    "ProposalRefused",
    "ProposalStale",
    "Side",
    "accept_proposal",
    "add_dwellings_many",
    "add_organisations_many",
    "add_people_many",
    "add_person",
    "add_residence",
    "add_staff_many",
    "appoint_many",
    "ask_code",
    "assign_duties_many",
    "check_code",
    "confirm_dwellings",
    "confirm_links",
    "confirm_residences_many",
    "correct_dwelling",
    "correct_letting",
    "correct_person",
    "declare_occupancy",
    "dissolve",
    "end_duty",
    "end_letting",
    "end_post",
    "end_residence",
    "forget_codes",
    "form_household",
    "form_households_many",
    "give_back",
    "give_mandate",
    "join_booklets",
    "join_household",
    "leave_household",
    "link_person",
    "links_of",
    "merge_people",
    "new_subject",
    "new_subjects",
    "note_read",
    "propose",
    "put_back",
    "put_person_right",
    "refuse_proposal",
    "register_account",
    "register_accounts_many",
    "register_letting",
    "register_lettings_many",
    "reveal",
    "revoke_mandate",
    "write_people",
]
