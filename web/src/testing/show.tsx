import { QueryClientProvider } from '@tanstack/react-query';
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { cleanup, render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeAll, vi } from 'vitest';
import { createQueryClient } from '../api/query-client.ts';
import en from '../i18n/en.json';
import { startTexts } from '../i18n/index.ts';
import { LiveProvider } from '../live/LiveProvider.tsx';
import { ConfirmProvider } from '../ui/Confirm.tsx';
import { ToastProvider } from '../ui/Toasts.tsx';

/** Loads the English texts for the tests of a file, and clears the page after each. */
export function prepareTestPage(): void {
  beforeAll(() => {
    vi.stubGlobal('EventSource', SilentSource);
    return startTexts(async () => en);
  });
  afterEach(cleanup);
}

/** Shows something as it stands in the application: with its cache, live events, dialogs and addresses. */
export async function show(children: ReactNode): Promise<void> {
  const root = createRootRoute();
  const anywhere = createRoute({ getParentRoute: () => root, path: '$', component: () => <>{children}</> });
  const router = createRouter({
    routeTree: root.addChildren([anywhere]),
    history: createMemoryHistory({ initialEntries: ['/here'] }),
  });
  await router.load();
  render(
    <QueryClientProvider client={createQueryClient()}>
      <ToastProvider>
        <ConfirmProvider>
          <LiveProvider>
            <RouterProvider router={router as never} />
          </LiveProvider>
        </ConfirmProvider>
      </ToastProvider>
    </QueryClientProvider>,
  );
}

/** A stream on which nothing comes. */
class SilentSource extends EventTarget {
  close(): void {
    this.dispatchEvent(new Event('closed'));
  }
}
