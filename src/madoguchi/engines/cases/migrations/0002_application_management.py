"""One word for each state, a number and search columns for each case, any channel. Moves what is there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import django.db.models.functions.comparison
from django.db import migrations, models

from madoguchi.engines.cases.domain.numbers import reception_number
from madoguchi.lib.japanese.kanji import search_key

STATUSES = {"open": "accepted", "working": "examining", "returned": "correction"}
STEPS = {"opened": "accepted", "returned": "correction_requested"}
TABLES = ("cases_case", "cases_caseevent")


def move_forwards(apps: Any, schema_editor: Any) -> None:
    """Rename states and steps, give each visit a number in the order of opening, fill what can be searched."""
    Case, CaseEvent = _rows(apps, schema_editor, "Case"), _rows(apps, schema_editor, "CaseEvent")
    with _all_municipalities(schema_editor):
        _rename(Case, "status", STATUSES)
        _rename(CaseEvent, "step", STEPS)
        Case.filter(status="done", closed_at__isnull=True).update(closed_at=models.F("opened_at"))
        with schema_editor.connection.cursor() as cursor:
            numbers: dict[Any, str] = {}
            for case in Case.order_by("opened_at", "id").iterator(chunk_size=500):
                source = case.source_uuid or case.uuid
                if source not in numbers:
                    cursor.execute("SELECT nextval('cases_number')")
                    numbers[source] = reception_number(case.opened_at.year, cursor.fetchone()[0])
                case.number = numbers[source]
                _fill(case)
                case.save()


def move_backwards(apps: Any, schema_editor: Any) -> None:
    """What has no older word becomes the nearest: what arrived is open, every end is done."""
    Case, CaseEvent = _rows(apps, schema_editor, "Case"), _rows(apps, schema_editor, "CaseEvent")
    with _all_municipalities(schema_editor):
        older = {after: before for before, after in STATUSES.items()}
        _rename(Case, "status", older | {"arrived": "open", "decided": "working", "rejected": "done", "withdrawn": "done"})
        older = {after: before for before, after in STEPS.items()}
        _rename(CaseEvent, "step", older | {"arrived": "opened", "rejected": "finished", "withdrawn": "finished"})
        CaseEvent.filter(step__in=["corrected", "decided", "assigned", "attached"]).update(step="noted")


def _rename(rows: Any, field: str, words: dict[str, str]) -> None:
    for before, after in words.items():
        rows.filter(**{field: before}).update(**{field: after})


def _rows(apps: Any, schema_editor: Any, name: str) -> Any:
    return apps.get_model("cases", name).objects.using(schema_editor.connection.alias)


def _fill(case: Any) -> None:
    """Reading and birth date stand among the answers, when the procedure asks for them."""
    person: dict[str, Any] = next(
        (one for one in case.data.get("members") or () if one.get("person.name") == case.person_name), {}
    )
    case.person_kana = str(person.get("person.name_kana") or "")
    case.name_key, case.given_name_key = _keys(case.person_name)
    case.kana_key, case.given_kana_key = _keys(case.person_kana)
    try:
        case.birth_first = case.birth_last = date.fromisoformat(str(person.get("person.birth_date")))
    except ValueError:
        case.birth_first = case.birth_last = None
    case.search_text = search_key(f"{case.person_name} {case.person_kana} {case.procedure_label}")


def _keys(name: str) -> tuple[str, str]:
    return search_key(name), search_key("".join(name.replace("　", " ").split(" ")[1:]))


@contextmanager
def _all_municipalities(schema_editor: Any) -> Iterator[None]:
    """Row security binds the owner as well; only its owner can lift that, inside this transaction."""
    for table in TABLES:
        schema_editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    yield
    for table in TABLES:
        schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


class Migration(migrations.Migration):

    dependencies = [("cases", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(
            model_name='case',
            name='case_once_per_visit_procedure_person',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_inbox',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_by_visit',
        ),
        migrations.RenameField('case', 'visit_uuid', 'source_uuid'),
        migrations.RenameField('case', 'worked_by', 'assignee_id'),
        migrations.RenameField('case', 'worked_by_name', 'assignee_name'),
        migrations.AddField(
            model_name='case',
            name='birth_first',
            field=models.DateField(blank=True, null=True, verbose_name='生年月日（いちばん早い日）'),
        ),
        migrations.AddField(
            model_name='case',
            name='birth_last',
            field=models.DateField(blank=True, null=True, verbose_name='生年月日（いちばん遅い日）'),
        ),
        migrations.AddField(
            model_name='case',
            name='channel',
            field=models.CharField(choices=[('counter', '窓口'), ('online', 'オンライン')], default='counter', max_length=10, verbose_name='受付の方法'),
        ),
        migrations.AddField(
            model_name='case',
            name='given_kana_key',
            field=models.CharField(blank=True, db_collation='C', max_length=400, verbose_name='名のフリガナ（検索）'),
        ),
        migrations.AddField(
            model_name='case',
            name='given_name_key',
            field=models.CharField(blank=True, db_collation='C', max_length=400, verbose_name='名（検索）'),
        ),
        migrations.AddField(
            model_name='case',
            name='kana_key',
            field=models.CharField(blank=True, db_collation='C', max_length=400, verbose_name='フリガナ（検索）'),
        ),
        migrations.AddField(
            model_name='case',
            name='name_key',
            field=models.CharField(blank=True, db_collation='C', max_length=400, verbose_name='氏名（検索）'),
        ),
        migrations.AddField(
            model_name='case',
            name='number',
            field=models.CharField(db_collation='C', default='', max_length=20, verbose_name='受付番号'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='case',
            name='person_kana',
            field=models.CharField(blank=True, max_length=400, verbose_name='フリガナ'),
        ),
        migrations.AlterField(
            model_name='case',
            name='status',
            field=models.CharField(choices=[('arrived', '到達'), ('accepted', '受付済み'), ('examining', '審査中'), ('correction', '補正依頼中'), ('decided', '決定'), ('done', '完了'), ('rejected', '却下'), ('withdrawn', '取下げ')], default='accepted', max_length=20, verbose_name='状態'),
        ),
        migrations.AlterField(
            model_name='caseevent',
            name='step',
            field=models.CharField(choices=[('arrived', '届きました'), ('accepted', '受け付けました'), ('started', '審査を始めました'), ('correction_requested', '補正を求めました'), ('corrected', '補正が届きました'), ('decided', '決定しました'), ('finished', '完了しました'), ('rejected', '却下しました'), ('withdrawn', '取り下げられました'), ('assigned', '担当を変えました'), ('noted', 'メモを加えました'), ('attached', '書類を加えました')], max_length=20, verbose_name='できごと'),
        ),
        migrations.AlterField('case', 'source_uuid', models.UUIDField(blank=True, null=True, verbose_name='来庁・申請')),
        migrations.AlterField('case', 'assignee_id', models.CharField(blank=True, max_length=80, verbose_name='担当の職員')),
        migrations.AlterField('case', 'assignee_name', models.CharField(blank=True, max_length=100, verbose_name='担当の職員の名前')),
        migrations.AlterModelOptions('case', options={'ordering': ['urgency', 'id'], 'verbose_name': '案件', 'verbose_name_plural': '案件'}),
        migrations.RunSQL("CREATE SEQUENCE cases_number", "DROP SEQUENCE cases_number"),
        migrations.RunPython(move_forwards, move_backwards),
        migrations.AddField(
            model_name='case',
            name='urgency',
            field=models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Coalesce('due', models.Value(date(9999, 12, 31), output_field=models.DateField())), output_field=models.DateField(verbose_name='急ぐ順')),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['municipality_code', 'desk_role', 'urgency', 'id'], include=('status', 'assignee_id'), name='case_worklist'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_at__isnull', False)), fields=['municipality_code', 'desk_role', '-closed_at', '-id'], name='case_finished'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['municipality_code', 'source_uuid'], name='case_by_source'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['municipality_code', 'status', '-id'], name='case_by_status'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['municipality_code', 'procedure_key', '-id'], name='case_by_procedure'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['municipality_code', 'name_key', '-id'], name='case_by_name'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['municipality_code', 'given_name_key', '-id'], name='case_by_given_name'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['municipality_code', 'kana_key', '-id'], name='case_by_kana'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['municipality_code', 'given_kana_key', '-id'], name='case_by_given_kana'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['municipality_code', 'birth_first'], name='case_by_birth'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(condition=models.Q(('source_uuid__isnull', False)), fields=('municipality_code', 'source_uuid', 'procedure_key', 'person_index'), name='case_once_per_source_procedure_person', nulls_distinct=False),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['municipality_code', 'number'], name='case_by_number'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('closed_at__isnull', False), ('status__in', ['done', 'rejected', 'withdrawn'])), models.Q(models.Q(('status__in', ['done', 'rejected', 'withdrawn']), _negated=True), ('closed_at__isnull', True)), _connector='OR')), name='case_closed_when_finished'),
        ),
    ]
