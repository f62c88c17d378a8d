"""Files, assets, owners, notices and changes behind row security; a change stays as it was written."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from madoguchi.core.tenancy import EnableRowSecurity

CREATE_GUARDS = """
CREATE FUNCTION tax_ledger_change_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (to_jsonb(OLD) - 'handover') = (to_jsonb(NEW) - 'handover') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'permission denied: a change stays as it was written' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER tax_ledger_change_stays BEFORE UPDATE OR DELETE ON tax_ledger_change
    FOR EACH ROW EXECUTE FUNCTION tax_ledger_change_stays();
CREATE FUNCTION tax_ledger_notice_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.uuid, OLD.municipality_code, OLD.file_id, OLD.line, OLD.number, OLD.digest,
        OLD.kind, OLD.event, OLD.content) = (NEW.uuid, NEW.municipality_code, NEW.file_id, NEW.line, NEW.number,
        NEW.digest, NEW.kind, NEW.event, NEW.content) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'permission denied: a notice stays as it came' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER tax_ledger_notice_stays BEFORE UPDATE OR DELETE ON tax_ledger_notice
    FOR EACH ROW EXECUTE FUNCTION tax_ledger_notice_stays();
"""
DROP_GUARDS = """
DROP TRIGGER tax_ledger_change_stays ON tax_ledger_change;
DROP FUNCTION tax_ledger_change_stays();
DROP TRIGGER tax_ledger_notice_stays ON tax_ledger_notice;
DROP FUNCTION tax_ledger_notice_stays();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Asset',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='外部番号')),
                ('number', models.CharField(db_collation='C', max_length=40, verbose_name='資産番号')),
                ('kind', models.CharField(max_length=2, verbose_name='種類')),
                ('town', models.CharField(max_length=120, verbose_name='町・大字')),
                ('koaza', models.CharField(blank=True, max_length=120, verbose_name='字・小字')),
                ('lot', models.CharField(max_length=60, verbose_name='地番')),
                ('building_number', models.CharField(blank=True, max_length=60, verbose_name='家屋番号')),
                ('land_category', models.CharField(blank=True, max_length=40, verbose_name='地目')),
                ('area_m2', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='地積（㎡）')),
                ('use', models.CharField(blank=True, max_length=60, verbose_name='用途')),
                ('structure', models.CharField(blank=True, max_length=120, verbose_name='構造')),
                ('floor_areas', models.CharField(blank=True, max_length=300, verbose_name='床面積')),
                ('place_key', models.CharField(blank=True, db_collation='C', max_length=300, verbose_name='所在（検索）')),
                ('status', models.CharField(choices=[('present', '現存'), ('merged', '合筆により閉鎖'), ('lost', '滅失'), ('withdrawn', '訂正により取消')], default='present', max_length=10, verbose_name='状態')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='なくなった日')),
                ('valuation_due', models.CharField(blank=True, max_length=200, verbose_name='評価を見る理由')),
                ('added_at', models.DateTimeField(verbose_name='登録した日時')),
            ],
            options={
                'verbose_name': '資産',
                'verbose_name_plural': '資産',
                'ordering': ['place_key', 'number'],
                'indexes': [models.Index(fields=['municipality_code', 'kind', 'place_key'], name='ledger_asset_by_place'), models.Index(condition=models.Q(('valuation_due', ''), _negated=True), fields=['municipality_code', 'id'], name='ledger_asset_to_value')],
                'constraints': [models.UniqueConstraint(fields=('municipality_code', 'number'), name='ledger_asset_number')],
            },
        ),
        migrations.CreateModel(
            name='LedgerFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='番号')),
                ('kind', models.CharField(choices=[('assets', '資産（土地・家屋）'), ('owners', '宛名'), ('notices', '登記済通知')], max_length=10, verbose_name='種類')),
                ('name', models.CharField(max_length=200, verbose_name='ファイル名')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('size', models.PositiveIntegerField(verbose_name='大きさ')),
                ('lines', models.PositiveIntegerField(default=0, verbose_name='行数')),
                ('taken', models.PositiveIntegerField(default=0, verbose_name='取り込んだ行')),
                ('known', models.PositiveIntegerField(default=0, verbose_name='取り込み済みの行')),
                ('refused', models.PositiveIntegerField(default=0, verbose_name='問題のある行')),
                ('subject', models.CharField(blank=True, max_length=120, verbose_name='もとの記録')),
                ('received_at', models.DateTimeField(verbose_name='取り込んだ日時')),
                ('received_by', models.CharField(max_length=80, verbose_name='取り込んだ職員')),
                ('received_by_name', models.CharField(blank=True, max_length=100, verbose_name='取り込んだ職員の名前')),
            ],
            options={
                'verbose_name': '取り込んだファイル',
                'verbose_name_plural': '取り込んだファイル',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['municipality_code', 'subject'], name='ledger_file_by_subject')],
                'constraints': [models.UniqueConstraint(fields=('municipality_code', 'kind', 'sha256'), name='ledger_file_once')],
            },
        ),
        migrations.CreateModel(
            name='LineProblem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('line', models.PositiveIntegerField(verbose_name='行')),
                ('column', models.CharField(blank=True, max_length=60, verbose_name='列')),
                ('message', models.TextField(verbose_name='問題')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='problems', to='tax_ledger.ledgerfile')),
            ],
            options={
                'verbose_name': '取り込めない行',
                'verbose_name_plural': '取り込めない行',
                'ordering': ['line', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Owner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='外部番号')),
                ('number', models.CharField(db_collation='C', max_length=40, verbose_name='宛名番号')),
                ('family_name', models.CharField(blank=True, max_length=100, verbose_name='姓')),
                ('given_name', models.CharField(blank=True, max_length=100, verbose_name='名')),
                ('corporate_name', models.CharField(blank=True, max_length=200, verbose_name='法人・団体の名前')),
                ('name_kana', models.CharField(blank=True, max_length=200, verbose_name='フリガナ')),
                ('address', models.CharField(blank=True, max_length=300, verbose_name='住所')),
                ('birth_date', models.CharField(blank=True, max_length=10, verbose_name='生年月日')),
                ('died', models.CharField(blank=True, max_length=40, verbose_name='亡くなった日など')),
                ('name_key', models.CharField(blank=True, db_collation='C', max_length=200, verbose_name='氏名（検索）')),
                ('kana_key', models.CharField(blank=True, db_collation='C', max_length=200, verbose_name='フリガナ（検索）')),
                ('from_outside', models.BooleanField(default=False, verbose_name='住登外')),
                ('check_due', models.CharField(blank=True, max_length=200, verbose_name='確かめる理由')),
                ('added_at', models.DateTimeField(verbose_name='登録した日時')),
            ],
            options={
                'verbose_name': '宛名',
                'verbose_name_plural': '宛名',
                'ordering': ['number'],
                'indexes': [models.Index(fields=['municipality_code', 'name_key'], name='ledger_owner_by_name'), models.Index(fields=['municipality_code', 'kana_key'], name='ledger_owner_by_kana')],
                'constraints': [models.UniqueConstraint(fields=('municipality_code', 'number'), name='ledger_owner_number')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='外部番号')),
                ('line', models.PositiveIntegerField(verbose_name='行')),
                ('number', models.CharField(db_collation='C', max_length=80, verbose_name='通知番号')),
                ('digest', models.CharField(max_length=64, verbose_name='内容の照合値')),
                ('received_on', models.DateField(blank=True, null=True, verbose_name='受け取った日')),
                ('kind', models.CharField(max_length=2, verbose_name='種類')),
                ('event', models.CharField(max_length=10, verbose_name='異動の事由')),
                ('content', models.JSONField(default=dict, verbose_name='内容')),
                ('status', models.CharField(choices=[('received', '突き合わせ待ち'), ('entered', '台帳に入れた'), ('waiting', '職員の確認待ち'), ('dismissed', '入れない')], default='received', max_length=10, verbose_name='状態')),
                ('score', models.FloatField(blank=True, null=True, verbose_name='点')),
                ('reason', models.TextField(blank=True, verbose_name='理由')),
                ('evidence', models.JSONField(default=list, verbose_name='根拠')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='決まった日時')),
                ('settled_by', models.CharField(blank=True, max_length=80, verbose_name='決めた職員')),
                ('settled_by_name', models.CharField(blank=True, max_length=100, verbose_name='決めた職員の名前')),
                ('asset', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='tax_ledger.asset')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='tax_ledger.ledgerfile')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='tax_ledger.owner')),
            ],
            options={
                'verbose_name': '登記済通知',
                'verbose_name_plural': '登記済通知',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Holding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('numerator', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='持分の分子')),
                ('denominator', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='持分の分母')),
                ('place', models.PositiveSmallIntegerField(default=0, verbose_name='順')),
                ('asset', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='holdings', to='tax_ledger.asset')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to='tax_ledger.owner')),
            ],
            options={
                'verbose_name': '所有',
                'verbose_name_plural': '所有',
                'ordering': ['place', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_code', models.CharField(editable=False, max_length=6, verbose_name='市町村コード')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='異動番号')),
                ('event', models.CharField(max_length=10, verbose_name='異動の事由')),
                ('happened_on', models.DateField(blank=True, null=True, verbose_name='原因の日')),
                ('before', models.JSONField(default=dict, verbose_name='異動の前')),
                ('after', models.JSONField(default=dict, verbose_name='異動の後')),
                ('automatic', models.BooleanField(default=False, verbose_name='自動')),
                ('reason', models.TextField(blank=True, verbose_name='訂正の理由')),
                ('handover', models.UUIDField(blank=True, null=True, verbose_name='引渡番号')),
                ('entered_at', models.DateTimeField(verbose_name='入れた日時')),
                ('entered_by', models.CharField(max_length=80, verbose_name='入れた職員')),
                ('entered_by_name', models.CharField(blank=True, max_length=100, verbose_name='入れた職員の名前')),
                ('asset', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='tax_ledger.asset')),
                ('counters', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='countered_by', to='tax_ledger.change')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='tax_ledger.notice')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='tax_ledger.owner')),
            ],
            options={
                'verbose_name': '異動',
                'verbose_name_plural': '異動',
                'ordering': ['-id'],
            },
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['municipality_code', 'status', 'id'], name='ledger_notice_by_status'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('municipality_code', 'number', 'digest'), name='ledger_notice_once'),
        ),
        migrations.AddConstraint(
            model_name='holding',
            constraint=models.UniqueConstraint(fields=('asset', 'owner'), name='ledger_holding_once'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(fields=['municipality_code', '-id'], name='ledger_change_newest'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(fields=['municipality_code', 'entered_at'], name='ledger_change_by_day'),
        ),
        EnableRowSecurity("tax_ledger", "Asset"),
        EnableRowSecurity("tax_ledger", "LedgerFile"),
        EnableRowSecurity("tax_ledger", "LineProblem"),
        EnableRowSecurity("tax_ledger", "Owner"),
        EnableRowSecurity("tax_ledger", "Notice"),
        EnableRowSecurity("tax_ledger", "Holding"),
        EnableRowSecurity("tax_ledger", "Change"),
        migrations.RunSQL(CREATE_GUARDS, DROP_GUARDS),
    ]
