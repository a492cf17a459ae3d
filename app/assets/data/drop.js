// Files dropped anywhere on the page.

import { element } from "../sheet/dom.js";

/** Take files dropped on `root` while `isOpen()`; `words()` are shown while they hover. */
export function catchDrops(root, isOpen, take, words) {
  const veil = element("div", { class: "drop-veil", hidden: true });
  root.append(veil);
  const holdsFiles = (event) => event.dataTransfer?.types.includes("Files") && isOpen();
  root.addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    veil.textContent = words();
    veil.hidden = false;
  });
  root.addEventListener("dragleave", (event) => {
    if (!root.contains(event.relatedTarget)) veil.hidden = true;
  });
  root.addEventListener("drop", (event) => {
    veil.hidden = true;
    if (!holdsFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer.files.length) take(event.dataTransfer.files);
  });
}
