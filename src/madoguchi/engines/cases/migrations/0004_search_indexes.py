"""The indexes answer both names, and the newest ends of a desk, without fetching rows."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0003_attachment'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='case',
            name='case_finished',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_by_name',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_by_given_name',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_by_kana',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_by_given_kana',
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_at__isnull', False)), fields=['municipality_code', 'desk_role', '-closed_at', '-id'], include=('status',), name='case_finished'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['municipality_code', 'name_key', '-id'], include=('given_name_key', 'given_kana_key'), name='case_by_name'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['municipality_code', 'kana_key', '-id'], include=('given_name_key', 'given_kana_key'), name='case_by_kana'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['municipality_code', 'given_name_key', '-id'], include=('name_key', 'kana_key'), name='case_by_given_name'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['municipality_code', 'given_kana_key', '-id'], include=('name_key', 'kana_key'), name='case_by_given_kana'),
        ),
    ]
