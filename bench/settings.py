"""The demo's settings with one address more: the constant page that others are compared with."""

from betweenus.settings.demo import *  # noqa: F403 - that is what settings modules are for

ROOT_URLCONF = "bench.addresses"
