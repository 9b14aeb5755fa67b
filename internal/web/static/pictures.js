// Draws the charts and graphs of a page. Their libraries are loaded by the first page that has one.
export function watchPictures() {
  draw();
  document.body.addEventListener('htmx:afterSettle', draw);
  document.body.addEventListener('htmx:historyRestore', draw);
  document.addEventListener('theme', draw);
}

async function draw() {
  if (document.querySelector('[data-chart]')) (await import('./charts.js')).drawCharts();
  if (document.querySelector('[data-graph]')) (await import('./graph.js')).drawGraphs();
}
