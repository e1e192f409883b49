import { type ReactNode, useEffect } from 'react';

/** A page: its heading, which is also the window's title, what can be done, and the rest. */
export function Page({
  title,
  subtitle,
  actions,
  children,
}: {
  title: ReactNode;
  /** The window's title, where the heading is not a plain text. */
  subtitle?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <>
      <header className="page-head">
        <div className="page-head-text">
          <h1 className="page-title">{title}</h1>
          {subtitle === undefined ? null : <div className="text-secondary">{subtitle}</div>}
        </div>
        {actions === undefined ? null : <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </>
  );
}

/** Sets the window's title. */
export function useWindowTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? 'disk2iso' : `${title} · disk2iso`;
  }, [title]);
}
