import uuid

import django.db.models.deletion
from django.db import migrations, models

from madoguchi.core.tenancy import EnableRowSecurity


class Migration(migrations.Migration):
    dependencies = [("forms", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="DraftFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("municipality_code", models.CharField(editable=False, max_length=6, verbose_name="市町村コード")),
                (
                    "uuid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="外部番号"),
                ),
                ("size", models.PositiveBigIntegerField(verbose_name="大きさ")),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="forms.draft",
                        verbose_name="書きかけの申請",
                    ),
                ),
            ],
            options={
                "verbose_name": "書きかけの申請のファイル",
                "verbose_name_plural": "書きかけの申請のファイル",
            },
        ),
        migrations.CreateModel(
            name="DraftChunk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("municipality_code", models.CharField(editable=False, max_length=6, verbose_name="市町村コード")),
                ("owner", models.UUIDField(verbose_name="持ち主")),
                ("number", models.PositiveIntegerField(verbose_name="番号")),
                ("content", models.BinaryField(verbose_name="中身")),
            ],
            options={
                "verbose_name": "書きかけの申請のファイルの中身",
                "verbose_name_plural": "書きかけの申請のファイルの中身",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_code", "owner", "number"), name="forms_draftchunk_once"
                    )
                ],
            },
        ),
        EnableRowSecurity("forms", "DraftFile"),
        EnableRowSecurity("forms", "DraftChunk"),
    ]
