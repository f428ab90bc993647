"""How closely a field is held; every model field names one of these as its ``db_comment``.

The word stands in the database catalogue beside the column, so that an export, a grant or a query plan
can be checked against it without the code. Levels follow PIPL art. 28 and 51 and GB/T 35273.
"""

PUBLIC = "public"  # anybody may read it
INTERNAL = "internal"  # staff at work, never a person's own data
PERSONAL = "personal"  # tells something about an identifiable person
SENSITIVE = "sensitive"  # PIPL art. 28: identity numbers, whereabouts, health, minors
SECRET = "secret"  # noqa: S105  keys, password hashes, receipt codes: never shown to anybody

ALL = (PUBLIC, INTERNAL, PERSONAL, SENSITIVE, SECRET)
