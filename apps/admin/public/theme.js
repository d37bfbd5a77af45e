// Sets theme and language before the first paint. A file of its own because the CSP forbids inline scripts.
(function () {
  var stored = {};
  try {
    stored = JSON.parse(localStorage.getItem('coffee.preferences') || '{}') || {};
  } catch {
    // Storage may be blocked or hold something else: the system's settings decide then.
  }
  var dark =
    stored.theme === 'dark' ||
    (stored.theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-bs-theme', dark ? 'dark' : 'light');
  var language = stored.language || navigator.language || 'en';
  document.documentElement.lang = /^zh/i.test(language) ? 'zh-CN' : 'en';
})();
