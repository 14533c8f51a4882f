"""Finds what on Windows keeps Excel from running the add-in's macros or from starting Python.

Read from the registry and the files, as administrators and security programs leave them; each
line says what to do.
"""

from __future__ import annotations

import ntpath
import os
from collections.abc import Iterator
from pathlib import Path

from xlperf.excel_addin.install.line import Line
from xlperf.excel_addin.install.windows import Hive, is_from_outside, registry, subkeys

_POLICIES = "Policies\\"
_SECURITY = r"Software\{policies}Microsoft\Office\16.0\Excel\Security"
_COMMON = r"Software\Policies\Microsoft\Office\16.0\Common\Security\Trusted Locations"
_WARNINGS = {1: "全部启用", 2: "禁用并提示", 3: "只启用有数字签名的", 4: "全部禁用且不提示"}
_NO_CHILDREN = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"
"""Is Defender's rule that blocks all Office applications from creating child processes."""
_RULES = r"SOFTWARE\{policies}Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
_MANAGED = r"SOFTWARE\Policies\Microsoft\Windows Defender\Policy Manager"


def trust_lines(addin: Path, files: list[Path], interpreter: str) -> Iterator[Line]:
    """Yields what is known of the add-in's file, of the other files it loads, and of Python."""
    yield from _marks([addin, *files])
    disabled = _places_disabled()
    is_trusted = not disabled and _is_trusted(str(addin.parent))
    if disabled:
        yield Line(
            False,
            f"受信任位置全部停用（{disabled}），加载项所在的文件夹也不受信任；"
            "请管理员给加载项签名，或重新启用受信任位置。",
        )
    elif is_trusted:
        yield Line(True, f"加载项所在的文件夹是受信任位置：{addin.parent}")
    yield _macros(is_trusted)
    yield _children(interpreter)


def _marks(files: list[Path]) -> Iterator[Line]:
    marked = [path for path in files if is_from_outside(path)]
    for path in marked:
        yield Line(
            False,
            f"{path} 带有来自互联网的标记，Excel 不运行其中的宏；"
            "请在文件的“属性”中勾选“解除锁定”，再重新打开 Excel。",
        )
    if not marked:
        yield Line(True, "加载项和通信组件没有来自互联网的标记")


def _places_disabled() -> str:
    """Returns who has switched off all trusted places; "" where they count."""
    for policies, who in ((_POLICIES, "由管理员设定"), ("", "本机设定")):
        key = rf"{_SECURITY.format(policies=policies)}\Trusted Locations"
        if registry(key, "AllLocationsDisabled") == 1:
            return who
    return ""


def _is_trusted(folder: str) -> bool:
    own_count = registry(_COMMON, "Allow User Locations") != 0
    hives: tuple[tuple[str, Hive], ...] = ((_POLICIES, "user"), (_POLICIES, "machine"))
    if own_count:
        hives += (("", "user"), ("", "machine"))
    for policies, hive in hives:
        for key in subkeys(rf"{_SECURITY.format(policies=policies)}\Trusted Locations", hive):
            place = _plain(str(registry(key, "Path", hive) or ""))
            below = registry(key, "AllowSubfolders", hive) == 1
            if place and (
                _plain(folder) == place or (below and _plain(folder).startswith(f"{place}\\"))
            ):
                return True
    return False


def _plain(folder: str) -> str:
    return ntpath.normcase(os.path.expandvars(folder)).rstrip("\\")


def _macros(is_trusted: bool) -> Line:
    policy = registry(_SECURITY.format(policies=_POLICIES), "VBAWarnings")
    own = registry(_SECURITY.format(policies=""), "VBAWarnings")
    level = policy if policy is not None else own
    who = "由管理员设定" if policy is not None else "本机设定"
    words = _WARNINGS.get(int(level) if level is not None else 2, str(level))
    ok = level in (None, 1, 2) or is_trusted
    advice = "" if ok else "；请管理员把加载项的文件夹设为受信任位置，或给加载项签名"
    return Line(ok, f"宏设置：{words}（{who}）{advice}")


def _children(interpreter: str) -> Line:
    state = _rule_state()
    if state not in (1, 6):
        return Line(True, "没有阻止 Excel 启动 Python 的规则")
    how = "先要确认警告才能" if state == 6 else "不能"
    return Line(
        False,
        f"Defender 的规则“阻止所有 Office 应用程序创建子进程”已启用，Excel {how}启动 Python；"
        f"请管理员在“攻击面减少”的排除项中加入 {interpreter}。",
    )


def _rule_state() -> int:
    """Returns the state of the rule against child processes: 1 blocks, 2 notes down, 6 warns."""
    for policies in (_POLICIES, ""):
        value = registry(_RULES.format(policies=policies), _NO_CHILDREN, "machine")
        if value is not None:
            return int(value)
    managed = str(registry(_MANAGED, "ASRRules", "machine") or "").lower()
    rules = dict(rule.split("=", 1) for rule in managed.split("|") if "=" in rule)
    return int(rules.get(_NO_CHILDREN, 0))
