"""English: nothing untranslated, placeholders kept, and the compiled file is the written one."""

import gettext
import re

from tests.citizens import catalogue

PLACES = re.compile(r"%\((\w+)\)s")


def test_every_sentence_of_the_public_pages_is_translated():
    written = catalogue.entries(catalogue.PO.read_text())

    missing = sorted(text for text in catalogue.sources() if not all(written.get(text) or [""]))
    assert missing == []


def test_translations_keep_their_placeholders():
    for source, translations in catalogue.entries(catalogue.PO.read_text()).items():
        for translation in translations:
            if source:
                assert sorted(PLACES.findall(source)) == sorted(PLACES.findall(translation)), source


def test_the_compiled_catalogue_is_the_written_one():
    """After a change: msgfmt --check -o django.mo django.po."""
    with catalogue.PO.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    written = {
        key: text
        for source, translations in catalogue.entries(catalogue.PO.read_text()).items()
        for key, text in (
            [(source, translations[0])]
            if len(translations) == 1
            else [((source, n), text) for n, text in enumerate(translations)]
        )
    }

    assert compiled._catalog == written


def test_counted_sentences_have_both_numbers():
    written = catalogue.entries(catalogue.PO.read_text())

    for source in catalogue.sources():
        assert len(written[source]) == (2 if catalogue.COUNTED in source else 1), source
