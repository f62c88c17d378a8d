"""`madoguchi serve`: the site of one zone, as it runs in production."""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import ssl
import sys
from collections.abc import Callable
from itertools import product
from pathlib import Path
from threading import Barrier
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from madoguchi.lib.link_certificates import LinkFiles

_SITE_OF_ENGINE = {"jinja2": "resident_web", "staff": "staff_web"}
"""Each site's pages in Jinja2 know what their own environment offers."""

_GARBAGE_THRESHOLDS = (20_000, 20, 20)
"""After how many new objects Python looks for circles of garbage, and how seldom among the older ones."""

_SECONDS_TO_GATHER = 10

UNGUARDED = (
    "注意: ほかの機械から届くアドレスですが、MADOGUCHI_HTTPS がオンではありません。"
    "HTTPS の後ろに置き、MADOGUCHI_HTTPS=1 にしてください。"
    "このままでは Cookie が暗号のない通信でも送られます。"
)

LINK_IS_PUBLIC = "庁内との接続口は、公開側だけで動きます。--zone public を付けてください。"
LINK_LACKS_CERTIFICATES = (
    "接続口の証明書がそろっていません。庁内で「madoguchi keys link」を実行し、"
    "authority.crt・server.crt・server.key を {folder} に置いてください。"
)

BOXES_ARE_OFFICE = "受付端末の接続口は、庁内だけで動きます。--zone office を付けてください。"
BOXES_LACK_CERTIFICATES = (
    "受付端末の接続口の証明書がそろっていません。「madoguchi box make --centre 名前」で作ってください"
    "（{folder}）。"
)


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Which zone, where, and with how many processes."""
    parser = subparsers.add_parser("serve", help="serve the resident site or the staff site")
    parser.add_argument("--zone", choices=["public", "office"], help="default: MADOGUCHI_ZONE, else office")
    parser.add_argument("--bind", default="127.0.0.1:8000", metavar="HOST:PORT", help="where to listen")
    parser.add_argument(
        "--link",
        metavar="HOST:PORT",
        help="instead of the site, serve the link on which the office fetches sealed letters (public zone)",
    )
    parser.add_argument(
        "--live",
        metavar="HOST:PORT",
        help="instead of the site, serve the streams that displays and phones follow (behind the same proxy)",
    )
    parser.add_argument(
        "--boxes",
        metavar="HOST:PORT",
        help="instead of the site, serve the door for boxes that look after halls elsewhere (office zone)",
    )
    parser.add_argument("--workers", type=int, default=2, help="processes")
    parser.add_argument("--threads", type=int, default=2, help="threads in each process")
    # Django starts in the application, after the zone is known.
    parser.set_defaults(requires_django=False)


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop. Refuses to start when the packs are wrong."""
    from madoguchi.settings import environment

    if arguments.zone:
        os.environ["MADOGUCHI_ZONE"] = arguments.zone
    if arguments.link:
        return _serve_link(arguments)
    if arguments.boxes:
        return _serve_boxes(arguments)
    if _is_open(arguments.live or arguments.bind) and not environment.flag("MADOGUCHI_HTTPS", default=False):
        print(UNGUARDED, file=sys.stderr)
    if arguments.live:
        return _serve_live(arguments.live)
    options = {
        "bind": arguments.bind,
        "worker_class": "madoguchi.surfaces.serving.SharingWorker",
        # The proxy in front keeps connections with people open; here each request goes to whichever
        # process is free, and nobody holds on to one.
        "keepalive": 0,
    }
    return _serve(arguments, options, warm_up)


def _serve_link(arguments: argparse.Namespace) -> int:
    """The link on a port and in processes of its own: whoever finds a hole in the site is not here."""
    from madoguchi.lib.link_certificates import SERVER, link_files
    from madoguchi.settings import base

    if os.environ.get("MADOGUCHI_ZONE") != "public":
        print(LINK_IS_PUBLIC, file=sys.stderr)
        return 2
    files = link_files(base.MADOGUCHI_LINK_DIRECTORY, SERVER)
    if not files.are_there:
        print(LINK_LACKS_CERTIFICATES.format(folder=base.MADOGUCHI_LINK_DIRECTORY), file=sys.stderr)
        return 1
    return _serve_known_machines(arguments, arguments.link, files, "madoguchi.settings.link")


def _serve_boxes(arguments: argparse.Namespace) -> int:
    """The door for boxes; apart from the site for the same reason."""
    from madoguchi.lib.link_certificates import CENTRE, link_files
    from madoguchi.settings import base

    if os.environ.get("MADOGUCHI_ZONE", "office") != "office":
        print(BOXES_ARE_OFFICE, file=sys.stderr)
        return 2
    files = link_files(base.MADOGUCHI_LINK_DIRECTORY, CENTRE)
    if not files.are_there:
        print(BOXES_LACK_CERTIFICATES.format(folder=base.MADOGUCHI_LINK_DIRECTORY), file=sys.stderr)
        return 1
    return _serve_known_machines(arguments, arguments.boxes, files, "madoguchi.settings.boxes")


def _serve_known_machines(
    arguments: argparse.Namespace, bind: str, files: LinkFiles, settings_module: str
) -> int:
    """Serve those alone who show a certificate of our authority."""
    os.environ["DJANGO_SETTINGS_MODULE"] = settings_module
    options = {
        "bind": bind,
        "worker_class": "madoguchi.surfaces.serving.DoorWorker",
        # They do all their errands over one connection.
        "keepalive": 30,
        "certfile": str(files.certificate),
        "keyfile": str(files.key),
        "ca_certs": str(files.trusted),
        "cert_reqs": ssl.CERT_REQUIRED,
        "ssl_context": _newest_tls_only,
    }
    return _serve(arguments, options, lambda: None)


def _serve_live(bind: str) -> int:
    """Streams stay open for hours: in a process of their own they take no thread away from the pages."""
    import django

    zone = os.environ.get("MADOGUCHI_ZONE", "office")
    os.environ["DJANGO_SETTINGS_MODULE"] = f"madoguchi.settings.{zone}"
    django.setup()
    from madoguchi.surfaces.live.serving import serve

    serve(bind)
    return 0


def _newest_tls_only(_: Any, make_default: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
    """Both ends are ours: no older protocol is needed."""
    context = make_default()
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    return context


def _serve(arguments: argparse.Namespace, options: dict[str, Any], prepare: Callable[[], None]) -> int:
    from gunicorn.app.base import BaseApplication

    class Site(BaseApplication):  # type: ignore[misc]
        """Gunicorn with our settings and our application."""

        def load_config(self) -> None:
            """What gunicorn is told."""
            common = {
                "workers": arguments.workers,
                "threads": arguments.threads,
                # The application loads once, before the processes part: a wrong pack stops the start, and
                # the processes share the memory of packs and Japanese dictionaries.
                "preload_app": True,
                "post_worker_init": open_connections,
                "accesslog": None,
                "loglevel": "warning",
                # A socket through which the server can be steered: nobody here needs it.
                "control_socket_disable": True,
                "proc_name": "madoguchi",
            }
            for name, value in (common | options).items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            """The application."""
            from madoguchi.lib.garbage import without_looking_for_garbage

            with without_looking_for_garbage():
                from madoguchi.surfaces.wsgi import application

                prepare()
            return application

    Site().run()
    return 0


def open_connections(worker: Any) -> None:
    """Each thread of a process opens its connection to the database before the first visitor comes.

    While the database cannot be reached nothing happens here; the first request tries again and says so.
    """
    from django.db import connection

    everybody = Barrier(worker.cfg.threads)

    def open_one() -> None:
        everybody.wait(timeout=_SECONDS_TO_GATHER)  # so that no thread takes two turns
        connection.ensure_connection()

    for _ in range(worker.cfg.threads):
        worker.tpool.submit(open_one)


def warm_up() -> None:
    """Do once, before the processes part, what the first visitor of each process would wait for.

    Addresses with everything that pages import, templates, what holds today in each municipality. Then what
    is there counts as permanent: the search for garbage passes it by, and the processes go on sharing it.
    """
    from django.conf import settings
    from django.urls import get_resolver

    from madoguchi.core.packs import load_packs_or_refuse
    from madoguchi.surfaces.resident_web.interface import is_whole

    list(get_resolver().reverse_dict)
    for module in ("icalendar", "namedivider"):  # imported where they are used: commands need not wait
        importlib.import_module(module)
    compile_templates()
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    for code in packs.municipalities:
        packs.for_municipality(code)
    for language in packs.languages:
        is_whole(packs.texts(language.code))
    look_for_garbage_rarely()


def look_for_garbage_rarely() -> None:
    """What is there now counts as permanent, and what comes leaves little garbage in circles: the default
    looks for it every 700 objects.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GARBAGE_THRESHOLDS)


def compile_templates() -> int:
    """Compile the templates of both sites before the processes part, so that no visitor waits for it.

    Returns how many there were.
    """
    from django.apps import apps
    from django.template import engines

    compiled = 0
    for engine, config in product(engines.all(), apps.get_app_configs()):
        ours = config.name.startswith("madoguchi.")
        if not ours or _SITE_OF_ENGINE.get(engine.name, config.label) != config.label:
            continue
        folder = Path(config.path) / engine.app_dirname
        for file in sorted(folder.rglob("*.html")):
            engine.get_template(file.relative_to(folder).as_posix())
            compiled += 1
    return compiled


def _is_open(bind: str) -> bool:
    """Whether other machines can reach the address."""
    host = bind.rsplit(":", 1)[0].strip("[]")
    return not bind.startswith("unix:") and host not in ("localhost", "::1") and not host.startswith("127.")
