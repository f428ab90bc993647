# Accounts of a person and records that went into another one are found by key: what a legal hold keeps is asked by them.

from django.db import migrations, models

from linli.plumbing.online import AddIndexOnline


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("people", "0022_mandate_offers")]

    operations = [
        AddIndexOnline(
            model_name="account",
            index=models.Index(
                condition=models.Q(("person_id__isnull", False)), fields=["person_id"], name="account_of"
            ),
        ),
        AddIndexOnline(
            model_name="person",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)), fields=["merged_into"], name="person_merged"
            ),
        ),
    ]
