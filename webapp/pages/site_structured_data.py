"""The JSON-LD of pages that are not of one thing: the first page, the datasets, the stories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lod.dataset.catalogue import Catalogue
from lod.dataset.dumps import Download
from lod.dataset.dumps.downloads import WHOLE
from lod.dataset.site_description import collection_thing, thing_of
from lod.site import Organization, Site
from webapp.languages import Wording
from webapp.pages.layout import Framer
from webapp.pages.structured_data import Json, as_dataset, crumbs
from webapp.pages.things.holdings import local


def website(site: Site, framer: Framer) -> Json:
    """The site: what it is called and who publishes it. Google takes its name from here, and since the end of
    2024 no longer how it is searched, which others still read.
    """
    urls = framer.urls
    node: dict[str, Json] = {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": framer.site_name,
        "url": urls.public(urls.home()),
        "description": local(site.description, framer.wording),
        "inLanguage": [*framer.languages],
        "publisher": publisher(site, framer.wording),
    }
    others: list[Json] = [*dict.fromkeys(name for name in site.name.values() if name != framer.site_name)]
    if others:  # names that Google may take when it does not take the first
        node["alternateName"] = others[0] if len(others) == 1 else others
    return node | ({"potentialAction": _search(urls.public(framer.search))} if framer.search else {})


def _search(address: str) -> Json:
    return {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{address}?q={{search_term_string}}"},
        "query-input": "required name=search_term_string",
    }


def publisher(site: Site, wording: Wording) -> Json:
    """Who publishes the site."""
    found = site.organization(site.publisher)
    return _organization(found, site, wording) if found else local(site.name, wording)


def _organization(one: Organization, site: Site, wording: Wording) -> Json:
    node: dict[str, Json] = {
        "@type": "Organization",
        "@id": thing_of(one).iri(site.base),
        "name": local(one.name, wording),
    }
    return node | ({"url": one.website} if one.website else {})


def author(name: str, site: Site, wording: Wording) -> Json:
    """Who wrote a story: an organisation of the site when it is called so, else a person."""
    one = next((one for one in site.organizations if name in one.name.values()), None)
    return _organization(one, site, wording) if one else {"@type": "Person", "name": name}


def trail(framer: Framer, *steps: tuple[str, str]) -> Json:
    """The way from the first page, by names and addresses of this site."""
    urls = framer.urls
    home = (framer.site_name, urls.public(urls.home()))
    return crumbs((home, *((name, urls.public(path)) for name, path in steps)))


def stories(title: str, lead: str, told: Sequence[tuple[str, str]], framer: Framer) -> list[Json]:
    """The list of the stories, by title and address."""
    urls, path = framer.urls, framer.urls.page("stories")
    items: list[Json] = [
        {"@type": "ListItem", "position": number, "name": name, "url": urls.public(address)}
        for number, (name, address) in enumerate(told, 1)
    ]
    page: Json = {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "url": urls.public(path),
        "name": title,
        "description": lead,
        "mainEntity": {"@type": "ItemList", "itemListElement": items},
    }
    return [page, trail(framer, (title, path))]


def datasets(
    title: str, path: str, about: Catalogue, downloads: Mapping[str, Sequence[Download]], framer: Framer
) -> list[Json]:
    """The catalogue with all its datasets; where the files of each are stands on its own page."""
    site, wording, urls = about.site, framer.wording, framer.urls
    told: list[Json] = []
    if about.licence:
        names = site.name, site.description
        whole = _dataset(about.whole, path, names, about.licence, site.publisher, about, framer)
        told.append(as_dataset(whole, local(site.description, wording), urls, downloads.get(WHOLE, ())))
    for one in site.collections:
        page = urls.document(collection_thing(one))
        names = one.name, one.description
        node = _dataset(about.dataset(one.key), page, names, one.licence, one.owner, about, framer)
        told.append(as_dataset(node, local(site.description, wording), urls, ()))
    page_of: Json = {
        "@context": "https://schema.org",
        "@type": "DataCatalog",
        "@id": about.iri,
        "url": urls.public(path),
        "name": framer.site_name,
        "description": local(site.description, wording),
        "publisher": publisher(site, wording),
        "dataset": told,
    }
    return [page_of, trail(framer, (title, path))]


def _dataset(
    iri: str,
    page: str,
    names: tuple[Mapping[str, str], Mapping[str, str]],
    licence: str,
    owner: str,
    about: Catalogue,
    framer: Framer,
) -> Json:
    wording, maker = framer.wording, about.site.organization(owner)
    node: dict[str, Json] = {
        "@type": "Dataset",
        "@id": iri,
        "url": framer.urls.public(page),
        "name": local(names[0], wording),
        "description": local(names[1], wording),
        "license": licence,
    }
    return node | ({"creator": _organization(maker, about.site, wording)} if maker else {})
