// By day, by night, or as the system has it; remembered in this browser.

const themes = ['auto', 'light', 'dark'];

export function themeButton(button) {
  let theme = themes.includes(localStorage.getItem('theme')) ? localStorage.getItem('theme') : 'auto';
  const show = () => {
    if (theme === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.textContent = `Theme: ${theme}`;
  };
  button.addEventListener('click', () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    localStorage.setItem('theme', theme);
    show();
  });
  show();
}
