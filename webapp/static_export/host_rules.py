"""What a host of files has to be told: where URIs lead, what is gone, what files are.

`_redirects` and `_headers` are read by Netlify and Cloudflare Pages, `.htaccess` by Apache, and `nginx.conf`
is included by nginx at the level of http.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lod.rdf.formats import DOCUMENTS, HTML, RDF
from lod.rdf.iris import Thing
from lod.site import Site
from webapp.changes.endpoint import ACTIVITY
from webapp.http.responses import CORS, FOREVER, SECURITY, still_policy
from webapp.static_export.file_paths import FilePaths
from webapp.static_export.pages import SUFFIXES, Fate

_ROOTED = {"changes": ("changes/index.json", ACTIVITY), "ldes": ("ldes/index.ttl", RDF[0].content_type)}
_OTHER_TYPES = {
    ".well-known/datacatalog": RDF[0].content_type,
    ".well-known/void": RDF[0].content_type,
    "status": "application/json",
    "changes/*": ACTIVITY,
}


def files(places: FilePaths, fate: Fate, site: Site) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file with rules."""
    policy = f"{still_policy(tuple(site.image_hosts))}; frame-ancestors 'none'"
    headers = [*SECURITY, *CORS, ("Content-Security-Policy", policy)]
    yield "_redirects", _joined(_redirects(places.root, fate))
    yield "_headers", _joined(_headers(places.root, headers))
    yield ".htaccess", _joined(_apache(places.root, fate, headers))
    yield "nginx.conf", _joined(_nginx(places, fate, headers))


def _joined(lines: Iterator[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()


def _moves(root: str, fate: Fate) -> Iterator[tuple[str, str]]:
    """From where to where, for each address of what moved."""
    for thing, to in fate.moved:
        yield f"{root}id/{thing.kind}/{thing.key}", f"{root}id/{to.removeprefix('doc/')}"
        for suffix in SUFFIXES:
            yield f"{root}doc/{thing.kind}/{thing.key}{suffix}", f"{root}{to}{suffix}"


def _redirects(root: str, fate: Fate) -> Iterator[str]:
    yield "# what moved, then where each thing is described"
    for here, there in _moves(root, fate):
        yield f"{here} {there} 301"
    yield f"{root}id/:kind/:key {root}doc/:kind/:key 303"
    for name, (file, _) in _ROOTED.items():
        yield f"{root}{name} {root}{file} 200"


def _headers(root: str, headers: list[tuple[str, str]]) -> Iterator[str]:
    yield f"{root}*"
    yield from (f"  {name}: {value}" for name, value in headers)
    yield f"{root}static/*"
    yield f"  Cache-Control: {FOREVER}"
    types = {f"*.{form.suffix}": form.content_type for form in RDF}
    rooted = {name: media_type for name, (_, media_type) in _ROOTED.items()}
    for path, media_type in (types | _OTHER_TYPES | rooted).items():
        yield f"{root}{path}"
        yield f"  Content-Type: {media_type}"


def _apache(root: str, fate: Fate, headers: list[tuple[str, str]]) -> Iterator[str]:
    yield "# Apache 2.4 with mod_rewrite, mod_headers and mod_mime"
    yield "Options -MultiViews -Indexes"
    yield "DirectorySlash Off"
    yield f"ErrorDocument 404 {root}404.html"
    yield from (f"AddType {form.media_type} .{form.suffix}" for form in RDF)
    yield "AddDefaultCharset utf-8"
    yield "<IfModule mod_headers.c>"
    yield from (f'Header set {name} "{value}"' for name, value in headers)
    yield "</IfModule>"
    yield "RewriteEngine On"
    yield f"RewriteBase {root}"
    for thing, to in fate.moved:
        name = re.escape(f"{thing.kind}/{thing.key}")
        yield f"RewriteRule ^id/{name}$ {root}id/{to.removeprefix('doc/')} [R=301,L]"
        yield rf"RewriteRule ^doc/{name}(\.[a-z]+)?$ {root}{to}$1 [R=301,L]"
    for thing in fate.gone:
        yield rf"RewriteRule ^(id|doc)/{re.escape(f'{thing.kind}/{thing.key}')}(\.[a-z]+)?$ - [G]"
    yield f"RewriteRule ^id/([a-z]+)/([^/]+)$ {root}doc/$1/$2 [R=303,L]"
    yield from (f"RewriteRule ^{name}$ {root}{file} [L]" for name, (file, _) in _ROOTED.items())
    for form in RDF:
        names = "|".join(re.escape(name) for name in form.media_types if ";" not in name)
        yield "RewriteCond %{HTTP_ACCEPT} !text/html"
        yield f"RewriteCond %{{HTTP_ACCEPT}} {names}"
        yield f"RewriteCond %{{DOCUMENT_ROOT}}{root}doc/$1/$2.{form.suffix} -f"
        yield f"RewriteRule ^doc/([a-z]+)/([^/]+)$ {root}doc/$1/$2.{form.suffix} [L]"
    yield "RewriteCond %{REQUEST_FILENAME} !-f"
    yield "RewriteCond %{REQUEST_FILENAME}.html -f"
    yield f"RewriteRule ^(.*[^/])$ {root}$1.html [L]"


def _nginx(places: FilePaths, fate: Fate, headers: list[tuple[str, str]]) -> Iterator[str]:
    yield "# Include this at the level of http; set root to this folder, and add your certificate."
    yield from _nginx_maps(places.root, fate)
    yield from _nginx_server(places, headers)


def _nginx_maps(root: str, fate: Fate) -> Iterator[str]:
    """Which form Accept asks for, and which addresses moved or are gone."""
    yield "map_hash_bucket_size 512;"
    yield "map_hash_max_size 262144;"
    yield "map $http_accept $lod_form {"
    yield '    default "";'
    yield f'    "~*{"|".join(re.escape(name) for name in HTML.media_types)}" "";'
    for form in RDF:
        names = "|".join(re.escape(name) for name in form.media_types if ";" not in name)
        yield f'    "~*{names}" .{form.suffix};'
    yield "}"
    yield "map $uri $lod_moved {"
    yield '    default "";'
    yield from (f"    {here} {there};" for here, there in _moves(root, fate))
    yield "}"
    yield "map $uri $lod_gone {"
    yield "    default 0;"
    for thing in fate.gone:
        yield from (f"    {address} 1;" for address in _addresses(root, thing))
    yield "}"


def _nginx_server(places: FilePaths, headers: list[tuple[str, str]]) -> Iterator[str]:
    root = places.root
    yield "server {"
    yield "    listen 80;"
    yield f"    server_name {urlsplit(places.base).hostname};"
    yield f"    root /srv/{urlsplit(places.base).hostname};"
    yield "    absolute_redirect off;"
    yield "    types {"
    for form in DOCUMENTS:
        yield f"        {form.media_type} {form.suffix};"
    yield from (f"        {line};" for line in _TYPES)
    yield "    }"
    yield "    charset utf-8;"
    yield "    charset_types text/turtle text/plain text/css text/javascript text/csv;"
    yield from (f'    add_header {name} "{value}" always;' for name, value in headers)
    yield '    add_header Vary "Accept" always;'
    yield "    if ($lod_moved) { return 301 $lod_moved; }"
    yield "    if ($lod_gone) { return 410; }"
    yield f"    error_page 404 {root}404.html;"
    yield "    error_page 410 @gone;"
    yield f"    location ~ ^{re.escape(root)}id/([a-z]+)/([^/]+)$ {{ return 303 {root}doc/$1/$2; }}"
    yield "    location @gone {"
    yield f"        rewrite ^{re.escape(root)}id/(.*)$ {root}doc/$1 break;"
    yield "        try_files $uri$lod_form $uri.html $uri =404;"
    yield "    }"
    yield f"    location {root}doc/ {{ try_files $uri$lod_form $uri.html $uri =404; }}"
    for name, (file, media_type) in _ROOTED.items():
        typed = f"default_type '{media_type}'; types {{ }}"
        yield f"    location = {root}{name} {{ {typed} try_files {root}{file} =404; }}"
    for name, media_type in _OTHER_TYPES.items():
        match = f"^~ {root}{name[:-1]}" if name.endswith("*") else f"= {root}{name}"
        yield f"    location {match} {{ default_type '{media_type}'; types {{ }} try_files $uri =404; }}"
    yield f"    location {root} {{ try_files $uri.html $uri $uri/index.html =404; }}"
    yield "}"


_TYPES = (
    "application/xml xml",
    "application/gzip gz",
    "application/zstd zst",
    "application/atom+xml atom",
    "text/plain txt",
    "text/csv csv",
    "text/css css",
    "text/javascript js",
    "image/svg+xml svg",
    "image/png png",
    "font/woff2 woff2",
    "application/wasm wasm",
)


def _addresses(root: str, thing: Thing) -> Iterator[str]:
    yield f"{root}id/{thing.kind}/{thing.key}"
    for suffix in SUFFIXES:
        yield f"{root}doc/{thing.kind}/{thing.key}{suffix}"
