// One canvas in a pane of the map, drawn by a painter of ours. It paints the whole view after a move, keeps what is
// still in view, and otherwise repaints only the boxes that changed.

const BEYOND_VIEW = 0.2;
const COARSE_BELOW = 20;
const HALO = 8;

/**
 * A canvas layer; `paint(pen, frame, box)` draws what lies in `box` of the plane.
 *
 * `frame` has `k`, `x`, `y`: a place p of the plane lies at p·k + (x, y) pixels of the canvas; in a coarse frame areas
 * are too small for all their corners to be seen. With `keeps: false` everything is painted again after a move.
 */
export const Surface = L.Renderer.extend({
  initialize(scene, paint, options) {
    L.Renderer.prototype.initialize.call(this, { padding: BEYOND_VIEW, ...options });
    this._scene = scene;
    this._paint = paint;
    this._dirty = null;
  },

  /** Paint again what lies in a box of the plane, in the next frame; without a box everything. */
  repaint(box = [-Infinity, -Infinity, Infinity, Infinity]) {
    if (!this._map || !this._frame) return;
    this._dirty = this._dirty ? union(this._dirty, box) : [...box];
    this._request ??= L.Util.requestAnimFrame(this.flush, this);
  },

  /** Paint now what waits for the next frame. */
  flush() {
    if (this._request) L.Util.cancelAnimFrame(this._request);
    this._request = null;
    const dirty = this._dirty;
    this._dirty = null;
    if (dirty && this._map) this._paintBox(this._pixels(dirty));
  },

  _initContainer() {
    this._container = document.createElement("canvas");
    this._pen = this._container.getContext("2d");
  },

  _destroyContainer() {
    if (this._request) L.Util.cancelAnimFrame(this._request);
    this._request = null;
    L.DomUtil.remove(this._container);
    delete this._container;
    delete this._pen;
  },

  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    const before = this._bounds && { ...this._frame, min: this._bounds.min, size: this._bounds.getSize() };
    L.Renderer.prototype._update.call(this);
    const [min, size] = [this._bounds.min, this._bounds.getSize()];
    const ratio = window.devicePixelRatio || 1;
    const k = 2 ** (this._zoom - this._scene.plane.base);
    const corner = this._scene.plane.middle.multiplyBy(k).subtract(this._map.getPixelOrigin()).subtract(min);
    const isCoarse = this._scene.typicalSide * k < COARSE_BELOW;
    const frame = { k, x: corner.x, y: corner.y, min, ratio, isCoarse };
    const stays =
      this.options.keeps !== false &&
      before &&
      before.k === k &&
      before.ratio === ratio &&
      before.size.equals(size) &&
      !this._dirty;
    const shift = stays ? [frame.x - before.x, frame.y - before.y] : null;
    this._frame = frame;
    L.DomUtil.setPosition(this._container, min);
    if (shift && Math.abs(shift[0]) < size.x && Math.abs(shift[1]) < size.y)
      this._shift(shift.map(Math.round), size);
    else this._paintAll(size, ratio);
  },

  _paintAll(size, ratio) {
    this._dirty = null;
    this._container.width = Math.round(size.x * ratio);
    this._container.height = Math.round(size.y * ratio);
    this._container.style.width = `${size.x}px`;
    this._container.style.height = `${size.y}px`;
    this._paintBox([0, 0, size.x, size.y]);
  },

  // The view moved at the same zoom: keep what is there, paint the two strips that came into view.
  _shift([dx, dy], size) {
    if (!dx && !dy) return;
    const pen = this._pen;
    const { ratio } = this._frame;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.globalCompositeOperation = "copy";
    pen.drawImage(this._container, dx * ratio, dy * ratio);
    pen.globalCompositeOperation = "source-over";
    if (dx) this._paintBox(dx > 0 ? [0, 0, dx, size.y] : [size.x + dx, 0, size.x, size.y]);
    if (dy) this._paintBox(dy > 0 ? [0, 0, size.x, dy] : [0, size.y + dy, size.x, size.y]);
  },

  // From the plane to whole pixels of the canvas, with room for lines that run along the edge.
  _pixels([left, top, right, bottom]) {
    const { k, x, y } = this._frame;
    const size = this._bounds.getSize();
    return [
      Math.max(0, Math.floor(left * k + x - HALO)),
      Math.max(0, Math.floor(top * k + y - HALO)),
      Math.min(size.x, Math.ceil(right * k + x + HALO)),
      Math.min(size.y, Math.ceil(bottom * k + y + HALO)),
    ];
  },

  _paintBox([left, top, right, bottom]) {
    if (right <= left || bottom <= top) return;
    const [pen, frame] = [this._pen, this._frame];
    const { k, x, y, ratio } = frame;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(left, top, right - left, bottom - top);
    pen.save();
    pen.beginPath();
    pen.rect(left, top, right - left, bottom - top);
    pen.clip();
    this._paint(pen, frame, [
      (left - HALO - x) / k,
      (top - HALO - y) / k,
      (right + HALO - x) / k,
      (bottom + HALO - y) / k,
    ]);
    pen.restore();
  },
});

function union(a, b) {
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
}
