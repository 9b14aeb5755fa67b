// Draws bar charts with uPlot. The numbers come from a table beside each chart, which also works without a script. Colours come
// from the style of the element that contains the chart: fill for bars, color for texts, stroke for lines.
const charts = new WeakMap();
let library = null;

export async function drawCharts() {
  const plots = [...document.querySelectorAll('[data-chart]')];
  if (plots.length === 0) return; // another page was opened while this script was loaded
  library ??= load(plots[0].dataset.program);
  await library;
  for (const plot of plots) if (plot.isConnected) draw(plot);
}

function load(path) {
  return new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement('script'), { src: path, onload: resolve });
    script.onerror = () => {
      library = null; // the next page tries again
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
    else remove(target, chart);
  }
});

function remove(plot, chart) {
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

// read returns the bars of the table. Where bars are times, each is placed at the middle of its time, and missing ones are added as 0.
function read(plot) {
  const rows = [...document.querySelectorAll(`#${plot.dataset.chart} tr[data-events]`)];
  const step = Number(plot.dataset.step);
  if (!step) return { names: rows.map((row) => row.cells[0].textContent), data: [rows.map((_, i) => i), rows.map(eventCount)] };
  const events = new Map(rows.map((row) => [Number(row.dataset.at), eventCount(row)]));
  const from = Math.min(...events.keys());
  const starts = Array.from({ length: (Math.max(...events.keys()) - from) / step + 1 }, (_, i) => from + i * step);
  return { names: null, data: [starts.map((at) => at + step / 2), starts.map((at) => events.get(at) ?? 0)] };
}

function eventCount(row) {
  return Number(row.dataset.events);
}

function create(plot, { names, data }) {
  const step = Number(plot.dataset.step) || 1;
  const readout = Object.assign(document.createElement('div'), { className: 'reading' });
  const label = names ? (chart, x) => chart.names[x] ?? '' : timeLabel(plot, step);
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
      { ...axis(plot), ...(names ? { splits: () => chart.data[0], grid: { show: false } } : { incrs: incrs(step), space: 70 }), values: (chart, xs) => xs.map((x) => label(chart, x)) },
      { ...axis(plot), size: 56, incrs: whole, values: (_, values) => values.map((value) => value.toLocaleString()) },
    ],
    series: [{}, { fill: () => getComputedStyle(plot).fill, width: 0, points: { show: false }, paths: uPlot.paths.bars({ size: [0.85, 80] }) }],
    hooks: { setCursor: [(chart) => (readout.textContent = describeBar(chart, label, step))] },
  };
  if (plot.dataset.zone) options.tzDate = (seconds) => uPlot.tzDate(new Date(seconds * 1000), plot.dataset.zone);
  const chart = new uPlot(options, data, plot);
  chart.names = names;
  plot.append(readout);
  return chart;
}

// describeBar returns the text for the bar under the cursor.
function describeBar(chart, label, step) {
  const { idx } = chart.cursor;
  if (idx === null || idx === undefined) return '';
  const x = chart.names ? chart.data[0][idx] : chart.data[0][idx] - step / 2;
  return `${label(chart, x)}: ${chart.data[1][idx].toLocaleString()} events`;
}

function axis(plot) {
  const line = () => getComputedStyle(plot).stroke;
  return { stroke: () => getComputedStyle(plot).color, font: '12px system-ui, sans-serif', grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
}

// incrs returns the possible distances between labels in seconds: whole hours or days, never less than one bar.
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
