// Creates SVG shapes. Their colours come from the style sheets, so that they follow the theme.
const canvas = document.createElement('canvas').getContext('2d');

export function svg(name, attributes = {}) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

export function text(content, x, y) {
  const element = svg('text', { x, y });
  element.textContent = content;
  return element;
}

// measure returns the width of a text in the font of the page.
export function measure(content, size) {
  canvas.font = `${size}px system-ui, sans-serif`;
  return canvas.measureText(content).width;
}

// connect returns a smooth path through points along an axis, 'x' or 'y'. It ends room pixels before the last point, where the
// arrowhead goes.
export function connect(points, axis, room) {
  const line = points.map(({ x, y }) => ({ x, y }));
  const last = line.at(-1);
  last[axis] -= Math.sign(last[axis] - line.at(-2)[axis]) * room;
  return line.slice(1).reduce((path, to, i) => {
    const middle = (line[i][axis] + to[axis]) / 2;
    return `${path}C${coordinates({ ...line[i], [axis]: middle })} ${coordinates({ ...to, [axis]: middle })} ${coordinates(to)}`;
  }, `M${coordinates(line[0])}`);
}

// loop returns a path that leaves a box on the side that faces the point turn, turns there and comes back.
export function loop(box, turn, axis, room) {
  const other = axis === 'x' ? 'y' : 'x';
  const from = side(box, turn, axis);
  const reach = Math.sign(turn[axis] - from[axis]);
  const spread = Math.min(box.width, box.height) / 2;
  const at = (along, across) => coordinates({ [axis]: along, [other]: from[other] + across });
  const beyond = from[axis] + (turn[axis] - from[axis]) * 4 / 3; // the control point for a curve that reaches the turn
  return `M${at(from[axis], -spread)}C${at(beyond, -2 * spread)} ${at(beyond, 2 * spread)} ${at(from[axis] + reach * room, spread)}`;
}

// side returns the middle of the side of a box that faces a point along an axis.
export function side({ x, y, width, height }, facing, axis) {
  const middle = { x, y };
  const reach = (axis === 'x' ? width : height) / 2;
  return { ...middle, [axis]: middle[axis] + Math.sign(facing[axis] - middle[axis]) * reach };
}

function coordinates({ x, y }) {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}
