"""Rules about the code itself; what ruff, mypy and import-linter cannot say."""

import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver

from dossiers.reads.supervision.lists import BY_SLUG

ROOT = Path(__file__).resolve().parents[2]
TRACKED = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
SOURCES = [
    ROOT / name for name in TRACKED if name.endswith(".py") and "/migrations/" not in name and (ROOT / name).exists()
]
MIGRATIONS = [ROOT / name for name in TRACKED if "/migrations/" in name and (ROOT / name).exists()]
LONGEST = 320  # lines
# What a template may put into an address or a value as it is, because it is no number: 1000 would read "1.000" there.
WORDS_IN_ADDRESSES = re.compile(
    r"(?:.+\.)?(?:address(?:\(.*\))?|all|back|calendar_page|chosen|dialled|code|cursor|field|first|group|here|id_for_label|key|language_link|name"
    r"|list|more|date|next|path|phone|pile|qr|short|slug|state|step|table|typed|urlencode|value|words)"
)
AS_IT_IS = re.compile(r"""\|(?:stringformat:['"]d['"]|unlocalize|of:|front_door|static)""")
NAMED_BY_THEIR_LIST = {each.name.replace("-", "_") for each in BY_SLUG.values()}
OPEN_TO_ALL = {
    "dossiers.views.appointment",
    "dossiers.views.citizens",
    "dossiers.views.details",
    "dossiers.views.opting_out",
    "dossiers.views.pages",
    "dossiers.views.published",
    "dossiers.views.following",
    "dossiers.views.procedures",
    "dossiers.views.reckoning",
    "dossiers.api",
    "portal.health",
}


def views(patterns=None):
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver):
            yield from views(entry.url_patterns)
        elif isinstance(entry, URLPattern):
            yield entry.callback


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_does_one_thing_and_says_what(path):
    text = path.read_text()

    assert len(text.splitlines()) <= LONGEST
    assert not text.strip() or text.removeprefix("#!/usr/bin/env python\n").startswith('"""')


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_migration_is_no_longer_than_any_other_file(path):
    assert len(path.read_text().splitlines()) <= LONGEST


@pytest.mark.parametrize("word", ["utils", "helpers", "services", "common", "misc"])
def test_no_file_has_a_name_that_could_hold_anything(word):
    assert not [name for name in TRACKED if re.search(rf"(^|/){word}(\.py|/)", name)]


def test_no_import_hides_inside_a_function():
    hidden = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in SOURCES
        if "tests" not in path.parts
        for line in path.read_text().splitlines()
        if re.match(r"\s+(from [\w.]+ import |import \w)", line)
    ]

    assert hidden == []


def test_committed_files_name_no_registry_and_no_place_of_this_machine():
    forbidden = re.compile(r"index-url|pypi\.org|registry\.npmjs|\.\./shared|(?<![\w.])/(home|root|tmp|work)/")
    found = [
        f"{name}:{number}"
        for name in TRACKED
        if name
        and (ROOT / name).is_file()
        and not name.endswith((".mo", ".jsonl", ".png", ".ico"))
        and name != "tests/portal/test_architecture.py"
        for number, line in enumerate((ROOT / name).read_text(errors="replace").splitlines(), start=1)
        if forbidden.search(line)
    ]

    assert found == []


def test_every_requirement_has_a_hash():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        pinned = re.findall(r"^[\w.-]+(?:\[[\w,-]+\])?==", text, flags=re.M)
        assert len(pinned) == len(re.findall(r"^[\w.-]+(?:\[[\w,-]+\])?==.*?\n    --hash=", text, flags=re.M))


def test_every_direct_dependency_says_why_it_is_here():
    block = re.search(r"^dependencies = \[(.*?)^\]", (ROOT / "pyproject.toml").read_text(), flags=re.M | re.S).group(1)

    assert all("#" in line for line in block.strip().splitlines())


def test_only_the_public_counter_is_open_to_all():
    opened = {view.__module__ for view in views() if not getattr(view, "login_required", True)}

    entrances = {f"dossiers.views.accounts.{name}" for name in ("entrance", "passwords")}
    assert opened <= OPEN_TO_ALL | entrances | {"django.contrib.admin.sites", "agencies.admin.door"}


def test_every_template_is_used():
    texts = "\n".join(path.read_text() for path in [*SOURCES, *(ROOT / "templates").rglob("*.html")])
    orphans = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "templates").rglob("*.html")
        if not re.search(rf"""["'/]{re.escape(path.name)}["']""", texts) and path.stem not in NAMED_BY_THEIR_LIST
    ]

    assert orphans == []


def test_no_address_and_no_value_carries_a_number_as_people_read_it():
    begins = r"""(?:value=["']|[?&;][\w-]+=|(?:href|action|src)=["'][^"']*?)"""
    carried = re.compile(begins + r"""\{\{\s*([^}|\s]+)\s*(\|[^}]*)?\}\}""")
    bare = [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in (ROOT / "templates").rglob("*.html")
        for found in carried.finditer(path.read_text())
        if not WORDS_IN_ADDRESSES.fullmatch(found[1]) and not AS_IT_IS.search(found[2] or "")
    ]

    assert bare == []


def test_models_and_migrations_agree(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_no_foreign_key_of_a_dossier_cascades_away_history():
    event = apps.get_model("dossiers", "Event")

    assert event._meta.get_field("dossier").remote_field.on_delete.__name__ == "PROTECT"


def test_the_readme_names_every_command():
    readme = (ROOT / "README.md").read_text()
    commands = [path.stem for path in ROOT.glob("*/management/commands/*.py") if path.stem != "__init__"]

    assert [command for command in commands if f"manage.py {command}" not in readme] == []
