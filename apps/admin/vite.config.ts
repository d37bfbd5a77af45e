// The SPA's build. It runs under a strict CSP, so nothing here may end up inline in index.html.
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig, type Plugin } from 'vite';

const SERVER_ONLY =
  /^(@nestjs\/|@coffee\/(?!contract\/)|typeorm$|typeorm\/|bull$|bull\/|ioredis$|express$|express\/|pg$)/;

/** Fails the build when server code would reach the browser: one value import of a wrong module is enough to bring it. */
function browserOnly(): Plugin {
  return {
    name: 'browser-only',
    enforce: 'pre',
    resolveId(source, importer) {
      if (SERVER_ONLY.test(source))
        this.error(`"${source}" must not reach the browser (imported by ${importer ?? 'unknown'})`);
      return null;
    },
  };
}

/**
 * Bootstrap's `legend + *` makes every element one that may follow a legend: whatever comes or goes in a box, the browser
 * styles all that is in it anew, which for a table of 200 rows takes longer than a frame or two. Ours stand in grids, where
 * nothing floats.
 */
function noSiblingOfAnything(): Plugin {
  return {
    name: 'no-sibling-of-anything',
    enforce: 'pre',
    transform: (code, id) =>
      id.includes('/bootstrap/dist/css/')
        ? { code: code.replace('legend+*{clear:left}', ''), map: null }
        : null,
    generateBundle(_options, bundle) {
      for (const { fileName, ...file } of Object.values(bundle)) {
        const rule =
          fileName.endsWith('.css') &&
          /[^{};]*[+~]\s*\*[^{};]*\{/.exec(String('source' in file && file.source));
        if (rule) this.error(`"${rule[0]}" in ${fileName} makes every change on a page restyle all of it`);
      }
    },
  };
}

const api = 'http://localhost:5000';

export default defineConfig({
  root: __dirname,
  plugins: [browserOnly(), noSiblingOfAnything(), react()],
  resolve: { conditions: ['@coffee/source', ...defaultClientConditions] },
  build: {
    outDir: resolve(__dirname, '../../dist/apps/admin'),
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    target: 'es2022',
    // A style or script in a data URL would need a weaker CSP; small images may be inlined.
    assetsInlineLimit: (file) => /\.(svg|png)$/.test(file),
  },
  server: { port: 5173, proxy: { '/api': api, '/sse': api } },
});
