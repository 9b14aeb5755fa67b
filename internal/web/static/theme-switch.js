// Switches between the system's theme, light and dark.
const order = ['system', 'light', 'dark'];

export function watchTheme() {
  const button = document.getElementById('theme');
  const show = () => {
    const chosen = localStorage.getItem('theme') ?? 'system';
    if (chosen === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = chosen;
    button.textContent = { system: 'Auto', light: 'Light', dark: 'Dark' }[chosen];
    document.dispatchEvent(new Event('theme'));
  };
  button.addEventListener('click', () => {
    const next = order[(order.indexOf(localStorage.getItem('theme') ?? 'system') + 1) % order.length];
    if (next === 'system') localStorage.removeItem('theme');
    else localStorage.setItem('theme', next);
    show();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', show);
  show();
}
