import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';
import { AccessGate } from '../access/AccessGate.tsx';
import { createQueryClient } from '../api/query-client.ts';
import { LiveProvider } from '../live/LiveProvider.tsx';
import { ConfirmProvider } from '../ui/Confirm.tsx';
import { ToastProvider } from '../ui/Toasts.tsx';
import { createAppRouter } from './router.tsx';

/** The whole application. */
export function App() {
  const [cache] = useState(createQueryClient);
  const [router] = useState(createAppRouter);
  return (
    <QueryClientProvider client={cache}>
      <ToastProvider>
        <ConfirmProvider>
          <AccessGate>
            <LiveProvider>
              <RouterProvider router={router} />
            </LiveProvider>
          </AccessGate>
        </ConfirmProvider>
      </ToastProvider>
    </QueryClientProvider>
  );
}
