"""A site's folder: what is read from it, and how mistakes are told."""

from pathlib import Path

import pytest

from lod import environment
from lod.errors import SiteError
from lod.package_data import folder
from lod.site import Request, Site, create


@pytest.fixture
def site(tmp_path: Path) -> Path:
    create(tmp_path / "site")
    return tmp_path / "site"


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def mistakes(site: Path) -> list[str]:
    with pytest.raises(SiteError) as caught:
        Site.load(site)
    return str(caught.value).splitlines()


def test_a_new_site_folder_loads(site: Path) -> None:
    loaded = Site.load(site)
    assert loaded.base == "http://localhost:8000/"
    assert [c.key for c in loaded.collections] == ["example"]
    assert loaded.collections[0].folder == site / "collections/example"
    assert loaded.var == site / "var"
    assert loaded.remarks == ()


def test_a_site_is_also_loaded_by_its_site_toml(site: Path) -> None:
    assert Site.load(site / "site.toml") == Site.load(site)


def test_the_demo_site_loads() -> None:
    assert Site.load(folder("data") / "demo").collections


def test_a_folder_with_files_is_not_made_a_site(site: Path) -> None:
    with pytest.raises(SiteError, match="expected an empty or a new folder"):
        create(site)


def test_a_folder_without_site_toml_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="lod init"):
        Site.load(tmp_path)


def test_all_mistakes_of_all_files_are_told_together(site: Path) -> None:
    edit(site / "site.toml", '"http://localhost:8000/"', '"http://data.example.org/"')
    edit(site / "organizations.toml", 'kind = "library"', 'kind = "librar"')
    edit(site / "collections/example/collection.toml", "licence =", "lisence =")
    told = "\n".join(mistakes(site))
    assert (
        "site.toml: base: found 'http://data.example.org/', expected a URI that starts with https://" in told
    )
    assert "organization 1: kind: found 'librar', expected 'library', 'museum' or 'archive'" in told
    assert "collections/example/collection.toml: lisence: unknown key; do you mean 'licence'?" in told
    assert "collections/example/collection.toml: licence: missing" in told


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            '8000/"',
            '8000"',
            "site.toml: base: found 'http://localhost:8000', expected a URI that ends in \"/\"",
        ),
        ("seconds = 30", 'seconds = "30"', "site.toml: limits.seconds: found '30', expected a valid number"),
        ("seconds = 30", "seconds = 0", "site.toml: limits.seconds: found 0, expected greater than 0"),
        ("seconds = 30", "secands = 9", "site.toml: limits.secands: unknown key; do you mean 'seconds'?"),
        (
            "collections@example.org",
            "nobody",
            "site.toml: contact: found 'nobody', expected an e-mail address",
        ),
        ('["nl", "en"]', "[]", "site.toml: languages: found none, expected one or more"),
        ('["nl", "en"]', '["fr"]', "site.toml: languages.1: found 'fr', expected 'nl' or 'en'"),
        (', en = "Example collections"', "", "site.toml: name.en: missing"),
        ('"Example collections"', '" "', "expected a text, and en is empty"),
        ('publisher = "example-library"', 'publisher = "exmple-library"', "do you mean 'example-library'?"),
        ("base =", "base", "site.toml: cannot be read as TOML"),
        ("releases_kept = 3", "releases_kept = true", "publish.releases_kept: found True, expected a valid"),
    ],
)
def test_a_mistake_in_site_toml_is_told_with_key_found_and_expected(
    site: Path, old: str, new: str, told: str
) -> None:
    edit(site / "site.toml", old, new)
    assert any(told in line for line in mistakes(site)), mistakes(site)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "{?isbn}",
            "{?isbm}",
            "request.isbn: found 'https://catalogue.example.org/request{?isbm}', expected a URI",
        ),
        (
            "latitude = 53.2012",
            "latitude = 530",
            "place.latitude: found 530, expected less than or equal to 90",
        ),
        (
            'id = "example-library"',
            'isil = ["HaKB"]',
            "isil.1: found 'HaKB', expected an ISIL such as NL-HaKB",
        ),
        ("[[organization]]", "[[organisation]]", "organisation: unknown key; do you mean 'organization'?"),
        (
            "https://www.example.org/",
            "www.example.org",
            "website: found 'www.example.org', expected an absolute",
        ),
    ],
)
def test_a_mistake_in_organizations_toml_names_the_organisation(
    site: Path, old: str, new: str, told: str
) -> None:
    edit(site / "organizations.toml", old, new)
    assert any(told in line for line in mistakes(site)), mistakes(site)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('sources = ["ftp://x.example/a.mrc"]', "sources.1: found 'ftp://x.example/a.mrc', expected a file"),
        ("sources = []", "sources: missing; or oai, or sru"),
        ('oai = "x.example"', "oai.url: found 'x.example', expected an absolute URI"),
        ('oai = { set = "a" }', "oai.url: missing"),
        ('oai = { url = "https://x.example/", sett = "a" }', "oai.sett: unknown key; do you mean 'set'?"),
        ('oai = { url = "https://x.example/", form = "a" }', "oai.form: unknown key; do you mean 'from'?"),
        (
            'oai = { url = "https://x.example/", from = "2024-02-30" }',
            "oai.from: found '2024-02-30', expected",
        ),
        ('oai = { url = "https://x.example/", prefix = "a b" }', "oai.prefix: found 'a b', expected a word"),
        ('sru = { url = "https://x.example/" }', "sru.query: missing"),
        (
            'sru = { url = "https://x.example/", query = "a", version = "3" }',
            "expected '1.1', '1.2' or '2.0'",
        ),
    ],
)
def test_a_mistake_in_what_is_harvested_is_told(site: Path, line: str, told: str) -> None:
    edit(site / "collections/example/collection.toml", 'sources = ["records"]', line)
    assert any(told in one for one in mistakes(site)), mistakes(site)


def test_a_collection_may_be_harvested_only(site: Path) -> None:
    line = 'oai = { url = "https://x.example/oai", from = "2020-01-01" }'
    edit(site / "collections/example/collection.toml", 'sources = ["records"]', line)
    (one,) = Site.load(site).collections
    assert one.oai is not None
    assert (one.oai.url, one.oai.start, one.sources) == ("https://x.example/oai", "2020-01-01", ())


def test_a_collection_cannot_say_its_own_key(site: Path) -> None:
    edit(site / "collections/example/collection.toml", "owner =", 'key = "other"\nowner =')
    assert mistakes(site)[0].startswith("collections/example/collection.toml: key: unknown key")


def test_collections_whose_records_could_share_a_uri_are_refused(site: Path) -> None:
    (site / "collections/example-two").mkdir()
    text = (site / "collections/example/collection.toml").read_text("utf-8")
    (site / "collections/example-two/collection.toml").write_text(text, "utf-8")
    assert "starts with 'example-'" in mistakes(site)[0]


def test_a_folder_name_that_cannot_stand_in_a_uri_is_refused(site: Path) -> None:
    (site / "collections/example").rename(site / "collections/My Books")
    assert "expected small letters, digits and single hyphens" in mistakes(site)[0]


def test_two_organisations_with_one_isil_are_refused(site: Path) -> None:
    file = site / "organizations.toml"
    row = '\n[[organization]]\nid = "example-library"\nkind = "museum"\nname = "Twice"\n'
    file.write_text(file.read_text("utf-8") + row, "utf-8")
    assert mistakes(site) == ["organizations.toml: found 'example-library' 2 times, expected it once"]


def test_an_organisation_is_found_by_each_of_its_isils(site: Path) -> None:
    edit(site / "organizations.toml", 'id = "example-library"', 'isil = ["NL-HaKB", "NL-0800070000"]')
    edit(site / "site.toml", '"example-library"', '"NL-HaKB"')
    edit(site / "collections/example/collection.toml", '"example-library"', '"NL-0800070000"')
    loaded = Site.load(site)
    assert loaded.organization("NL-HaKB") is loaded.organization("NL-0800070000") is not None
    assert loaded.organization("NL-Unknown") is None


def test_a_licence_that_the_register_will_refuse_is_remarked_upon_but_allowed(site: Path) -> None:
    edit(
        site / "collections/example/collection.toml",
        "https://creativecommons.org/publicdomain/zero/1.0/",
        "https://opendatacommons.org/licenses/by/1-0/",
    )
    assert "will be refused by the Dutch Dataset Register" in Site.load(site).remarks[0]


def test_a_request_link_uses_the_first_template_that_can_be_filled() -> None:
    request = Request(ppn="https://l.example/{ppn}", title="https://l.example/{?title}")
    assert request.url(isbn="1", title="Max & co") == "https://l.example/?title=Max%20%26%20co"
    assert request.url(isbn="1") is None


def test_the_environment_can_put_var_elsewhere(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOD_VAR", str(tmp_path / "elsewhere"))
    assert Site.load(site).var == tmp_path / "elsewhere"


@pytest.mark.parametrize("text", ["0", "-1", "two", "1025", "1.5"])
def test_a_wrong_number_of_processes_is_refused(text: str) -> None:
    with pytest.raises(SiteError, match="LOD_PROCESSES"):
        environment.read({"LOD_PROCESSES": text})
