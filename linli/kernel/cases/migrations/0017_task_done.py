from django.db import migrations, models

from linli.plumbing.online import AddIndexOnline


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("cases", "0016_pool_filled"),
    ]

    operations = [
        AddIndexOnline(
            model_name="task",
            index=models.Index(condition=models.Q(("done__isnull", False)), fields=["role", "id"], name="task_done"),
        ),
    ]
