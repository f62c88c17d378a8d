"""How the rounds of a box to the centre went, behind row security."""

from django.db import migrations, models

from madoguchi.core.tenancy import EnableRowSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("reception", "0009_leaving_by_version"),
    ]

    operations = [
        migrations.CreateModel(
            name="BoxRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("municipality_code", models.CharField(editable=False, max_length=6, verbose_name="市町村コード")),
                ("hall", models.CharField(max_length=60, verbose_name="待合")),
                ("reached_at", models.DateTimeField(blank=True, null=True, verbose_name="庁内に届いた日時")),
                ("tried_at", models.DateTimeField(verbose_name="庁内に届けようとした日時")),
                ("refused", models.CharField(blank=True, max_length=300, verbose_name="庁内に断られた理由")),
                ("clock_off", models.IntegerField(default=0, verbose_name="庁内との時計のずれ（秒）")),
            ],
            options={
                "verbose_name": "庁内への知らせ",
                "verbose_name_plural": "庁内への知らせ",
                "constraints": [
                    models.UniqueConstraint(fields=("municipality_code", "hall"), name="reception_round_once")
                ],
            },
        ),
        EnableRowSecurity("reception", "BoxRound"),
    ]
