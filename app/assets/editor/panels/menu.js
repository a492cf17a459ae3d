// A button that opens a short list of things to do.

import { element } from "../../sheet/dom.js";

/** A menu; `entries()` gives `{ text, act }` each time it opens; `menuclose` bubbles from it. */
export function makeMenu(face, label, entries) {
  const list = element("ul", { class: "menu float", role: "menu", hidden: true });
  const opener = element(
    "button",
    {
      type: "button",
      class: "icon",
      title: label,
      "aria-label": label,
      "aria-haspopup": "menu",
      "aria-expanded": "false",
    },
    face,
  );
  const root = element("div", { class: "menu-root" }, opener, list);
  const close = () => {
    list.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    root.dispatchEvent(new Event("menuclose", { bubbles: true }));
  };
  const open = () => {
    list.replaceChildren(
      ...entries().map(({ text, act }) =>
        element(
          "li",
          { role: "none" },
          element(
            "button",
            {
              type: "button",
              role: "menuitem",
              on: {
                click: () => {
                  close();
                  opener.focus();
                  act();
                },
              },
            },
            text,
          ),
        ),
      ),
    );
    list.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    list.querySelector("button").focus();
  };
  opener.addEventListener("click", () => (list.hidden ? open() : close()));
  root.addEventListener("focusout", (event) => {
    if (!root.contains(event.relatedTarget)) close();
  });
  list.addEventListener("keydown", (event) => {
    const items = [...list.querySelectorAll("button")];
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.code];
    if (way) items[(items.indexOf(document.activeElement) + way + items.length) % items.length].focus();
    else if (event.code === "Escape") {
      close();
      opener.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return root;
}
