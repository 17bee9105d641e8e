"""Somebody who goes through a page by keyboard alone."""

PHONE = {"width": 390, "height": 844}


class Keyboard:
    """Somebody who uses nothing else. `clicks` counts what they activate."""

    def __init__(self, page):
        self.page, self.clicks = page, 0

    def go_to(self, selector):
        """Press Tab until the focus is there."""
        wanted = self.page.locator(selector).first
        for _ in range(150):
            if wanted.evaluate("(el) => el === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {selector}")

    def activate(self, selector):
        self.go_to(selector)
        self.clicks += 1
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def write(self, selector, keys):
        self.go_to(selector)
        self.page.keyboard.type(keys)

    def choose(self, selector):
        """A radio button is one stop with its fellows: arrows go from one to the next."""
        wanted = self.page.locator(selector)
        name = wanted.get_attribute("name")
        self.go_to(f"input[name={name}]:checked")
        for _ in range(10):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"The arrows never reach {selector}")
