"""Members and panels, sittings and what they decided. What a closed sitting holds cannot be changed."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from madoguchi.core.database.fields import PlainJSONField
from madoguchi.core.tenancy import TenantModel
from madoguchi.core.vocabulary import Sensitivity
from madoguchi.engines.boards.domain.states import CaseStatus, SittingStatus


class Member(TenantModel):
    """A member of a board. `field` is a key of the board's rules, `facilities` are where the member works,
    `account` is who signs in as this member (`staff:12`), empty for one who does not.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONAL

    uuid = models.UUIDField("委員の番号", default=uuid4, unique=True, editable=False)
    board = models.CharField("審査会", max_length=60)
    name = models.CharField("氏名", max_length=100)
    field = models.CharField("分野", max_length=40)
    facilities = models.JSONField("勤め先", default=list)
    term_from = models.DateField("任期の初日")
    term_until = models.DateField("任期の最後の日")
    account = models.CharField("サインインする人", max_length=80, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "委員"
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality_code", "account"],
                condition=~models.Q(account=""),
                name="member_once_by_account",
            )
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class Panel(TenantModel):
    """A panel (合議体): so many members, one of whom is in the chair."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.OPEN

    uuid = models.UUIDField("合議体の番号", default=uuid4, unique=True, editable=False)
    board = models.CharField("審査会", max_length=60)
    name = models.CharField("名前", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "合議体"
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["municipality_code", "board", "name"], name="panel_once_by_name")
        ]

    def __str__(self) -> str:
        return self.name


class Seat(TenantModel):
    """A member's seat in a panel."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONAL

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="seats")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="seats")
    is_chair = models.BooleanField("合議体の長", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "席"
        ordering: ClassVar[list[str]] = ["-is_chair", "id"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "member"], name="seat_once"),
            models.UniqueConstraint(
                fields=["panel"], condition=models.Q(is_chair=True), name="panel_has_one_chair"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.panel_id} {self.member_id}"


class Sitting(TenantModel):
    """A sitting of a panel. `sent_at`: since then its members see the agenda. `last_number` is the highest
    that a case ever had on it: no other case gets a number that stood in somebody's papers. `seats` are how
    many members the panel had when it was opened, and `roster` who they were (uuid, name and field of
    each), whatever becomes of the panel. `digest`, once it is closed, is SHA-256 over all that was decided.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONAL

    uuid = models.UUIDField("開催の番号", default=uuid4, unique=True, editable=False)
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="sittings")
    day = models.DateField("開催日")
    begins = models.TimeField("開始")
    place = models.CharField("場所", max_length=200)
    most_cases = models.PositiveSmallIntegerField("件数の上限")
    status = models.CharField(
        "状態",
        max_length=10,
        choices=[(one.value, one.label) for one in SittingStatus],
        default=SittingStatus.PLANNED.value,
    )
    sent_at = models.DateTimeField("資料を出した日時", null=True, blank=True)
    last_number = models.PositiveSmallIntegerField("最後の審査番号", default=0)
    cancel_reason = models.TextField("中止の理由", blank=True)
    seats = models.PositiveSmallIntegerField("委員の数", default=0)
    roster = models.JSONField("合議体の委員", default=list)
    opened_at = models.DateTimeField("開いた日時", null=True, blank=True)
    closed_at = models.DateTimeField("閉じた日時", null=True, blank=True)
    closed_by_name = models.CharField("閉じた職員", max_length=100, blank=True)
    digest = models.CharField("照合値", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "審査会の開催"
        ordering: ClassVar[list[str]] = ["-day", "-begins", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["panel", "day", "begins"],
                condition=~models.Q(status=SittingStatus.CANCELLED.value),
                name="sitting_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.uuid}"

    @property
    def state(self) -> SittingStatus:
        """The status as a domain value."""
        return SittingStatus(self.status)


class Attendance(TenantModel):
    """A member who was there."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONAL

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="attendances")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="attendances")
    presides = models.BooleanField("議長", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "出席"
        ordering: ClassVar[list[str]] = ["-presides", "id"]
        constraints = [models.UniqueConstraint(fields=["sitting", "member"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.member_id}"


class Availability(TenantModel):
    """Whether a member can come to a sitting, as the member said, or the secretary who took the call."""

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONAL

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="availabilities")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="availabilities")
    comes = models.BooleanField("出席できる")
    note = models.CharField("ひとこと", max_length=200, blank=True)
    said_at = models.DateTimeField("答えた日時")

    class Meta:
        verbose_name = verbose_name_plural = "出席の返事"
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [models.UniqueConstraint(fields=["sitting", "member"], name="availability_once")]

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.member_id}"


class BoardCase(TenantModel):
    """One person's case before the board, as a municipality sent it.

    `source_code` and `source_uuid` are the municipality and its message, `reference` what that municipality
    calls the case. `items` and `parts` are the content (JSON). `number` is the place on the agenda. What was
    decided: `result` (key of the rules), `months`, `reason`, `opinion` (付帯意見), and `judged` (by whom, and
    who took no part and why).
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    uuid = models.UUIDField("審査の番号", default=uuid4, unique=True, editable=False)
    board = models.CharField("審査会", max_length=60)
    source_code = models.CharField("依頼した市町村", max_length=6)
    source_uuid = models.UUIDField("依頼の送付")
    reference = models.CharField("市町村の記録", max_length=120, blank=True)
    application = models.CharField("申請の種類", max_length=40)
    applied_on = models.DateField("申請日")
    before = models.CharField("前の判定", max_length=40, blank=True)
    first_stage = models.CharField("一次判定", max_length=40, blank=True)
    items = PlainJSONField("項目", default=dict)
    parts = PlainJSONField("資料", default=dict)
    received_at = models.DateTimeField("届いた日時")
    status = models.CharField(
        "状態",
        max_length=10,
        choices=[(one.value, one.label) for one in CaseStatus],
        default=CaseStatus.WAITING.value,
    )
    sitting = models.ForeignKey(
        Sitting, on_delete=models.PROTECT, null=True, blank=True, related_name="cases"
    )
    number = models.PositiveSmallIntegerField("審査番号", null=True, blank=True)
    result = models.CharField("判定", max_length=40, blank=True)
    months = models.PositiveSmallIntegerField("有効期間（月）", null=True, blank=True)
    reason = models.TextField("一次判定と違う理由", blank=True)
    opinion = models.TextField("付帯意見", blank=True)
    judged = models.JSONField("審査した委員", default=dict)
    decided_at = models.DateTimeField("判定した日時", null=True, blank=True)
    closed_at = models.DateTimeField("確定した日時", null=True, blank=True)
    return_reason = models.TextField("戻した理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "審査"
        ordering: ClassVar[list[str]] = ["applied_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality_code", "source_code", "source_uuid"], name="board_case_once"
            ),
            models.UniqueConstraint(
                fields=["sitting", "number"],
                condition=models.Q(number__isnull=False),
                name="one_case_at_a_place",
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality_code", "status", "applied_on", "id"], name="board_case_waiting"
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def state(self) -> CaseStatus:
        """The status as a domain value."""
        return CaseStatus(self.status)


class Recusal(TenantModel):
    """What somebody said about a member and a case: must not judge, or may although the names look alike.

    `declared`: the member said so; only the member takes it back.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    case = models.ForeignKey(BoardCase, on_delete=models.CASCADE, related_name="recusals")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="recusals")
    must_not_judge = models.BooleanField("審査しない")
    declared = models.BooleanField("本人の申し出", default=False)
    reason = models.TextField("理由")

    class Meta:
        verbose_name = verbose_name_plural = "除斥"
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [models.UniqueConstraint(fields=["case", "member"], name="recusal_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.member_id}"


class Remark(TenantModel):
    """What a member thinks of a case before the sitting (事前の意見): no vote, an aid to the talk.

    `result` is a key of the board's rules, or empty.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.SENSITIVE

    case = models.ForeignKey(BoardCase, on_delete=models.CASCADE, related_name="remarks")
    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="remarks")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="remarks")
    result = models.CharField("事前の判定", max_length=40, blank=True)
    text = models.TextField("事前の意見", blank=True)
    said_at = models.DateTimeField("書いた日時")

    class Meta:
        verbose_name = verbose_name_plural = "事前の意見"
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "sitting", "member"], name="remark_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.member_id}"
