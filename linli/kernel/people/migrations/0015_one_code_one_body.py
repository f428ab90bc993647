# One credit code stands for one running body. Where a code was entered twice, the first keeps it.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('people', '0014_gone_persons')]

    operations = [
        migrations.RunSQL(
            "update people_organisation o set code = '' where code <> '' and until is null and exists ("
            " select 1 from people_organisation f where f.code = o.code and f.until is null and f.id < o.id)",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveIndex(model_name='organisation', name='organisation_code'),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.UniqueConstraint(
                condition=models.Q(models.Q(('code', ''), _negated=True), ('until__isnull', True)),
                fields=('code',),
                name='organisation_code_once',
            ),
        ),
    ]
