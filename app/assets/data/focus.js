// Parts of the page are drawn anew as a whole; what had the focus, and how far a list was scrolled, stays.

/** Replace the children of `root`; an element with the `data-key` of the one that had the focus gets it back. */
export function redraw(root, ...children) {
  const key = root.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const at = root.scrollTop;
  root.replaceChildren(...children.flat(Infinity).filter(Boolean));
  root.scrollTop = at;
  if (key) root.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}
