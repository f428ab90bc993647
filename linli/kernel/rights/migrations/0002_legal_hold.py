from django.db import migrations, models

from linli.plumbing.walls import wall


class Migration(migrations.Migration):

    dependencies = [
        ('rights', '0001_rights'),
    ]

    operations = [
        migrations.CreateModel(
            name='LegalHold',
            fields=[
                ('id', models.BigAutoField(db_comment='internal', primary_key=True, serialize=False)),
                ('root', models.BigIntegerField(db_comment='internal')),
                ('version', models.SmallIntegerField(db_comment='internal', default=1)),
                ('act', models.CharField(choices=[('placed', 'placed'), ('prolonged', 'prolonged'), ('ended', 'ended')], db_comment='internal', default='placed', max_length=10)),
                ('subject_id', models.BigIntegerField(db_comment='personal')),
                ('told_subject_id', models.BigIntegerField(db_comment='personal', default=0)),
                ('scope_id', models.IntegerField(db_comment='internal')),
                ('authority', models.CharField(db_comment='personal', max_length=80)),
                ('document', models.CharField(db_comment='personal', max_length=80)),
                ('reason', models.CharField(blank=True, db_comment='personal', max_length=300)),
                ('silence', models.CharField(blank=True, db_comment='personal', max_length=300)),
                ('since', models.DateTimeField(db_comment='personal')),
                ('until', models.DateTimeField(db_comment='personal')),
                ('at', models.DateTimeField(db_comment='personal')),
                ('by_account', models.BigIntegerField(db_comment='internal')),
                ('who', models.CharField(db_comment='internal', max_length=80)),
            ],
            options={
                'db_table': 'rights_hold',
                'indexes': [models.Index(fields=['subject_id'], name='hold_subject'), models.Index(fields=['told_subject_id'], name='hold_told'), models.Index(fields=['scope_id', 'until'], name='hold_scope'), models.Index(fields=['until'], name='hold_until')],
                'constraints': [models.UniqueConstraint(fields=('root', 'version'), name='hold_version_once'), models.CheckConstraint(condition=models.Q(models.Q(('authority', ''), _negated=True), models.Q(('document', ''), _negated=True)), name='hold_has_a_basis'), models.CheckConstraint(condition=models.Q(('act', 'placed'), models.Q(('reason', ''), _negated=True), _connector='OR'), name='hold_changed_with_reason'), models.CheckConstraint(condition=models.Q(('told_subject_id', models.F('subject_id')), models.Q(('told_subject_id', 0), models.Q(('silence', ''), _negated=True)), _connector='OR'), name='hold_told_or_says_why')],
            },
        ),
        wall("rights_hold"),
    ]
