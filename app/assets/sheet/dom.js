// The one place where elements are made. Text only ever becomes a text node, never markup, so that no name from
// a file can become a tag or a script.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") Object.entries(value).forEach(([event, act]) => node.addEventListener(event, act));
    else if (name === "css") Object.entries(value).forEach(([key, v]) => node.style.setProperty(key, v));
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

/** Make an HTML element; `on` holds event handlers, `css` style properties. */
export function element(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** Make an SVG element. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** Make a button that looks like what it holds and says `label` to a screen reader and on hover. */
export function iconButton(label, icon, act, attributes = {}) {
  return element(
    "button",
    { type: "button", class: "icon", title: label, "aria-label": label, on: { click: act }, ...attributes },
    icon,
  );
}
