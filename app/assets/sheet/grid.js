// The kilometre grid of the neat line. Pure arithmetic: no page, no map.

const STEPS_M = [50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000];
const SAMPLES = 24;

/** East and north in metres of a place as shown; the polynomial is fitted in app/maps/grid.py. */
export function locate(grid, x, y) {
  const u = x - grid.origin[0];
  const v = y - grid.origin[1];
  const terms = [1, u, v, u * u, u * v, v * v];
  const sum = (coefficients) => coefficients.reduce((total, c, i) => total + c * terms[i], 0);
  return [sum(grid.east), sum(grid.north)];
}

/** The smallest step of the grid whose ticks stand at least `apart` pixels from each other. */
export function tickStep(metresPerPixel, apart) {
  return STEPS_M.find((step) => step / metresPerPixel >= apart) ?? STEPS_M.at(-1);
}

/**
 * Where the multiples of `step` fall along one side of the sheet.
 *
 * `valueAt(share)` is the coordinate at a share (0 to 1) of the side; it may run either way.
 * Returns pairs of share and value.
 */
export function ticksAlong(valueAt, step) {
  const found = [];
  for (let i = 0; i < SAMPLES; i += 1) {
    const [from, to] = [valueAt(i / SAMPLES), valueAt((i + 1) / SAMPLES)];
    const [low, high] = [Math.min(from, to), Math.max(from, to)];
    for (let value = Math.ceil(low / step) * step; value < high; value += step) {
      found.push([(i + (value - from) / (to - from)) / SAMPLES, value]);
    }
  }
  return found;
}

/** A tick in kilometres, with as many decimals as the step needs. */
export function kilometres(value, step) {
  return (value / 1000).toFixed(step < 100 ? 2 : step < 1000 ? 1 : 0);
}

/** A round length of at most `pixels` on the sheet, in metres. */
export function scaleLength(metresPerPixel, pixels) {
  const longest = metresPerPixel * pixels;
  const power = 10 ** Math.floor(Math.log10(longest));
  return [5, 2, 1].map((digit) => digit * power).find((length) => length <= longest);
}
