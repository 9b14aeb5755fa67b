// Draws the graph of delegations. The data come from a table of the page, which also works without this script.
import { connect, loop, measure, side, svg, text } from './shapes.js';

const drawn = new WeakMap();
const scripts = new Map();
const widths = new ResizeObserver((entries) => entries.forEach(({ target }) => drawGraph(target)));
const longestName = 30;
const nodeHeight = 30;
const arrow = 9;
const directions = [...[160, 60, 24].map((ranksep) => ({ rankdir: 'LR', ranksep })), { rankdir: 'TB', ranksep: 28 }];

export function drawGraphs() {
  document.querySelectorAll('[data-graph]').forEach(drawGraph);
}

async function drawGraph(box) {
  const flows = read(document.getElementById(box.dataset.graph));
  box.hidden = flows.length === 0;
  if (box.hidden) return;
  await load(box.dataset.program);
  if (!box.isConnected) return;
  widths.observe(box);
  const state = JSON.stringify([box.clientWidth, flows]);
  if (drawn.get(box) === state) return; // keeps the scroll position and the focus
  drawn.set(box, state);
  const focused = box.contains(document.activeElement) ? document.activeElement.dataset.name : undefined;
  box.replaceChildren(picture(flows, box.clientWidth - 20));
  htmx.process(box);
  if (focused !== undefined) [...box.querySelectorAll('.node')].find((node) => node.dataset.name === focused)?.focus();
}

// load runs a script that is not a module, once.
function load(path) {
  if (!scripts.has(path)) {
    scripts.set(path, new Promise((resolve, reject) => {
      document.head.append(Object.assign(document.createElement('script'), { src: path, onload: resolve, onerror: reject }));
    }));
  }
  return scripts.get(path);
}

function read(table) {
  return [...(table?.tBodies[0].rows ?? [])].map((row) => ({
    count: Number(row.dataset.count),
    failed: Number(row.dataset.failed),
    ends: [agent(row.dataset.from, row.cells[0]), agent(row.dataset.to, row.cells[1])],
  }));
}

function agent(name, cell) {
  const link = cell.querySelector('a');
  return { name, path: link.getAttribute('href'), current: link.getAttribute('aria-current') === 'true' };
}

// picture lays out the delegations so that they fit the width: first from left to right with smaller and smaller gaps, then from top
// to bottom, then scaled down to at most three quarters.
function picture(flows, width) {
  const layouts = [];
  for (const direction of directions) {
    layouts.push(layOut(flows, direction));
    if (layouts.at(-1).graph().width <= width) break;
  }
  const graph = layouts.reduce((a, b) => (b.graph().width < a.graph().width ? b : a));
  const size = graph.graph();
  const scale = Math.max(0.75, Math.min(1, width / size.width));
  const nodes = graph.nodes().map((id) => graph.node(id));
  const root = svg('svg', {
    role: 'group', 'aria-label': `Who delegated to whom: ${nodes.length} agents, ${flows.length} links`,
    width: size.width * scale, height: size.height * scale, viewBox: `0 0 ${size.width} ${size.height}`,
  });
  root.append(heads());
  const chosen = nodes.some((node) => node.current);
  const edges = graph.edges().sort((a, b) => graph.edge(a).failed - graph.edge(b).failed);
  root.append(...edges.map((edge) => lineShape(graph, edge, chosen)), ...edges.map((edge) => labelShape(graph, edge, chosen)));
  for (const node of nodes) root.append(nodeShape(node, flows));
  return root;
}

function layOut(flows, direction) {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ ...direction, nodesep: 18, edgesep: 14, marginx: 6, marginy: 6 });
  for (const { name, ...rest } of flows.flatMap(({ ends }) => ends)) {
    const label = name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name;
    graph.setNode(`agent ${name}`, { name, label, ...rest, width: measure(label, 13) + 24, height: nodeHeight });
  }
  for (const flow of flows) {
    const label = flow.failed ? `${flow.count.toLocaleString()} · ${flow.failed.toLocaleString()} failed` : flow.count.toLocaleString();
    graph.setEdge(`agent ${flow.ends[0].name}`, `agent ${flow.ends[1].name}`, { ...flow, label, width: measure(label, 12) + 10, height: 16, labelpos: 'c' });
  }
  const most = Math.max(...flows.map(({ count }) => count));
  for (const edge of graph.edges()) graph.edge(edge).stroke = 1.5 + 5 * Math.sqrt((graph.edge(edge).count - 1) / Math.max(1, most - 1));
  dagre.layout(graph);
  return graph;
}

function heads() {
  const defs = svg('defs');
  for (const kind of ['done', 'failed']) {
    const head = svg('marker', { id: `graph-${kind}`, class: kind, viewBox: '0 0 10 10', refY: 5, markerWidth: arrow, markerHeight: arrow, markerUnits: 'userSpaceOnUse', orient: 'auto' });
    head.append(svg('path', { d: 'M0 0 10 5 0 10z' }));
    defs.append(head);
  }
  return defs;
}

function lineShape(graph, edge, chosen) {
  const { ends, label, stroke, failed } = graph.edge(edge);
  const group = flowGroup(graph.edge(edge), chosen);
  const title = svg('title');
  title.textContent = `${ends[0].name} → ${ends[1].name}: ${label}`;
  group.append(title, svg('path', { d: edgePath(graph, edge), 'stroke-width': stroke, 'marker-end': `url(#graph-${failed ? 'failed' : 'done'})` }));
  return group;
}

function labelShape(graph, edge, chosen) {
  const { x, y, label, width, height } = graph.edge(edge);
  const group = flowGroup(graph.edge(edge), chosen);
  group.append(svg('rect', { x: x - width / 2, y: y - height / 2, width, height, rx: height / 2 }), text(label, x, y));
  return group;
}

function flowGroup({ ends, failed }, chosen) {
  const aside = chosen && !ends.some(({ current }) => current);
  return svg('g', { class: `flow${failed ? ' failed' : ''}${aside ? ' aside' : ''}` });
}

// edgePath returns a path from the side of one agent that faces the other one, past the label, to the other agent.
function edgePath(graph, edge) {
  const { points, x, y } = graph.edge(edge);
  const axis = graph.graph().rankdir === 'LR' ? 'x' : 'y';
  if (edge.v === edge.w) return loop(graph.node(edge.v), { x, y }, axis === 'x' ? 'y' : 'x', arrow);
  const inner = points.slice(1, -1);
  return connect([side(graph.node(edge.v), inner[0], axis), ...inner, side(graph.node(edge.w), inner.at(-1), axis)], axis, arrow);
}

function nodeShape({ name, label, path, current, x, y, width, height }, flows) {
  const link = svg('a', {
    class: 'node', href: path, 'data-name': name, 'aria-label': `${label}: delegated ${sum(flows, 0, name)}, received ${sum(flows, 1, name)}`,
    'hx-get': path, 'hx-target': '#content-area', 'hx-push-url': 'true', 'hx-swap': 'innerHTML',
  });
  if (current) link.setAttribute('aria-current', 'true');
  const title = svg('title');
  title.textContent = name;
  link.append(title, svg('rect', { x: x - width / 2, y: y - height / 2, width, height, rx: 8 }), text(label, x, y));
  return link;
}

function sum(flows, end, name) {
  return flows.reduce((total, flow) => total + (flow.ends[end].name === name ? flow.count : 0), 0);
}
