import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import type { ChartData } from '../../model/chart-data'
import { instantOfMicros, type Reader, timeText } from '../../model/instant'
import { drawable, microsOf, moneyText } from '../../model/micros'
import type { Point } from '../../model/point'
import { useSurroundings } from '../context'
import { type Colours, coloursOf, drawBands, drawMarks } from './draw'
import type { LoadedPoint } from './load'

const HEIGHT_PIXELS = 340

interface Drawn {
  readonly point: Point
  readonly data: ChartData
  readonly reader: Reader
}

const seriesOf = (colours: Colours): Array<uPlot.Series> => {
  const stepped = uPlot.paths.stepped?.({ align: 1 })
  const step = stepped === undefined ? {} : { paths: stepped }
  const points = { show: false }
  return [
    {},
    { ...step, points, label: 'all spend', stroke: colours.edge ?? '', width: 1, dash: [2, 3] },
    { ...step, points, label: 'as the advertiser saw it', stroke: colours.seen ?? '', width: 2, dash: [8, 4] },
    { ...step, points, label: 'qualifying', stroke: colours.accent ?? '', width: 2.5 },
  ]
}

const optionsOf = ({ point, reader }: Drawn, width: number, colours: Colours): uPlot.Options => {
  const { threshold } = point.progress
  const limit = threshold === null ? undefined : drawable(microsOf(threshold))
  const compact = new Intl.NumberFormat(reader.locale, { notation: 'compact', maximumFractionDigits: 1 })
  const axis = {
    stroke: colours.soft ?? '',
    grid: { stroke: colours.line ?? '', width: 1 },
    ticks: { stroke: colours.line ?? '' },
  }
  return {
    width,
    height: HEIGHT_PIXELS,
    legend: { show: false },
    cursor: { points: { show: false }, drag: { x: false } },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1e3), reader.zone),
    scales: { y: { range: (_, __, top) => [0, Math.max(top, limit ?? 0) * 1.08 || 1] } },
    axes: [
      { ...axis, values: dayValues(reader), space: 70 },
      { ...axis, size: 58, values: (_, splits) => splits.map((value) => compact.format(value)) },
    ],
    series: seriesOf(colours),
    hooks: {
      drawClear: [(chart) => drawBands(chart, point, colours)],
      draw: [(chart) => drawMarks(chart, point, limit, colours, devicePixelRatio)],
    },
  }
}

const dayValues = ({ locale, zone }: Reader): uPlot.Axis.DynamicValues => {
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: zone })
  const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', timeZone: zone })
  return (_, splits, __, ___, increment) => splits.map((at) => (increment >= 86_400 ? day : time).format(new Date(at * 1e3)))
}

const spokenOf = ({ point, data, reader }: Drawn): string => {
  const { threshold, reported, activatedAt } = point.progress
  if (threshold === null || reported === null || data.seconds.length === 0) return 'Running totals over time: no spend yet.'
  const [first, last] = [data.seconds[0], data.seconds.at(-1)].map((at) =>
    timeText(instantOfMicros(Math.round((at ?? 0) * 1e3) * 1e3), reader),
  )
  const activated = activatedAt === null ? '' : ` The code was activated ${timeText(activatedAt, reader)}.`
  return `Running totals from ${first ?? ''} to ${last ?? ''}: qualifying spend rises to ${moneyText(reported, reader.locale)} of ${moneyText(threshold, reader.locale)}.${activated} The table below has every step.`
}

/** Another point is drawn once it is whole, so that the lines do not grow anew at each. */
export const Chart = ({ point: newest }: { readonly point: LoadedPoint }): VNode => {
  const { reader } = useSurroundings()
  const place = useRef<HTMLDivElement>(null)
  const latest = useRef(newest)
  if (newest.isWhole || !latest.current.isWhole) latest.current = newest
  const point = latest.current
  const data = point.chart
  const drawn = { point, data, reader }
  useEffect(() => {
    const element = place.current
    if (element === null) return
    const dark = matchMedia('(prefers-color-scheme: dark)')
    let chart: uPlot | undefined
    const draw = (): void => {
      chart?.destroy()
      const values = [data.seconds, data.everything, data.seen, data.qualifying].map((list) => [...list])
      chart = new uPlot(optionsOf(drawn, element.clientWidth, coloursOf(element)), values as uPlot.AlignedData, element)
    }
    draw()
    const resized = new ResizeObserver(() => chart?.setSize({ width: element.clientWidth, height: HEIGHT_PIXELS }))
    resized.observe(element)
    dark.addEventListener('change', draw)
    return () => {
      resized.disconnect()
      dark.removeEventListener('change', draw)
      chart?.destroy()
    }
  }, [point])
  return (
    <section class="card" aria-labelledby="chart-title">
      <h2 id="chart-title">Running totals</h2>
      <div class="chart" role="img" aria-label={spokenOf(drawn)} ref={place} />
      <ul class="legend" aria-hidden="true">
        <li>
          <span class="key qualifying" /> qualifying, by spend time
        </li>
        <li>
          <span class="key seen" /> as the advertiser saw it, by calculation time
        </li>
        <li>
          <span class="key everything" /> all spend
        </li>
        <li>
          <span class="key outside" /> before activation, after the window
        </li>
      </ul>
    </section>
  )
}
