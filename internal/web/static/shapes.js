// Makes the shapes of a drawn picture. Their colours stand in the style sheets, so that they follow the theme.
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

// measure returns how wide a text is in the type of the page.
export function measure(content, size) {
  canvas.font = `${size}px system-ui, sans-serif`;
  return canvas.measureText(content).width;
}

// connect returns a soft line through points along an axis, 'x' or 'y'. It ends short of the last point, where the head of an arrow finds room.
export function connect(points, axis, room) {
  const line = points.map(({ x, y }) => ({ x, y }));
  const last = line.at(-1);
  last[axis] -= Math.sign(last[axis] - line.at(-2)[axis]) * room;
  return line.slice(1).reduce((path, to, i) => {
    const middle = (line[i][axis] + to[axis]) / 2;
    return `${path}C${place({ ...line[i], [axis]: middle })} ${place({ ...to, [axis]: middle })} ${place(to)}`;
  }, `M${place(line[0])}`);
}

// loop returns a line that leaves the side of a box that faces a place, turns there and comes back.
export function loop(box, turn, axis, room) {
  const other = axis === 'x' ? 'y' : 'x';
  const from = side(box, turn, axis);
  const reach = Math.sign(turn[axis] - from[axis]);
  const spread = Math.min(box.width, box.height) / 2;
  const at = (along, across) => place({ [axis]: along, [other]: from[other] + across });
  const beyond = from[axis] + (turn[axis] - from[axis]) * 4 / 3; // where a curve must aim to reach the place
  return `M${at(from[axis], -spread)}C${at(beyond, -2 * spread)} ${at(beyond, 2 * spread)} ${at(from[axis] + reach * room, spread)}`;
}

// side returns the middle of the side of a box that faces a place along an axis.
export function side({ x, y, width, height }, facing, axis) {
  const middle = { x, y };
  const reach = (axis === 'x' ? width : height) / 2;
  return { ...middle, [axis]: middle[axis] + Math.sign(facing[axis] - middle[axis]) * reach };
}

function place({ x, y }) {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}
