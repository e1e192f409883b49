import { printable } from '../format/printable.ts';

/** A name, label or path from outside: data, never markup, and it never turns the text around it. */
export function Name({
  children,
  title = true,
  className = '',
}: {
  children: string;
  title?: boolean;
  className?: string;
}) {
  const text = printable(children);
  return (
    <bdi className={`name ${className}`} title={title ? text : undefined}>
      {text}
    </bdi>
  );
}
