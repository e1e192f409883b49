import '@tabler/core/dist/css/tabler.min.css';
import './app/styles/base.css';
import './app/styles/shell.css';
import './app/styles/pages.css';
import './app/styles/signs.css';
import './app/styles/discs.css';
import './app/styles/forms.css';
import './app/styles/lists.css';
import './app/styles/details.css';
import './app/styles/motion.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { followSystemTheme } from './app/theme.ts';
import { startTexts } from './i18n/index.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root.');
followSystemTheme();
startTexts().then(() => createRoot(root).render(<App />), reportError);
