import purgeCss from '@fullhuman/postcss-purgecss';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Tags that Tabler styles by name; they may come from the browser rather than from our sources. */
const tags = ['html', 'body', 'dialog', 'summary', 'details', 'mark', 'progress', 'hr', 'code', 'kbd', 'pre'];

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  css: {
    postcss: {
      plugins: [
        purgeCss({
          content: [`${import.meta.dirname}/index.html`, `${import.meta.dirname}/src/**/*.tsx`],
          safelist: { standard: [...tags], greedy: [/data-bs-theme/, /aria-/] },
          variables: false,
        }),
      ],
    },
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 700,
    manifest: true,
    // For scripts/web-coverage.mjs; browsers are not told of them.
    sourcemap: 'hidden',
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // What every page needs of others, as one file: it compresses better, and stays the same over releases.
            {
              name: 'base',
              test: /node_modules[\\/](react|react-dom|scheduler|i18next|react-i18next|openapi-fetch|@tanstack[\\/](history|query-core|react-query|react-router|router-core))[\\/]/,
            },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8080', '/events': 'http://127.0.0.1:8080' } },
});
