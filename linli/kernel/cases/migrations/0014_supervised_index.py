from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0013_corrected'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('done__isnull', True), ('supervised__isnull', False)), fields=['scope_id', 'role'], name='task_supervised'),
        ),
    ]
