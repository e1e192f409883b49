import { useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type ChartLine, fillChart, type LineChart, makeChart } from './make-chart.ts';

/** A chart that goes on as new values come, with its newest values in words. */
export function LiveChart({
  name,
  times,
  lines,
  max,
  show,
  showTime,
}: {
  name: string;
  times: readonly string[];
  lines: readonly ChartLine[];
  max: number | null;
  show: (value: number) => string;
  /** How a moment is said; a time of day unless told otherwise. */
  showTime?: ((at: string) => string) | undefined;
}) {
  const { i18n } = useTranslation();
  const chart = useRef<LineChart | null>(null);
  const words = useRef({ show, showTime, language: i18n.language });
  words.current = { show, showTime, language: i18n.language };
  const lineCount = lines.length;
  const attach = useCallback(
    (canvas: HTMLCanvasElement) => {
      const made = makeChart(canvas, { lineCount, max, words: () => words.current });
      chart.current = made;
      return () => made.destroy();
    },
    [lineCount, max],
  );
  useEffect(() => {
    if (chart.current !== null) fillChart(chart.current, times, lines);
  }, [times, lines]);

  const newest = lines.map(({ name: lineName, values }) => {
    const value = values.at(-1);
    const text = value === null || value === undefined ? '–' : show(value);
    return lineName === name ? text : `${lineName}: ${text}`;
  });
  return (
    <figure className="chart">
      <figcaption>
        <strong>{name}</strong>
        <span className="figure text-secondary">{newest.join(' · ')}</span>
      </figcaption>
      <div className="chart-box">
        <canvas ref={attach} role="img" aria-label={`${name}: ${newest.join(', ')}`} />
      </div>
    </figure>
  );
}
