// Sets the theme that was chosen before anything is drawn. Without a choice the system's setting holds.
(() => {
  const chosen = localStorage.getItem('theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
})();
