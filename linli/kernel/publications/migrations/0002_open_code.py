from django.db import migrations, models

# Twelve hexadecimal signs of a random uuid are signs of Crockford's alphabet too: 48 random bits.
FILL = """
update publications_public_face
   set code = upper(substr(replace(gen_random_uuid()::text, '-', ''), 1, 12)), changed = coalesce(closed, opened)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('publications', '0001_publications'),
    ]

    operations = [
        migrations.AddField(
            model_name='publicface',
            name='code',
            field=models.CharField(db_comment='public', max_length=12, null=True),
        ),
        migrations.AddField(
            model_name='publicface',
            name='changed',
            field=models.DateTimeField(db_comment='public', null=True),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='publicface',
            name='code',
            field=models.CharField(db_comment='public', max_length=12, unique=True),
        ),
        migrations.AlterField(
            model_name='publicface',
            name='changed',
            field=models.DateTimeField(db_comment='public'),
        ),
        migrations.AddIndex(
            model_name='publicface',
            index=models.Index(fields=['-opened', 'case_id'], name='face_newest'),
        ),
    ]
