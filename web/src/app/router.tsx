import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { DashboardPage } from '../pages/dashboard/DashboardPage.tsx';
import { NotFoundPage } from '../pages/NotFoundPage.tsx';
import { CrashPage } from './CrashPage.tsx';
import { Shell } from './Shell.tsx';
import {
  checkAuditSearch,
  checkInsideSearch,
  checkIsoSearch,
  checkJobSearch,
  checkSystemSearch,
} from './search.ts';

const root = createRootRoute({
  component: Shell,
  notFoundComponent: NotFoundPage,
  errorComponent: CrashPage,
});
const at = { getParentRoute: () => root };

const routes = [
  createRoute({ ...at, path: '/', component: DashboardPage }),
  createRoute({
    ...at,
    path: '/drives',
    component: lazyRouteComponent(() => import('../pages/drives/DrivesPage.tsx'), 'DrivesPage'),
  }),
  createRoute({
    ...at,
    path: '/jobs',
    validateSearch: checkJobSearch,
    component: lazyRouteComponent(() => import('../pages/jobs/JobsPage.tsx'), 'JobsPage'),
  }),
  createRoute({
    ...at,
    path: '/jobs/$uuid',
    component: lazyRouteComponent(() => import('../pages/job/JobPage.tsx'), 'JobPage'),
  }),
  createRoute({
    ...at,
    path: '/library',
    validateSearch: checkIsoSearch,
    component: lazyRouteComponent(() => import('../pages/library/LibraryPage.tsx'), 'LibraryPage'),
  }),
  createRoute({
    ...at,
    path: '/library/dats',
    component: lazyRouteComponent(() => import('../pages/dats/DatsPage.tsx'), 'DatsPage'),
  }),
  createRoute({
    ...at,
    path: '/library/$id',
    component: lazyRouteComponent(() => import('../pages/image/ImagePage.tsx'), 'ImagePage'),
  }),
  createRoute({
    ...at,
    path: '/library/$id/files',
    validateSearch: checkInsideSearch,
    component: lazyRouteComponent(() => import('../pages/inside/InsidePage.tsx'), 'InsidePage'),
  }),
  createRoute({
    ...at,
    path: '/system',
    validateSearch: checkSystemSearch,
    component: lazyRouteComponent(() => import('../pages/system/SystemPage.tsx'), 'SystemPage'),
  }),
  createRoute({
    ...at,
    path: '/settings',
    component: lazyRouteComponent(() => import('../pages/settings/SettingsPage.tsx'), 'SettingsPage'),
  }),
  createRoute({
    ...at,
    path: '/notifications',
    component: lazyRouteComponent(
      () => import('../pages/notifications/NotificationsPage.tsx'),
      'NotificationsPage',
    ),
  }),
  createRoute({
    ...at,
    path: '/targets',
    component: lazyRouteComponent(() => import('../pages/targets/TargetsPage.tsx'), 'TargetsPage'),
  }),
  createRoute({
    ...at,
    path: '/account',
    component: lazyRouteComponent(() => import('../pages/account/AccountPage.tsx'), 'AccountPage'),
  }),
  createRoute({
    ...at,
    path: '/users',
    component: lazyRouteComponent(() => import('../pages/users/UsersPage.tsx'), 'UsersPage'),
  }),
  createRoute({
    ...at,
    path: '/audit',
    validateSearch: checkAuditSearch,
    component: lazyRouteComponent(() => import('../pages/audit/AuditPage.tsx'), 'AuditPage'),
  }),
] as const;

/** The pages and their addresses. */
export function createAppRouter() {
  return createRouter({
    routeTree: root.addChildren(routes),
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultPendingMs: 300,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
