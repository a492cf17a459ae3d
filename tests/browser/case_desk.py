"""The page of a case as those who use it know it: papers into slots, records, decisions, by what is written there."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c626001000000ffff03000006"
    "0005573f0a3d0000000049454e44ae426082"
)
LONG_MS = 60_000


class CaseDesk:
    """One case on the screen."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def ready(self) -> CaseDesk:
        """Wait until the case is read."""
        self.page.wait_for_url(re.compile(r"/cases/[0-9a-f]+"), timeout=LONG_MS)
        self.page.locator("html[data-ready]").wait_for(state="attached", timeout=LONG_MS)
        return self

    @property
    def number(self) -> str:
        """What the case is called."""
        return self.page.locator(".crumbs .case-number").inner_text()

    def at(self, state: str) -> None:
        """Check where the case stands."""
        expect(self.page.locator(".case-head .chip").first).to_contain_text(state)

    def slot(self, name: str) -> Locator:
        """Return the line of a slot, unfolding the slots that are not asked for."""
        called = self.page.locator(".slot-name > span:first-child").filter(has_text=re.compile(f"^{re.escape(name)}$"))
        if not called.count():
            self.page.locator('[data-key="all-slots"]').click()
        return self.page.locator(".slot").filter(has=called)

    def paper(self, name: str, file: str = "扫描件.pdf", content: bytes = PDF) -> None:
        """Hand a paper in and wait until it lies in its slot."""
        self.offer(name, file, content)
        expect(self.slot(name).get_by_role("img", name="已交")).to_be_visible()

    def offer(self, name: str, file: str, content: bytes) -> None:
        """Choose a file for a slot."""
        with self.page.expect_file_chooser() as chooser:
            self.slot(name).get_by_role("button", name=re.compile("^(上传|更换) ")).click()
        chooser.value.set_files({"name": file, "mimeType": "application/octet-stream", "buffer": content})

    def drop(self, name: str, file: str, content: str) -> None:
        """Drop a file of text onto a slot."""
        row = self.slot(name)
        transfer = self.page.evaluate_handle(
            "([name, text]) => { const held = new DataTransfer(); held.items.add(new File([text], name));"
            " return held; }", [file, content],
        )
        for event in ("dragover", "drop"):
            row.dispatch_event(event, {"dataTransfer": transfer})

    def tab(self, name: str) -> Locator:
        """Show a tab; return what stands under it."""
        self.page.get_by_role("tab", name=name).click()
        return self.page.get_by_role("tabpanel")

    def record(self, name: str, **fields: Any) -> None:
        """Enter a record by the names of its fields and save it."""
        row = self.tab("记录").locator("li[data-record]").filter(has=self.page.get_by_role("button", name=name)).first
        if row.get_by_role("button", name=name).get_attribute("aria-expanded") == "false":
            row.get_by_role("button", name=name).click()
        for label, value in fields.items():
            control = row.get_by_label(re.compile(f"^{re.escape(label)}")).first
            if isinstance(value, bool):
                control.set_checked(value)
            elif control.evaluate("node => node.tagName") == "SELECT":
                control.select_option(label=value)
            else:
                control.fill(str(value))
        row.get_by_role("button", name="保存").click()
        expect(row.get_by_role("button", name="保存")).to_have_count(0)

    def decide(self, action: str, *, reason: str | None = None, leads: str | None = None) -> None:
        """Take a step, and do not wait until it goes out by itself."""
        box = self.page.locator(".decision")
        choice = box.get_by_role("group", name="你的决定").get_by_role("button", name=action, exact=True)
        if choice.get_attribute("aria-pressed") != "true":
            choice.click()
        if reason is not None:
            box.get_by_role("textbox", name="理由").fill(reason)
        box.locator('[data-key="send"]').click()
        box.get_by_role("button", name="立即送出").click()
        expect(self.page.locator(".toast")).to_contain_text(f"已办理：{action}", timeout=LONG_MS)
        if leads is not None:
            self.at(leads)

    def visit(self, text: str, *persons: str) -> None:
        """Enter a visit to the place with a photograph."""
        panel = self.tab("实地查看")
        panel.get_by_label("人员").fill("、".join(persons))
        panel.get_by_label("查看情况").fill(text)
        with self.page.expect_file_chooser() as chooser:
            panel.get_by_role("button", name="加照片").click()
        chooser.value.set_files({"name": "现场.png", "mimeType": "image/png", "buffer": PNG})
        expect(panel.locator(".photo-list li")).to_have_count(1)
        expect(panel.locator(".photo-list progress")).to_have_count(0)
        panel.get_by_role("button", name="保存查看记录").click()
        expect(panel.locator(".visits")).to_contain_text(text)
