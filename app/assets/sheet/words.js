// The page's own words in both languages, and how numbers are written (unbroken gap before a unit, U+2212 for minus).

const NONE = "—";
const GAP = "\u00a0";

let catalogues = { zh: {}, en: {} };
let language = "zh";

/** Take the catalogues of the page and the language it was last read in. */
export function openCatalogues(words, wanted) {
  catalogues = words;
  setLanguage(wanted);
}

export function setLanguage(wanted) {
  language = wanted === "en" ? "en" : "zh";
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
}

/** The text under `key`, with `{name}` replaced by `values.name`. */
export function t(key, values = {}) {
  return catalogues[language][key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** The text under `key` in both languages, for what is kept and read by others; values may be `{ zh, en }` too. */
export function inBoth(key, values = {}) {
  const of = (name) =>
    catalogues[name][key].replace(/\{(\w+)\}/g, (_, slot) => values[slot]?.[name] ?? values[slot]);
  return { zh: of("zh"), en: of("en") };
}

/** Whether there is a text under `key`. */
export function knows(key) {
  return key in catalogues[language];
}

/** Our messages come in both languages under `message_zh` and `message_en`. */
export function message(of) {
  return of[`message_${language}`] ?? of.message_zh ?? "";
}

/** A name that comes in both languages. */
export function named(of) {
  return of?.[language] ?? of?.zh ?? "";
}

/** The same at the beginning of a line: with a capital letter where the language has them. */
export function headed(of) {
  const text = named(of);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const SUFFIX = /(?<=..)社区$/;

/** What a community is called where room is short: without the word for community, a new one by its number. */
export function shortName({ name, subdistrict }) {
  if (SUFFIX.test(name)) return name.replace(SUFFIX, "");
  return name.startsWith(`${subdistrict}+`) ? t("community.new", { n: name.slice(subdistrict.length + 1) }) : name;
}

/** A whole number with thousands commas. */
export function count(value) {
  if (value === null || value === undefined) return NONE;
  return Math.round(value).toLocaleString("en-US").replace("-", "−");
}

/** A difference, always with its sign. */
export function signed(value) {
  if (value === null || value === undefined) return NONE;
  return Math.round(value) > 0 ? `+${count(value)}` : count(value);
}

/** A small difference with its sign and one decimal. */
export function signedTenth(value) {
  const text = Math.abs(value).toFixed(1);
  return Number(text) === 0 ? "0" : `${value > 0 ? "+" : "−"}${text}`;
}

/** A share (0 to 1) in per cent without the sign: one decimal, 0 and 100 without. */
export function percent(share) {
  if (share === null || share === undefined) return NONE;
  const text = (share * 100).toFixed(1);
  return text.endsWith(".0") && (share === 0 || share === 1) ? text.slice(0, -2) : text;
}

/** The gap of a proof in per cent: three decimals below a tenth, else one. */
export function gapPercent(gap) {
  const value = gap * 100;
  return `${value === 0 ? "0" : value < 0.1 ? value.toFixed(3) : value.toFixed(1)}${GAP}%`;
}

/** A figure with its unit. */
export function withUnit(figure, unit) {
  return unit ? `${figure}${GAP}${unit}` : figure;
}

/** Households or persons in running text: from 10,000 in units of 万 in Chinese. */
export function large(value, unit) {
  if (value === null || value === undefined) return NONE;
  if (language === "zh" && value >= 10000) return `${(value / 10000).toFixed(2)}${GAP}万${unit}`;
  return withUnit(count(value), unit);
}

/** Seconds a computation took. */
export function seconds(value) {
  return value === null || value === undefined
    ? NONE
    : withUnit(value < 10 ? value.toFixed(1) : count(value), t("unit.second"));
}

/** A length on the ground: metres below one kilometre. */
export function metres(value) {
  return value < 1000 ? withUnit(count(value), "m") : withUnit(String(Number((value / 1000).toFixed(1))), "km");
}
