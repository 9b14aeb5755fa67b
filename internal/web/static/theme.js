// Applies the chosen theme before anything is drawn. Without a choice the system's theme applies.
(() => {
  const chosen = localStorage.getItem('theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
})();
