import {
  CategoryScale,
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
} from 'chart.js';

/** A line of a chart. Unknown values are gaps. */
export type ChartLine = { readonly name: string; readonly values: readonly (number | null)[] };
export type LineChart = Chart<'line'>;

/** How values and times are said; asked anew each time, so that it may change. */
export type ChartWords = {
  readonly show: (value: number) => string;
  readonly showTime: ((at: string) => string) | undefined;
  readonly language: string;
};

const colours = [
  ['--chart-one', '--chart-one-soft'],
  ['--chart-two', '--chart-two-soft'],
] as const;

/** An empty chart in the colours of the theme that is shown. `max` is the value at its top; `null`: the largest. */
export function makeChart(
  canvas: HTMLCanvasElement,
  { lineCount, max, words }: { lineCount: number; max: number | null; words: () => ChartWords },
): LineChart {
  Chart.register(CategoryScale, Filler, LinearScale, LineController, LineElement, PointElement, Tooltip);
  const style = getComputedStyle(canvas);
  const colour = (variable: string) => style.getPropertyValue(variable);
  return new Chart(canvas, {
    type: 'line',
    data: {
      labels: [],
      datasets: colours.slice(0, lineCount).map(([line, area], index) => ({
        data: [],
        borderColor: colour(line),
        backgroundColor: colour(area),
        fill: index === 0,
        borderWidth: 1.75,
        pointRadius: 0,
        tension: 0.25,
      })),
    },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      interaction: { mode: 'index', intersect: false },
      scales: {
        x: { display: false },
        y: {
          min: 0,
          ...(max === null ? {} : { max }),
          grid: { color: colour('--chart-grid') },
          border: { display: false },
          ticks: {
            maxTicksLimit: 5,
            color: colour('--chart-text'),
            callback: (value) => words().show(Number(value)),
          },
        },
      },
      plugins: {
        tooltip: {
          callbacks: {
            title: ([item]) => (item === undefined ? '' : timeOf(item.label, words())),
            label: ({ dataset, parsed }) => `${dataset.label ?? ''}: ${words().show(parsed.y ?? 0)}`,
          },
        },
      },
    },
  });
}

/** Shows these values from now on. */
export function fillChart(chart: LineChart, times: readonly string[], lines: readonly ChartLine[]): void {
  chart.data.labels = [...times];
  for (const [index, line] of lines.entries()) {
    const set = chart.data.datasets[index];
    if (set === undefined) continue;
    set.data = [...line.values];
    set.label = line.name;
  }
  chart.update('none');
}

function timeOf(at: string, { language, showTime }: ChartWords): string {
  if (showTime !== undefined) return showTime(at);
  return new Intl.DateTimeFormat(language, { timeStyle: 'medium' }).format(new Date(at));
}
