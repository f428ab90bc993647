# An area ends, alone or merged into another one; the code of an ended one is free again.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0007_one_index_each'),
    ]

    operations = [
        migrations.AddField(
            model_name='area',
            name='merged_into',
            field=models.IntegerField(db_comment='public', null=True),
        ),
        migrations.AddField(
            model_name='area',
            name='handed_over',
            field=models.DateTimeField(db_comment='internal', null=True),
        ),
        migrations.RemoveConstraint(
            model_name='area',
            name='area_code_once',
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('kind', 'code'), name='area_code_once'),
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), ('until__isnull', False), _connector='OR'), name='area_merged_ends'),
        ),
    ]
