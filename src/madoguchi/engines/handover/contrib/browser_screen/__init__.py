"""A core system's screen in a headless browser (Playwright, the optional extra `robot`)."""

from madoguchi.engines.handover.contrib.browser_screen.screen import BrowserScreen, open_browser_screen

__all__ = ["BrowserScreen", "open_browser_screen"]
