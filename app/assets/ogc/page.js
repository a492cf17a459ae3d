// The bar of the pages of the OGC API; what they say is in the page already, in both languages.

import { brand, switches } from "../sheet/bar.js";
import { element } from "../sheet/dom.js";
import { redraw } from "../sheet/redraw.js";
import { openPage } from "../sheet/shell.js";

/** Draw the bar; `data` is made in app/ogc/pages.py. */
export function start(data) {
  const state = openPage(data, {});
  const bar = element("header", { class: "bar" });
  document.body.prepend(bar);
  const render = () => redraw(bar, brand(data.home), element("b", {}, "OGC API – Features"), element("span", { class: "spacer" }), switches(state));
  state.on(render);
  render();
}
