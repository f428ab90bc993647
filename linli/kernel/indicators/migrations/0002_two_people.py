"""A case is left out by two people and may be counted again; units have public figures beside places."""

from django.db import migrations, models

from linli.plumbing.walls import append_only

_WAS_APPEND_ONLY = append_only("indicators_exclusion")


class Migration(migrations.Migration):
    dependencies = [
        ('indicators', '0001_indicators'),
    ]

    operations = [
        # What was asked for and what was decided stays; a decision is added where there was none.
        migrations.RunSQL(_WAS_APPEND_ONLY.reverse_sql, _WAS_APPEND_ONLY.sql),
        migrations.AlterField(
            model_name='exclusion',
            name='case_id',
            field=models.BigIntegerField(db_comment='internal'),
        ),
        migrations.AddField('exclusion', 'approved', models.DateTimeField(db_comment='internal', null=True)),
        migrations.AddField('exclusion', 'approved_by', models.BigIntegerField(db_comment='internal', null=True)),
        migrations.AddField(
            'exclusion', 'approved_who', models.CharField(blank=True, db_comment='internal', default='', max_length=80),
            preserve_default=False,
        ),
        migrations.AddField('exclusion', 'ended', models.DateTimeField(db_comment='internal', null=True)),
        migrations.AddField('exclusion', 'ended_by', models.BigIntegerField(db_comment='internal', null=True)),
        migrations.AddField(
            'exclusion', 'ended_who', models.CharField(blank=True, db_comment='internal', default='', max_length=80),
            preserve_default=False,
        ),
        migrations.AddField(
            'exclusion', 'ended_why', models.TextField(blank=True, db_comment='personal', default=''),
            preserve_default=False,
        ),
        migrations.AddField(
            'exclusion', 'ending', models.CharField(blank=True, db_comment='internal', default='', max_length=12),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            'exclusion',
            models.UniqueConstraint(
                condition=models.Q(('ended__isnull', True)), fields=('case_id',), name='exclusion_open_once'
            ),
        ),
        migrations.AddConstraint(
            'exclusion',
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(('approved__isnull', True), ('approved_by__isnull', True)),
                    models.Q(('approved__isnull', False), models.Q(('approved_by', models.F('account')), _negated=True)),
                    _connector='OR',
                ),
                name='exclusion_second_person',
            ),
        ),
        migrations.AddConstraint(
            'exclusion',
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(('ended__isnull', True), ('ending', '')),
                    models.Q(
                        ('ended__isnull', False),
                        models.Q(('ended_why', ''), _negated=True),
                        models.Q(
                            models.Q(('approved__isnull', False), ('ending', 'taken_back')),
                            models.Q(('approved__isnull', True), ('ended_by', models.F('account')), ('ending', 'withdrawn')),
                            models.Q(
                                ('approved__isnull', True),
                                ('ending', 'refused'),
                                models.Q(('ended_by', models.F('account')), _negated=True),
                            ),
                            _connector='OR',
                        ),
                    ),
                    _connector='OR',
                ),
                name='exclusion_ending',
            ),
        ),
        migrations.AddIndex('exclusion', models.Index(fields=['case_id'], name='exclusion_of_case')),
        migrations.RunSQL(
            """
            create function indicators_exclusion_stays() returns trigger language plpgsql as $$
            begin
                if tg_op = 'DELETE' then raise exception 'a decision is history: it is never removed'; end if;
                if old.ended is not null
                    or (old.case_id, old.scope_id, old.kind, old.reason, old.account, old.who, old.unit_id, old.at,
                        old.line) is distinct from
                       (new.case_id, new.scope_id, new.kind, new.reason, new.account, new.who, new.unit_id, new.at,
                        new.line)
                    or (old.approved is not null and
                        (old.approved, old.approved_by, old.approved_who) is distinct from
                        (new.approved, new.approved_by, new.approved_who))
                then raise exception 'a decision is history: what was written stays'; end if;
                return new;
            end $$;
            create trigger indicators_exclusion_stays before update or delete on indicators_exclusion
                for each row execute function indicators_exclusion_stays();
            """,
            "drop trigger indicators_exclusion_stays on indicators_exclusion;"
            " drop function indicators_exclusion_stays();",
        ),
        # Decisions of one person alone wait for a second one from here on; their cases are measured again.
        migrations.RunSQL(
            """
            alter table indicators_exclusion no force row level security;
            insert into indicators_touched select case_id from indicators_exclusion on conflict do nothing;
            alter table indicators_exclusion force row level security;
            """,
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "alter table indicators_public_figure disable trigger indicators_public_figure_append_only", ""
        ),
        migrations.RemoveConstraint('publicfigure', 'public_figure_once'),
        migrations.RenameField('publicfigure', 'place_name', 'name'),
        migrations.AddField(
            'publicfigure', 'kind', models.CharField(db_comment='public', default='place', max_length=5),
            preserve_default=False,
        ),
        migrations.AddField(
            'publicfigure', 'about', models.BigIntegerField(db_comment='public', default=0), preserve_default=False
        ),
        migrations.RunSQL("update indicators_public_figure set about = place_id", migrations.RunSQL.noop),
        migrations.AddConstraint(
            'publicfigure',
            models.UniqueConstraint(fields=('span', 'since', 'kind', 'about', 'indicator'), name='public_figure_once'),
        ),
        migrations.AddIndex(
            'publicfigure', models.Index(fields=['place_id', 'span', 'since'], name='public_figure_place')
        ),
        migrations.RunSQL(
            "alter table indicators_public_figure enable trigger indicators_public_figure_append_only", ""
        ),
    ]
