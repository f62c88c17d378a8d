from django.db import migrations, models

from madoguchi.core.tenancy import EnableRowSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("reception", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublishedHall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("municipality_code", models.CharField(editable=False, max_length=6, verbose_name="市町村コード")),
                ("hall", models.CharField(max_length=60, verbose_name="待合")),
                ("day", models.DateField(verbose_name="日")),
                ("version", models.PositiveIntegerField(verbose_name="版")),
                ("at", models.DateTimeField(verbose_name="いつの状態か")),
                ("payload", models.JSONField(default=dict, verbose_name="状態")),
                ("typical", models.JSONField(blank=True, null=True, verbose_name="ふだんの一日")),
                ("heard_at", models.DateTimeField(verbose_name="最後に聞いた日時")),
            ],
            options={
                "verbose_name": "公開した待合の状態",
                "verbose_name_plural": "公開した待合の状態",
                "ordering": ["hall"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality_code", "hall"), name="reception_published_once"
                    )
                ],
            },
        ),
        EnableRowSecurity("reception", "PublishedHall"),
    ]
