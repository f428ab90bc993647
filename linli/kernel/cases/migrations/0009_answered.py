from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0008_pool'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='answered',
            field=models.DateTimeField(db_comment='internal', null=True),
        ),
        # What was answered before this column: the moment its last answering task was done, where the answer stands.
        migrations.RunSQL(
            """
            alter table cases_case no force row level security;
            alter table cases_task no force row level security;
            update cases_case c set answered = t.done from (
                select case_id, max(done) as done from cases_task where action = 'answer' group by case_id) t
            where t.case_id = c.id and c.answer <> '' and (c.closed is not null or c.step = 'confirm');
            alter table cases_case force row level security;
            alter table cases_task force row level security;
            """,
            migrations.RunSQL.noop,
        ),
    ]
