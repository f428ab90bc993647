# The mail address a reporter has left, sealed like the phone.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_colleagues'),
    ]

    operations = [
        migrations.AddField(
            model_name='subject',
            name='mail_sealed',
            field=models.BinaryField(db_comment='personal', null=True),
        ),
    ]
