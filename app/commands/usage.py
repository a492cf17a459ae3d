"""A command that was called wrongly, in both languages: what is wrong, and where the usage stands."""

from __future__ import annotations

import re
import sys
from typing import Any

import typer

from app.errors import AppError
from app.language import say

IN_CHINESE = (
    (r"No such command '(.*?)'\. Did you mean '(.*)'\?", "没有命令 {}，是不是 {}"),
    (r"No such command '(.*)'", "没有命令 {}"),
    (r"Got unexpected extra argument\(?s?\)? \((.*)\)", "多出的参数：{}"),
    (r"Option '(.*)' requires an argument", "选项 {} 要带一个值"),
    (r"Input should be a valid integer.*", "要整数"),
    (r"Input should be a valid number.*", "要数字"),
    (r"Input should be greater than or equal to (.*)", "不能小于 {}"),
    (r"Input should be less than or equal to (.*)", "不能大于 {}"),
    (r"(?:Value error, )?'(.*?)' is not one of (.*)", "没有 {}，可用 {}"),
)
"""What the library says in English, and the same in Chinese."""


class UsageError(AppError):
    """A command was called with something that it does not know, or without something that it needs."""

    code = "command.usage"


def explained(error: typer.TyperException) -> UsageError:
    """Say a wrong call in our own words."""
    context: Any = getattr(error, "ctx", None)
    zh, en = _words(error)
    path = "sizhi" if context is None else context.command_path
    return UsageError(f"{zh}。用法：{path} --help", f"{en}. Usage: {path} --help")


def is_help(error: typer.TyperException) -> bool:
    """Whether a group was called alone; its help is printed then."""
    if type(error).__name__ != "NoArgsIsHelpError":  # the library does not export the class
        return False
    print(error.message, file=sys.stderr)
    return True


def _words(error: typer.TyperException) -> tuple[str, str]:
    told = error.message.rstrip(".")
    parameter: Any = getattr(error, "param", None)
    if hasattr(error, "possibilities"):
        name, nearest = error.option_name, ", ".join(error.possibilities or ())
        return (
            f"没有选项 {name}" + (f"，是不是 {nearest}" if nearest else ""),
            f"There is no option {name}" + (f", was it {nearest}" if nearest else ""),
        )
    if not isinstance(error, typer.BadParameter) or parameter is None:
        return _chinese(told), told
    name = parameter.get_error_hint().replace("'", "")
    # What an option is for is told in one language only: that of the command line.
    zh, en = say(f"（{parameter.help}）", ""), say("", f" ({parameter.help})")
    if hasattr(error, "param_type"):
        return f"缺少 {name}{zh}", f"{name}{en} is missing"
    return f"{name}{zh}的值不能用：{_chinese(told)}", f"{name}{en} cannot have this value: {told}"


def _chinese(told: str) -> str:
    for pattern, words in IN_CHINESE:
        if found := re.fullmatch(pattern, told):
            return words.format(*found.groups())
    return told
