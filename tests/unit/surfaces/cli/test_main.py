"""The command shell."""

from __future__ import annotations

import argparse

import pytest

from madoguchi.surfaces.cli import main as shell


class Greet:
    """A command with a command of its own."""

    leaves_at_once = False

    def register(self, subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
        parser = subparsers.add_parser("greet", help="say hello")
        parser.set_defaults(requires_django=False, leaves_at_once=self.leaves_at_once)
        inner = parser.add_subparsers(dest="inner", required=True)
        inner.add_parser("person").add_argument("name")

    def run(self, arguments: argparse.Namespace) -> int:
        print(arguments.name, arguments.json)
        return 3


@pytest.fixture
def only_greet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "discover", lambda: {"greet": Greet()})


@pytest.mark.usefixtures("only_greet")
def test_a_command_gets_json_at_every_depth_and_its_exit_code_is_kept(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert shell.main(["greet", "person", "葵", "--json"]) == 3
    assert capsys.readouterr().out == "葵 True\n"


@pytest.mark.usefixtures("only_greet")
def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert shell.main([]) == 2
    assert "greet" in capsys.readouterr().out


@pytest.mark.usefixtures("only_greet")
def test_an_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        shell.main(["great"])
    assert stopped.value.code == 2
    assert "great" in capsys.readouterr().err


def test_only_the_command_that_is_named_is_imported() -> None:
    assert set(shell.named_by(["packs", "check"])) == {"packs"}
    assert set(shell.named_by(["demo-data"])) == {"demo_data"}
    assert set(shell.named_by(["great"])) == set(shell.named_by([])) == set(shell.discover())


class LeftError(Exception):
    """Instead of the end of the process."""


@pytest.mark.usefixtures("only_greet")
@pytest.mark.parametrize("at_once", [True, False], ids=["at once", "as usual"])
def test_a_command_with_nothing_to_close_ends_its_own_process_at_once(
    monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    def leave(code: int) -> None:
        raise LeftError(code)

    monkeypatch.setattr(Greet, "leaves_at_once", at_once)
    monkeypatch.setattr(shell.os, "_exit", leave)
    words = ["greet", "person", "葵"]
    assert shell.main(words) == 3
    monkeypatch.setattr(shell.sys, "argv", ["madoguchi", *words])
    if at_once:
        with pytest.raises(LeftError, match="3"):
            shell.main()
    else:
        assert shell.main() == 3


def test_every_command_of_the_house_has_help() -> None:
    parser = shell.build_parser(shell.discover())
    (commands,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    described = {action.dest: action.help for action in commands._choices_actions}
    assert set(described) == set(commands.choices)
    assert all(described.values())
