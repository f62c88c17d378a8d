"""The Django application of the mailbox engine."""

from django.apps import AppConfig


class MailboxConfig(AppConfig):
    """Sealed letters of the public zone."""

    name = "madoguchi.engines.mailbox"
    label = "mailbox"
    verbose_name = "受付箱"
