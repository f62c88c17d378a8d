"""Drafts, behind row security."""

import uuid

from django.db import migrations, models

from madoguchi.core.tenancy import EnableRowSecurity


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("municipality_code", models.CharField(editable=False, max_length=6, verbose_name="市町村コード")),
                (
                    "uuid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="外部番号"),
                ),
                ("ciphertext", models.BinaryField(verbose_name="暗号文")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="保存した回数")),
                ("expires_at", models.DateTimeField(db_index=True, verbose_name="有効期限")),
            ],
            options={"verbose_name": "書きかけの申請", "verbose_name_plural": "書きかけの申請"},
        ),
        EnableRowSecurity("forms", "Draft"),
    ]
