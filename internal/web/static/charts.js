// Draws bars with uPlot. What they show stands in a table beside them, which is complete without a script; colours come from the
// style of the element that is drawn into: fill for bars, color for texts, stroke for lines.
const charts = new WeakMap();
let program = null;

export async function drawCharts() {
  const plots = [...document.querySelectorAll('[data-chart]')];
  program ??= load(plots[0].dataset.program);
  await program;
  for (const plot of plots) if (plot.isConnected) draw(plot);
}

function load(path) {
  return new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement('script'), { src: path, onload: resolve });
    script.onerror = () => {
      program = null; // the next page tries again
      script.remove();
      reject(new Error(`${path} cannot be loaded`));
    };
    document.head.append(script);
  });
}

const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const chart = charts.get(target);
    if (target.isConnected) chart.setSize({ width: target.clientWidth, height: target.clientHeight });
    else forget(target, chart);
  }
});

function forget(plot, chart) {
  sizes.unobserve(plot);
  charts.delete(plot);
  chart.destroy();
}

function draw(plot) {
  const numbers = read(plot);
  const chart = charts.get(plot);
  if (chart) {
    chart.names = numbers.names;
    chart.setData(numbers.data);
    return;
  }
  plot.replaceChildren();
  plot.dataset.drawn = 'yes';
  charts.set(plot, create(plot, numbers));
  sizes.observe(plot);
}

// read returns the bars of the table: those of time with their middle, and none left out between the first and the last.
function read(plot) {
  const rows = [...document.querySelectorAll(`#${plot.dataset.chart} tr[data-events]`)];
  const step = Number(plot.dataset.step);
  if (!step) return { names: rows.map((row) => row.cells[0].textContent), data: [rows.map((_, i) => i), rows.map(eventsOf)] };
  const events = new Map(rows.map((row) => [Number(row.dataset.at), eventsOf(row)]));
  const from = Math.min(...events.keys());
  const places = Array.from({ length: (Math.max(...events.keys()) - from) / step + 1 }, (_, i) => from + i * step);
  return { names: null, data: [places.map((at) => at + step / 2), places.map((at) => events.get(at) ?? 0)] };
}

function eventsOf(row) {
  return Number(row.dataset.events);
}

function create(plot, { names, data }) {
  const step = Number(plot.dataset.step) || 1;
  const reading = Object.assign(document.createElement('div'), { className: 'reading' });
  const label = names ? (chart, place) => chart.names[place] ?? '' : timeLabel(plot, step);
  const options = {
    width: plot.clientWidth,
    height: plot.clientHeight,
    padding: [18, 24, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { setScale: false }, points: { show: false } },
    scales: {
      x: { time: !names, range: (_, first, last) => [first - step / 2, last + step / 2] },
      y: { range: (_, least, most) => [0, Math.max(1, most)] },
    },
    axes: [
      { ...axis(plot), ...(names ? { splits: () => chart.data[0], grid: { show: false } } : { incrs: incrs(step), space: 70 }), values: (chart, places) => places.map((place) => label(chart, place)) },
      { ...axis(plot), size: 56, incrs: whole, values: (_, values) => values.map((value) => value.toLocaleString()) },
    ],
    series: [{}, { fill: () => getComputedStyle(plot).fill, width: 0, points: { show: false }, paths: uPlot.paths.bars({ size: [0.85, 80] }) }],
    hooks: { setCursor: [(chart) => (reading.textContent = readingOf(chart, label, step))] },
  };
  if (plot.dataset.zone) options.tzDate = (seconds) => uPlot.tzDate(new Date(seconds * 1000), plot.dataset.zone);
  const chart = new uPlot(options, data, plot);
  chart.names = names;
  plot.append(reading);
  return chart;
}

function readingOf(chart, label, step) {
  const { idx } = chart.cursor;
  if (idx === null || idx === undefined) return '';
  const place = chart.names ? chart.data[0][idx] : chart.data[0][idx] - step / 2;
  return `${label(chart, place)}: ${chart.data[1][idx].toLocaleString()} events`;
}

function axis(plot) {
  const line = () => getComputedStyle(plot).stroke;
  return { stroke: () => getComputedStyle(plot).color, font: '12px system-ui, sans-serif', grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
}

// Labels stand at whole steps, and never closer than one.
function incrs(step) {
  const day = 86_400;
  const all = step < day ? [1, 2, 3, 6, 12, 24].map((n) => n * 3600) : [1, 2, 7, 14, 30, 60, 90, 180].map((n) => n * day);
  return all.filter((length) => length >= step);
}

const whole = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8].flatMap((n) => [n, 2 * n, 5 * n]);

function timeLabel(plot, step) {
  const form = step < 86_400 ? { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } : { month: 'short', day: 'numeric' };
  const format = new Intl.DateTimeFormat(undefined, { ...form, timeZone: plot.dataset.zone });
  return (_, seconds) => format.format(new Date(seconds * 1000));
}
