import '@tabler/core/dist/css/tabler.min.css';
import './app/app.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { followSystemTheme } from './app/theme.ts';
import { startTexts } from './i18n/index.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root.');
followSystemTheme();
startTexts().then(() => createRoot(root).render(<App />), reportError);
