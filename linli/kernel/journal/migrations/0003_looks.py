"""What an auditor watches is found without reading the whole journal."""

from django.db import migrations, models

from linli.plumbing.online import AddIndexOnline

LOOKS = ('person.reveal', 'person.export', 'case.export', 'list.export', 'register.export', 'import.export', 'person.read', 'case.read', 'proposal.read', 'unread.look', 'call.look')


class Migration(migrations.Migration):

    atomic = False

    dependencies = [("journal", "0002_sealed")]

    operations = [
        # What stands there is moved by 0004; the column goes with the next release.
        migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField(model_name='line', name='salt')]),
        AddIndexOnline(
            model_name='line',
            index=models.Index(condition=models.Q(('verb__in', LOOKS)), fields=['recorded'], name='journal_looks'),
        ),
    ]
