"""The template environment: what every page template may call."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.messages import get_messages
from django.templatetags.static import static
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, FileSystemLoader, PackageLoader
from markupsafe import Markup

from betweenus.services import service
from betweenus.web import words
from betweenus.web.addresses import address
from betweenus.web.fields import draw_field, draw_form, error_summary
from betweenus.web.shell import header


def environment(**_options: object) -> Environment:
    """Our pages and the NHS design system's macros, compiled once per process."""
    made = Environment(
        autoescape=True,
        auto_reload=settings.DEBUG,
        loader=ChoiceLoader(
            [
                FileSystemLoader(Path(__file__).parent),
                PackageLoader("nhsuk_frontend_jinja"),
            ]
        ),
        # The design system's macros read parameters of parameters that were not given.
        undefined=ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=1000,
    )
    made.globals.update(
        url=address,
        static=lru_cache(maxsize=256)(static),
        draw_field=draw_field,
        draw_form=draw_form,
        error_summary=error_summary,
        header=header,
        present_service=service.present,
        get_messages=get_messages,
        markup=Markup,
    )
    made.filters.update(words.FILTERS)
    return made
