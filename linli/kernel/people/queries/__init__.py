"""Questions about people: whose hat this is, who answers for what, who somebody is."""

from linli.kernel.people.masking import masked_name, masked_phone
from linli.kernel.people.queries.colleagues import Colleague, at_desk, colleagues
from linli.kernel.people.queries.duties import (
    Owner,
    accounts_at,
    duty_holder,
    organisation,
    owner,
    owner_of_duty,
    units_to_hand_over,
)
from linli.kernel.people.queries.hats import (
    HeldPost,
    Worn,
    find_account,
    hat_for_post,
    hat_for_receipt,
    hat_for_resident,
    posts_of,
)
from linli.kernel.people.queries.persons import (
    PersonFace,
    Reporter,
    find_people,
    mandates_of,
    name_of,
    person_face,
    person_field,
    phone_of,
    receipt_of,
    reporter_of,
    residents_of,
)

__all__ = [
    "Colleague",
    "HeldPost",
    "Owner",
    "PersonFace",
    "Reporter",
    "Worn",
    "accounts_at",
    "at_desk",
    "colleagues",
    "duty_holder",
    "find_account",
    "find_people",
    "hat_for_post",
    "hat_for_receipt",
    "hat_for_resident",
    "mandates_of",
    "masked_name",
    "masked_phone",
    "name_of",
    "organisation",
    "owner",
    "owner_of_duty",
    "person_face",
    "person_field",
    "phone_of",
    "posts_of",
    "receipt_of",
    "reporter_of",
    "residents_of",
    "units_to_hand_over",
]
