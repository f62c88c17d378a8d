"""Flows with a real PostgreSQL: steps of people and platform, messages, times, and whoever comes second."""

from __future__ import annotations

import threading
import time
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.packs import Flow, Packs, flow_from_texts
from madoguchi.core.vocabulary import Facts
from madoguchi.engines.flows import versions, worlds
from madoguchi.engines.flows.api import (
    BeginFlow,
    CancelFlow,
    ClaimTask,
    FinishTask,
    FireTimer,
    FlowBeginning,
    FlowEnd,
    FlowRun,
    FlowTask,
    Happened,
    LookAgain,
    MoveRun,
    MoveTask,
    MovingNotPossibleError,
    NotYourTaskError,
    Performing,
    ReasonMissingError,
    ReleaseTask,
    ResultMissingError,
    RunMoving,
    RunReference,
    RunState,
    Service,
    ServiceRefusedError,
    TaskMoving,
    TaskNotFoundError,
    TaskOverError,
    TaskReference,
    TaskResult,
    TimerReference,
    Waiting,
    due_timers,
    flow_story,
    preview_move,
    runs_in_trouble,
    tasks_of_desk,
    tasks_without_desk,
    tell_flow,
)
from madoguchi_testing.drawings import (
    drawing,
    either,
    end,
    flow,
    in_a_row,
    service,
    start,
    step,
    timer,
    waits,
)

AIZU, KITAKATA = "072028", "072087"
NOW = datetime(2026, 3, 19, 10, 0, tzinfo=clock.TOKYO)
DESK = "resident_register"
DECLARATION = """
key: letter
label: 手紙
lanes: {}
sources: []
options:
  approval: {label: 決裁, default: without, choices: {with: {label: する}, without: {label: しない}}}
steps:
  review:
    results: {same: 同じ, different: 違いがある}
    notes: [different]
    due: P2D
"""
DRAWING = drawing(
    start(),
    step("review", "確かめる"),
    timer("late", "review", after="P3D"),
    service("remind", "flows.remind"),
    end("reminded"),
    either("choice", "same"),
    waits("corrected", "letter.corrected"),
    service("decide", "cases.decide"),
    either("whether", "without"),
    step("approve", "決裁する"),
    either("over"),
    end(),
    in_a_row("start", "review", "choice"),
    in_a_row("late", "remind", "reminded"),
    flow("choice", "corrected", 'result.review == "different"'),
    flow("choice", "decide", key="same"),
    flow("corrected", "review"),
    flow("decide", "whether"),
    flow("whether", "approve", 'option.approval == "with"'),
    flow("whether", "over", key="without"),
    in_a_row("approve", "over", "end"),
    messages=("letter.corrected",),
)


class Letters:
    """A world of its own: what the platform did, and what is said to be there already."""

    def __init__(self) -> None:
        self.performed: list[str] = []
        self.refuses = False
        self.come: str | None = None
        self.case: dict[str, Any] = {}

    def facts(self, context: Context, subject: str) -> Facts:
        return Facts(self.case, None, date(2026, 3, 19))

    def lock(self, subject: str) -> None:
        """Nobody else changes letters."""

    def wait(self, context: Context, subject: str) -> Waiting:
        return Waiting(subject, self.come)

    def service(self, key: str) -> Service:
        def perform(context: Context, performing: Performing) -> str:
            if self.refuses:
                raise ServiceRefusedError("印刷機に紙がありません。紙を入れてください。")
            self.performed.append(key)
            return ""

        return perform


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> Letters:
    world = Letters()
    monkeypatch.setitem(worlds._worlds, "letter", world)
    monkeypatch.setitem(worlds._waits, "letter.corrected", world.wait)
    for key in ("cases.decide", "flows.remind"):
        monkeypatch.setitem(worlds._services, key, world.service(key))
    return world


def declared(packs: Packs, drawn: bytes = DRAWING, declaration: str = DECLARATION) -> Flow:
    return flow_from_texts(packs, "letter", drawn.decode(), declaration)


@pytest.fixture
def in_packs(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Puts a flow into the packs beside the others."""
    real = versions.packs()

    def put(drawn: bytes = DRAWING, declaration: str = DECLARATION) -> Flow:
        made = declared(real, drawn, declaration)
        changed = object.__new__(Packs)
        changed.__dict__.update(real.__dict__)
        changed.flows = {**real.flows, made.key: made}  # type: ignore[misc,assignment]
        monkeypatch.setattr(versions, "packs", lambda: changed)
        return made

    put()
    return put


def context(
    *permissions: str, desks: tuple[str, ...] = (DESK,), name: str = "会津 花子", **more: Any
) -> Context:
    held = frozenset(permissions or ("counter_visit.accept", "cases.read", "cases.work"))
    code = more.pop("code", AIZU)
    return Context(code, Actor("staff", f"staff:{name}", code, name, held, desks), more.pop("now", NOW))


def begin(choices: dict[str, str] | None = None, code: str = AIZU) -> str:
    subject = f"letter:{uuid4()}"
    run(BeginFlow(), context(code=code), FlowBeginning(subject, "letter", DESK, choices or {}))
    return subject


def open_steps(subject: str, code: str = AIZU) -> dict[str, FlowTask]:
    story = flow_story(context(code=code), subject)
    assert story is not None
    return {task.step: task for task in story.standing}


def finish(subject: str, key: str, result: str = "", note: str = "", **more: Any) -> FlowTask:
    task = open_steps(subject)[key]
    return run(FinishTask(), context(**more), TaskResult(task.uuid, result, note))


def run_of(subject: str) -> FlowRun:
    story = flow_story(context(), subject)
    assert story is not None
    return story.run


pytestmark = [pytest.mark.usefixtures("letters", "in_packs")]


@pytest.mark.django_db
def test_a_flow_goes_from_desk_to_platform_to_desk(letters: Letters) -> None:
    subject = begin({"approval": "with"})
    assert set(open_steps(subject)) == {"review", "late"}
    assert open_steps(subject)["review"].due == date(2026, 3, 23), "two days on is a Saturday"
    finish(subject, "review", "same")
    assert letters.performed == ["cases.decide"]
    assert set(open_steps(subject)) == {"approve"}
    finish(subject, "approve")
    assert run_of(subject).state == RunState.FINISHED.value
    story = flow_story(context(), subject)
    assert story is not None
    told = [(task.step, task.ending, task.actor_name, task.result) for task in story.tasks]
    assert told == [
        ("review", "done", "会津 花子", "same"),
        ("late", "cancelled", "", ""),
        ("decide", "done", "会津 花子", ""),
        ("approve", "done", "会津 花子", ""),
    ]


@pytest.mark.django_db
def test_what_the_municipality_chose_decides_the_way() -> None:
    subject = begin()
    finish(subject, "review", "same")
    assert run_of(subject).state == RunState.FINISHED.value


@pytest.mark.django_db
def test_beginning_again_for_the_same_subject_begins_nothing() -> None:
    subject = begin()
    again = run(BeginFlow(), context(), FlowBeginning(subject, "letter", DESK))
    assert again.pk == run_of(subject).pk
    with tenancy.municipality(AIZU):
        assert FlowTask.objects.filter(subject=subject).count() == 2


@pytest.mark.django_db
def test_a_result_is_chosen_and_a_reason_given() -> None:
    subject = begin()
    for result in ("", "approved"):
        with pytest.raises(ResultMissingError):
            finish(subject, "review", result)
    with pytest.raises(ReasonMissingError):
        finish(subject, "review", "different", "  ")
    finish(subject, "review", "different", "生年月日が違う")
    assert set(open_steps(subject)) == {"corrected"}


@pytest.mark.django_db
def test_a_message_moves_whoever_waits_for_it_and_nobody_else() -> None:
    subject, other = begin(), begin()
    finish(subject, "review", "different", "生年月日が違う")
    with tenancy.municipality(AIZU):
        assert tell_flow(context(), Happened("letter.corrected", other)) is None
        assert tell_flow(context(), Happened("letter.lost", subject)) is None
        assert tell_flow(context(), Happened("letter.corrected", subject)) is not None
        assert tell_flow(context(), Happened("letter.corrected", subject)) is None
    assert set(open_steps(subject)) == {"review", "late"}


@pytest.mark.django_db
def test_a_message_that_came_before_anybody_waited_is_not_lost(letters: Letters) -> None:
    subject = begin()
    letters.come = ""
    finish(subject, "review", "different", "生年月日が違う")
    assert set(open_steps(subject)) == {"review", "late"}


@pytest.mark.django_db
def test_a_refused_step_of_the_platform_stays_and_is_tried_again(letters: Letters) -> None:
    subject = begin()
    letters.refuses = True
    finish(subject, "review", "same")
    assert "印刷機に紙がありません。" in run_of(subject).trouble
    assert [one.subject for one in runs_in_trouble(context())] == [subject]
    run(LookAgain(), context(), RunReference(subject))
    assert set(open_steps(subject)) == {"decide"}
    letters.refuses = False
    run(LookAgain(), context(), RunReference(subject))
    assert (run_of(subject).state, run_of(subject).trouble) == (RunState.FINISHED.value, "")


@pytest.mark.django_db
def test_a_timer_fires_when_its_day_has_come_and_leaves_the_step_open(letters: Letters) -> None:
    subject = begin()
    late = open_steps(subject)["late"]
    assert late.fires_at == datetime(2026, 3, 22, tzinfo=clock.TOKYO)
    with tenancy.municipality(AIZU):
        assert due_timers(NOW) == []
        assert due_timers(NOW + timedelta(days=3)) == [late.uuid]
    assert run(FireTimer(), context(), TimerReference(late.uuid)) is None
    day = context(now=NOW + timedelta(days=3))
    assert run(FireTimer(), day, TimerReference(late.uuid)) is not None
    assert letters.performed == ["flows.remind"]
    assert set(open_steps(subject)) == {"review"}
    assert run(FireTimer(), day, TimerReference(late.uuid)) is None


@pytest.mark.django_db
def test_a_step_of_the_platform_that_does_not_ask_who_was_before_it_looks_for_nobody(
    letters: Letters,
) -> None:
    subject = begin()
    late = open_steps(subject)["late"]
    with CaptureQueriesContext(connection) as asked:
        run(FireTimer(), context(now=NOW + timedelta(days=9)), TimerReference(late.uuid))
    assert letters.performed != []
    assert not [one for one in asked.captured_queries if '"ended_at" DESC' in one["sql"]]


@pytest.mark.django_db
def test_a_timer_that_fires_after_the_end_does_nothing(letters: Letters) -> None:
    subject = begin()
    late = open_steps(subject)["late"]
    run(CancelFlow(), context(), FlowEnd(subject))
    assert run(FireTimer(), context(now=NOW + timedelta(days=9)), TimerReference(late.uuid)) is None
    assert letters.performed == []
    assert run_of(subject).state == RunState.CANCELLED.value
    assert open_steps(subject) == {}


def test_a_timer_that_fires_while_a_case_is_being_withdrawn_waits_and_does_nothing(
    committed_db: None, letters: Letters
) -> None:
    subject = begin()
    late = open_steps(subject)["late"]
    fired: list[FlowRun | None] = []

    def fire() -> None:
        try:
            fired.append(run(FireTimer(), context(now=NOW + timedelta(days=9)), TimerReference(late.uuid)))
        finally:
            connection.close()

    clock_strikes = threading.Thread(target=fire)
    with tenancy.municipality(AIZU):
        run(CancelFlow(), context(), FlowEnd(subject))
        clock_strikes.start()
        while clock_strikes.is_alive() and not _somebody_waits():
            time.sleep(0.01)
        assert fired == []
    clock_strikes.join()
    assert (fired, letters.performed) == ([None], [])
    assert run_of(subject).state == RunState.CANCELLED.value


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE NOT granted AND datname = current_database())"
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db
def test_whoever_comes_second_reads_who_was_first() -> None:
    subject = begin()
    task = open_steps(subject)["review"]
    finish(subject, "review", "same", name="喜多方 一郎")
    with pytest.raises(TaskOverError) as caught:
        run(FinishTask(), context(), TaskResult(task.uuid, "different", "違う"))
    assert str(caught.value) == (
        "「確かめる」は、喜多方 一郎さんが3月19日10時00分に終えました。案件を開き直してください。"
    )


def test_two_clerks_at_once_finish_a_step_once(committed_db: None, letters: Letters) -> None:
    subject = begin()
    task = open_steps(subject)["review"]
    said: list[str] = []

    def press(name: str) -> None:
        try:
            run(FinishTask(), context(name=name), TaskResult(task.uuid, "same"))
            said.append("done")
        except TaskOverError:
            said.append("over")
        finally:
            connection.close()

    both = [threading.Thread(target=press, args=(name,)) for name in ("会津 花子", "喜多方 一郎")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(said) == ["done", "over"]
    assert letters.performed == ["cases.decide"]


@pytest.mark.django_db
def test_a_desk_works_on_its_own_tasks_alone() -> None:
    subject = begin()
    task = open_steps(subject)["review"]
    with pytest.raises(NotYourTaskError):
        finish(subject, "review", "same", desks=("tax",))
    with pytest.raises(TaskNotFoundError):
        run(FinishTask(), context(), TaskResult(open_steps(subject)["late"].uuid))
    with pytest.raises(TaskNotFoundError):
        run(ClaimTask(), context(), TaskReference(uuid4()))
    with pytest.raises(TaskNotFoundError):
        run(ClaimTask(), context(code=KITAKATA), TaskReference(task.uuid))


@pytest.mark.django_db
def test_a_task_of_somebody_who_left_is_released_by_whoever_hands_out_work() -> None:
    subject = begin()
    task = open_steps(subject)["review"]
    run(ClaimTask(), context(name="退職 した子"), TaskReference(task.uuid))
    assert tasks_of_desk(context(), DESK).mine == 0
    with pytest.raises(NotYourTaskError):
        run(ReleaseTask(), context(), TaskReference(task.uuid))
    run(ReleaseTask(), context("cases.work", "cases.assign"), TaskReference(task.uuid))
    assert open_steps(subject)["review"].assignee_name == ""


@pytest.mark.django_db
def test_a_task_of_a_closed_desk_is_found_and_given_to_another() -> None:
    subject = begin()
    task = open_steps(subject)["review"]
    assert [one.uuid for one in tasks_without_desk(context(), ["tax"])] == [task.uuid]
    manager = context("cases.assign", "cases.read")
    with pytest.raises(ReasonMissingError):
        run(MoveTask(), manager, TaskMoving(task.uuid, "tax"))
    run(MoveTask(), manager, TaskMoving(task.uuid, "tax", "住民登録の窓口は税務に移った"))
    assert tasks_without_desk(context(), ["tax"]) == ()
    assert [one.uuid for one in tasks_of_desk(context(), "tax").tasks] == [task.uuid]
    finish(subject, "review", "same", desks=("tax",))


@pytest.mark.django_db
def test_another_municipality_sees_nothing_of_it() -> None:
    subject = begin()
    assert flow_story(context(code=KITAKATA), subject) is None
    assert tasks_of_desk(context(code=KITAKATA), DESK).tasks == ()


@pytest.mark.django_db
def test_a_desk_reads_its_tasks_page_by_page() -> None:
    subjects = [begin() for _ in range(53)]
    first = tasks_of_desk(context(), DESK)
    assert (len(first.tasks), first.total) == (50, 53)
    rest = tasks_of_desk(context(), DESK, after=first.next)
    assert {task.subject for task in (*first.tasks, *rest.tasks)} == set(subjects)
    assert rest.next == ""
    for subject in subjects[:2]:
        finish(subject, "review", "same")
    done = tasks_of_desk(context(), DESK, finished=True)
    assert [task.subject for task in done.tasks] == subjects[1::-1]
    assert len(tasks_of_desk(context(), DESK, after="nonsense").tasks) == 50


NEWER = DRAWING.replace(b'name="approve"', b'name="approve"').replace(
    "決裁する".encode(), "課長が決裁する".encode()
)
WITHOUT_REVIEW = drawing(start(), step("approve", "決裁する"), end(), in_a_row("start", "approve", "end"))


@pytest.mark.django_db
def test_a_new_version_holds_for_new_cases_and_old_ones_are_moved(in_packs: Any) -> None:
    old = begin({"approval": "with"})
    in_packs(NEWER)
    new = begin({"approval": "with"})
    for subject in (old, new):
        finish(subject, "review", "same")
    assert open_steps(old)["approve"].label == "決裁する"
    assert open_steps(new)["approve"].label == "課長が決裁する"
    preview = preview_move(context(), "letter")
    assert [one.subject for one in preview.possible] == [old]
    run(MoveRun(), context("cases.assign"), RunMoving(run_of(old).uuid))
    assert preview_move(context(), "letter").possible == ()
    story = flow_story(context(), old)
    assert story is not None
    assert not story.newer
    finish(old, "approve")
    assert run_of(old).state == RunState.FINISHED.value


@pytest.mark.django_db
def test_a_run_whose_step_is_gone_stays_and_says_why(in_packs: Any) -> None:
    subject = begin()
    in_packs(WITHOUT_REVIEW, "key: letter\nlabel: 手紙\nlanes: {}\nsources: []\n")
    preview = preview_move(context(), "letter")
    assert [(one.subject, reasons) for one, reasons in preview.hindered] == [
        (
            subject,
            (
                "新しい版に、手順「確かめる」（review）がありません。",
                "新しい版に、手順「late」がありません。",
            ),
        )
    ]
    with pytest.raises(MovingNotPossibleError):
        run(MoveRun(), context("cases.assign"), RunMoving(run_of(subject).uuid))
    finish(subject, "review", "same")
    assert run_of(subject).state == RunState.FINISHED.value


@pytest.mark.django_db
def test_a_condition_that_nobody_has_answered_stops_the_run_and_says_what_is_missing(
    in_packs: Any, letters: Letters
) -> None:
    in_packs(
        drawing(
            start(),
            either("x", "no"),
            step("a", "かける"),
            end(),
            flow("start", "x"),
            flow("x", "a", "move.one_stop"),
            flow("x", "end", key="no"),
            flow("a", "end"),
        ),
        "key: letter\nlabel: 手紙\nlanes: {}\nsources: []\n",
    )
    subject = begin()
    trouble = run_of(subject).trouble
    assert "次へ進む条件の「" in trouble
    assert "分かりません。内容を補ってから、もう一度試してください。" in trouble
    letters.case = {"move.one_stop": True}
    run(LookAgain(), context(), RunReference(subject))
    assert set(open_steps(subject)) == {"a"}


@pytest.mark.django_db
def test_a_step_takes_few_statements_however_old_the_run(
    django_assert_max_num_queries: Any, letters: Letters
) -> None:
    subject = begin()
    letters.come = ""
    for _ in range(3):
        finish(subject, "review", "different", "違う")
    task = open_steps(subject)["review"]
    with django_assert_max_num_queries(14):
        run(FinishTask(), context(), TaskResult(task.uuid, "different", "違う"))
