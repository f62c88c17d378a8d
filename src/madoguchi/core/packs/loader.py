"""Reads a packs folder whole, or says everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from madoguchi.core.packs.approvals import ApprovalsBuilder
from madoguchi.core.packs.assessments import assessments_from
from madoguchi.core.packs.boards import boards_from, bodies_from
from madoguchi.core.packs.bookings import bookings_from
from madoguchi.core.packs.definitions import (
    check_key,
    documents_from,
    groups_from,
    items_to_bring_from,
    reporter,
    roles_from,
    themes_from,
    vocabulary_from,
)
from madoguchi.core.packs.effects import effects_from
from madoguchi.core.packs.entry_screens import entry_screens_from
from madoguchi.core.packs.events import check_common_facts, check_event, events_from
from madoguchi.core.packs.exchanges import exchanges_from
from madoguchi.core.packs.faqs import faqs_from
from madoguchi.core.packs.files import PackFiles, read_files
from madoguchi.core.packs.flow_checks import check_choices, check_documents
from madoguchi.core.packs.flow_lists import check_lists, listed_flows, with_flow
from madoguchi.core.packs.flows import flow_actions_from, flows_from
from madoguchi.core.packs.halls import halls_from
from madoguchi.core.packs.languages import texts_from
from madoguchi.core.packs.merging import (
    Layer,
    Locator,
    change_days,
    dated_problems,
    merge_procedure,
    resolve,
)
from madoguchi.core.packs.model import ApprovalRules, DeskRole, LifeEvent, Municipality, Procedure
from madoguchi.core.packs.municipalities import municipality_from, regions_from
from madoguchi.core.packs.packs import Packs
from madoguchi.core.packs.problems import PackErrors, PackProblem, PacksRefused, did_you_mean
from madoguchi.core.packs.procedures import ProcedureBuilder, Surroundings
from madoguchi.core.packs.scenarios import check_scenarios, scenarios_from
from madoguchi.core.packs.schemas import Schemas
from madoguchi.core.packs.timelines import Intervals, Timeline
from madoguchi.core.packs.words import words_from
from madoguchi.core.packs.yaml_reading import YamlFile
from madoguchi.core.vocabulary import Vocabulary
from madoguchi.lib.garbage import without_looking_for_garbage


def load_packs(root: Path, *, schemas: Path | None = None) -> Packs:
    """Loads and checks everything below `root`. Raises PackErrors with every problem that was found.

    `schemas` is the folder of the JSON Schemas, `root/_schema` when not given.
    """
    return _Loading(read_pack_files(root, schemas=schemas)).packs()


def read_pack_files(root: Path, *, schemas: Path | None = None) -> PackFiles:
    """Every file below `root`, each checked alone; what was wrong stands in `problems`.

    For tools that work on unfinished packs. Raises PackErrors when there are no packs at all.
    """
    if not (root / "common").is_dir():
        raise PackErrors(
            [
                PackProblem(
                    f"{root.name}/common",
                    1,
                    "パックのフォルダーがありません。",
                    "packs フォルダーの場所を確かめてください。",
                )
            ]
        )
    return read_files(root, _schemas(schemas or root / "_schema"))


def load_packs_or_refuse(root: Path) -> Packs:
    """As load_packs, once per process and folder. With a mistake it raises PacksRefused, a SystemExit:
    the process ends with exit code 1 and the message on standard error.
    """
    return _load_once(_resolved(root))


@lru_cache(maxsize=8)
def _resolved(root: Path) -> Path:
    # A page asks for the packs a dozen times, and each asking would look at every folder of the path.
    return root.resolve()


@lru_cache(maxsize=8)
def _load_once(root: Path) -> Packs:
    try:
        with without_looking_for_garbage():
            return load_packs(root)
    except PackErrors as errors:
        raise PacksRefused(errors) from None


@lru_cache(maxsize=4)
def _schemas(folder: Path) -> Schemas:
    return Schemas(folder)


@dataclass(slots=True)
class _Raw:
    """One procedure before it is built: merged values and the files they came from."""

    value: Mapping[str, Any]
    locator: Locator
    added: bool = False
    changes: set[date] = field(init=False)

    def __post_init__(self) -> None:
        self.changes = change_days(self.value)


@dataclass(slots=True)
class _Loading:
    """One run of loading. Within a step all problems are told; a step needs the steps before it."""

    files: PackFiles
    changes: list[date] = field(default_factory=list)

    def packs(self) -> Packs:
        files = self.files
        # What refers to something that could not be read would only repeat that one problem.
        self._stop_at_problems()
        groups = groups_from(files)
        vocabulary, compiler = vocabulary_from(files, groups)
        self._stop_at_problems()
        desk_roles, roles = roles_from(files)
        documents = documents_from(files, vocabulary)
        items_to_bring = items_to_bring_from(files, documents)
        regions = regions_from(files)
        themes = themes_from(files)
        events = events_from(files, vocabulary, groups, themes)
        check_common_facts(files, events)
        screens = entry_screens_from(files, vocabulary)
        flow_actions = flow_actions_from(files)
        flows = flows_from(files, vocabulary, desk_roles, flow_actions)
        listed = listed_flows(files)
        around = Surroundings(
            vocabulary, compiler, desk_roles, items_to_bring, documents, screens, flows, bool(listed)
        )
        common = self._common_procedures(listed)
        check_lists(files, common)
        overlays = self._overlays(common)
        self._find_changes(common, overlays)
        built_common = {key: self._build(key, raw, around) for key, raw in common.items()}
        approvals_of = ApprovalsBuilder(files, vocabulary, compiler, desk_roles)
        approvals: dict[str, ApprovalRules] = {}
        municipalities: dict[str, Municipality] = {}
        procedures: dict[str, Intervals] = {}
        for (region, code), (file, own) in overlays.items():
            municipality = municipality_from(files, region, code, file, desk_roles)
            check_choices(files, file, flows)
            built = {key: timeline for key, timeline in built_common.items() if key not in own}
            built |= {key: self._build(key, raw, around) for key, raw in own.items() if raw is not None}
            municipalities[code] = municipality
            approvals[code] = approvals_of.of(municipality, file)
            procedures[code] = Intervals(built, municipality.desks)
            self._check_desks(file, municipality, procedures[code], desk_roles)
        kinds = {kind for rules in approvals.values() for kind in rules.kinds}
        check_documents(files, flows, flow_actions, kinds)
        exchanges = exchanges_from(files, vocabulary, desk_roles, documents)
        boards = boards_from(files, vocabulary, desk_roles, exchanges)
        last = len(self.changes)
        files.problems.extend(around.problems)
        if not files.problems:
            self._check_events(events, built_common, procedures, vocabulary)
        assessments = assessments_from(files, vocabulary, compiler, desk_roles, common)
        known = {*common, *(key for there in procedures.values() for key in there[last])}
        packs = Packs(
            vocabulary=vocabulary,
            groups=groups,
            events={key: event for key, (event, _) in events.items()},
            roles=roles,
            desk_roles=desk_roles,
            items_to_bring=items_to_bring,
            documents=documents,
            regions=regions,
            municipalities=municipalities,
            procedures=procedures,
            common=Intervals(built_common, desk_roles),
            changes=self.changes,
            scenarios=list(scenarios_from(files)),
            fingerprint=files.fingerprint,
            texts=texts_from(files),
            themes=themes,
            assessments=assessments,
            approvals=approvals,
            exchanges=exchanges,
            boards=boards,
            bodies=bodies_from(files, municipalities, boards),
            bookings=bookings_from(files, municipalities),
            words=words_from(files, {*events, *known}),
            faqs=faqs_from(files, {*events, *known}),
            effects={} if files.problems else effects_from(files, municipalities, known, flows),
            flows=flows,
            flow_actions=flow_actions,
            halls=halls_from(files, municipalities),
        )
        if not files.problems:
            check_scenarios(files, packs)
        self._stop_at_problems()
        return packs

    def _stop_at_problems(self) -> None:
        if self.files.problems:
            raise PackErrors(self.files.problems)

    def _common_procedures(self, listed: Mapping[str, str]) -> dict[str, _Raw]:
        report = reporter(self.files)
        found = {}
        for relative, file in self.files.of("procedure").items():
            check_key(report, file, relative.parts[-2], "フォルダー")
            self.files.problems.extend(dated_problems(file.value, Locator((Layer(file),))))
            key = relative.parts[-2]
            found[key] = _Raw(with_flow(key, file.value, listed), Locator((Layer(file),)))
        return found

    def _overlays(
        self, common: Mapping[str, _Raw]
    ) -> dict[tuple[str, str], tuple[YamlFile, dict[str, _Raw | None]]]:
        """By region and code: the overlay's file and the procedures it changes; None is a hidden one."""
        report = reporter(self.files)
        found: dict[tuple[str, str], tuple[YamlFile, dict[str, _Raw | None]]] = {}
        codes: dict[str, str] = {}
        for relative, file in self.files.of("municipality").items():
            region, code = relative.parts[0], relative.stem
            if code in codes:
                report(
                    file, (), f"市町村「{code}」のファイルが2つあります。", f"もう1つは {codes[code]} です。"
                )
                continue
            codes[code] = file.name
            own: dict[str, _Raw | None] = {}
            for key, overlay in file.value.get("procedures", {}).items():
                own[key] = self._merged(file, key, overlay, common)
            found[region, code] = (file, own)
        return found

    def _merged(
        self, file: YamlFile, key: str, overlay: Mapping[str, Any], common: Mapping[str, _Raw]
    ) -> _Raw | None:
        report = reporter(self.files)
        place = ("procedures", key)
        added = overlay.get("added", False)
        if key not in common and not added:
            report(
                file,
                place,
                f"「{key}」という手続きは common にありません。",
                did_you_mean(key, common) or "この市町村だけの手続きなら added: true と書いてください。",
            )
            return None
        if key in common and added:
            report(
                file,
                (*place, "added"),
                f"「{key}」は common にある手続きです。",
                "added: true を消すか、別の名前にしてください。",
            )
            return None
        if overlay.get("hidden", False):
            return None
        changed = {name: value for name, value in overlay.items() if name not in ("added", "hidden")}
        layers: tuple[Layer, ...] = (Layer(file, place),)
        if added:
            value: dict[str, Any] = {"key": key, **changed}
        else:
            value = merge_procedure(common[key].value, changed)
            layers += common[key].locator.layers
        locator = Locator(layers)
        problems = self.files.schemas.problems("procedure", value, locator)
        self.files.problems.extend(problems or dated_problems(value, locator))
        return None if problems else _Raw(value, locator, added)

    def _find_changes(
        self,
        common: Mapping[str, _Raw],
        overlays: Mapping[tuple[str, str], tuple[YamlFile, Mapping[str, _Raw | None]]],
    ) -> None:
        days: set[date] = set()
        for raw in common.values():
            days |= raw.changes
        for _, own in overlays.values():
            for changed in own.values():
                if changed is not None:
                    days |= changed.changes
        self.changes = sorted(days)

    def _build(self, key: str, raw: _Raw, around: Surroundings) -> Timeline:
        """The procedure in the intervals between two changes; None where it does not exist."""
        begins: list[int] = []
        forms: list[Procedure | None] = []
        for interval, day in enumerate([date.min, *self.changes]):
            if interval and day not in raw.changes:
                continue
            resolved = resolve(raw.value, day)
            form = None
            if {"label", "channels"} <= resolved.value.keys():
                form = ProcedureBuilder(key, resolved, raw.locator, around).build(added=raw.added)
            begins.append(interval)
            forms.append(form if form is not None and form.in_force.contains(day) else None)
        return Timeline(tuple(begins), tuple(forms))

    def _check_desks(
        self,
        file: YamlFile,
        municipality: Municipality,
        procedures: Intervals,
        desk_roles: Mapping[str, DeskRole],
    ) -> None:
        report = reporter(self.files)
        missing: dict[str, list[str]] = {}
        for procedure in procedures.forms():
            if procedure.desk in municipality.desks or desk_roles[procedure.desk].outside:
                continue
            users = missing.setdefault(procedure.desk, [])
            if procedure.label not in users:
                users.append(procedure.label)
        for role, labels in missing.items():
            others = f" ほか{len(labels) - 2}件" if len(labels) > 2 else ""
            report(
                file,
                ("desks",),
                f"desks に「{role}」の窓口がありません（使う手続き: {'、'.join(labels[:2])}{others}）。",
                "窓口を足すか、その手続きを hidden: true にしてください。",
            )

    def _check_events(
        self,
        events: Mapping[str, tuple[LifeEvent, YamlFile]],
        common: Mapping[str, Timeline],
        procedures: Mapping[str, Intervals],
        vocabulary: Vocabulary,
    ) -> None:
        # Overlays may change a condition, and time may: every form that a procedure takes anywhere is tried.
        forms = [form for timeline in common.values() for form in timeline.forms if form is not None]
        forms += (form for there in procedures.values() for form in there.forms())
        distinct = list({id(form): form for form in forms}.values())
        for event, file in events.values():
            check_event(self.files, event, file, distinct, vocabulary)
