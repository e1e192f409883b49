import {
  IconDatabase,
  IconDisc,
  IconGauge,
  IconListCheck,
  IconServer,
  IconSettings,
} from '@tabler/icons-react';

/** Places of the menu, in order, with the letter that follows `g`. */
export const places = [
  { to: '/', key: 'd', text: 'nav.dashboard', icon: IconGauge },
  { to: '/drives', key: 'l', text: 'nav.drives', icon: IconDisc },
  { to: '/jobs', key: 'j', text: 'nav.jobs', icon: IconListCheck },
  { to: '/library', key: 'i', text: 'nav.library', icon: IconDatabase },
  { to: '/system', key: 's', text: 'nav.system', icon: IconServer },
  { to: '/settings', key: 'e', text: 'nav.settings', icon: IconSettings },
] as const;
