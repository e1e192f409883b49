import { type ReactNode, useId } from 'react';

/** A part of a page with a heading. */
export function Card({
  title,
  actions,
  children,
  isFlush = false,
  className = '',
}: {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
  /** The content reaches the edges: tables and lists. */
  isFlush?: boolean;
  className?: string;
}) {
  const id = useId();
  return (
    <section className={`card ${className}`} aria-labelledby={id}>
      <div className="card-header">
        <h2 className="card-title" id={id}>
          {title}
        </h2>
        {actions === undefined ? null : <div className="card-actions">{actions}</div>}
      </div>
      {isFlush ? children : <div className="card-body">{children}</div>}
    </section>
  );
}

/** Facts, each with its name; those without a value are left out. */
export function Facts({ items }: { items: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="facts">
      {items
        .filter(([, value]) => value !== null && value !== undefined && value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
