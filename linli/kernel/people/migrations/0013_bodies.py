# Bodies of a community's register stand in its division, as those with duties do.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0012_one_index_each'),
        ('places', '0006_divisions'),
    ]

    operations = [
        migrations.AddField(
            model_name='organisation',
            name='confirmed',
            field=models.DateTimeField(db_comment='public', null=True),
        ),
        migrations.AddField(
            model_name='organisation',
            name='scope_id',
            field=models.IntegerField(db_comment='public', db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='organisation',
            name='source',
            field=models.CharField(blank=True, db_comment='public', db_default='', default='', max_length=40),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(fields=['scope_id', 'kind'], name='organisation_scope'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(condition=models.Q(('code', ''), _negated=True), fields=['code'], name='organisation_code'),
        ),
        migrations.RunSQL(
            "update people_organisation o set scope_id = p.scope_id from places_place p where p.id = o.place_id",
            migrations.RunSQL.noop,
        ),
    ]
