"""A robot may be kept out."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("handover", "0002_methods")]

    operations = [
        migrations.AlterField(
            model_name="robotrun",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("running", "途中"),
                    ("entered", "入力しました"),
                    ("found", "登録済みでした"),
                    ("stopped", "止まりました"),
                    ("unreachable", "つながりません"),
                    ("uncertain", "登録したか不明"),
                    ("barred", "サインインできません"),
                ],
                default="running",
                max_length=12,
                verbose_name="結果",
            ),
        ),
    ]
