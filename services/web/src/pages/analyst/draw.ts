import type uPlot from 'uplot'
import { microsOfInstant } from '../../model/instant'
import type { Point } from '../../model/point'

export interface Colours {
  readonly [name: string]: string
}

const NAMES = ['ink', 'soft', 'line', 'accent', 'threshold', 'seen', 'outside', 'card', 'edge'] as const

export const coloursOf = (element: Element): Colours => {
  const style = getComputedStyle(element)
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]))
}

const seconds = (at: string | null): number | undefined => (at === null ? undefined : microsOfInstant(at) / 1e6)

/** Shades what lies before the activation and after the window. */
export const drawBands = (chart: uPlot, { progress }: Point, colours: Colours): void => {
  const { ctx, bbox } = chart
  const [start, end] = [seconds(progress.activatedAt), seconds(progress.windowEndsAt)]
  const clamp = (x: number): number => Math.max(bbox.left, Math.min(bbox.left + bbox.width, x))
  ctx.save()
  ctx.fillStyle = colours.outside ?? ''
  const from = start === undefined ? bbox.left + bbox.width : clamp(chart.valToPos(start, 'x', true))
  ctx.fillRect(bbox.left, bbox.top, from - bbox.left, bbox.height)
  if (end !== undefined) {
    const to = clamp(chart.valToPos(end, 'x', true))
    ctx.fillRect(to, bbox.top, bbox.left + bbox.width - to, bbox.height)
  }
  ctx.restore()
}

interface Mark {
  readonly name: string
  readonly at: string | null
}

const marksOf = ({ progress }: Point): ReadonlyArray<Mark> => [
  { name: 'activated', at: progress.activatedAt },
  { name: 'window ends', at: progress.windowEndsAt },
  { name: 'met', at: progress.metAt },
  { name: 'granted', at: progress.grantedAt },
]

/** The threshold across, and the instants that matter as upright lines, each with its name in a row of its own. */
export const drawMarks = (chart: uPlot, point: Point, threshold: number | undefined, colours: Colours, pixels: number): void => {
  const { ctx, bbox } = chart
  ctx.save()
  ctx.font = `${12 * pixels}px system-ui, sans-serif`
  ctx.textAlign = 'left'
  ctx.textBaseline = 'alphabetic'
  ctx.lineWidth = pixels
  if (threshold !== undefined) {
    const y = Math.round(chart.valToPos(threshold, 'y', true))
    ctx.strokeStyle = ctx.fillStyle = colours.threshold ?? ''
    ctx.setLineDash([6 * pixels, 4 * pixels])
    line(ctx, bbox.left, y, bbox.left + bbox.width, y)
    ctx.fillText('threshold', bbox.left + 6 * pixels, y - 5 * pixels)
  }
  ctx.setLineDash([2 * pixels, 3 * pixels])
  ctx.strokeStyle = ctx.fillStyle = colours.ink ?? ''
  marksOf(point).forEach(({ name, at }, index) => {
    const x = at === null ? NaN : Math.round(chart.valToPos(microsOfInstant(at) / 1e6, 'x', true))
    if (!(x >= bbox.left && x <= bbox.left + bbox.width)) return
    line(ctx, x, bbox.top, x, bbox.top + bbox.height)
    const width = ctx.measureText(name).width
    const isRoom = x + width + 8 * pixels < bbox.left + bbox.width
    ctx.fillText(name, isRoom ? x + 4 * pixels : x - width - 4 * pixels, bbox.top + (14 + 15 * index) * pixels)
  })
  ctx.restore()
}

const line = (ctx: CanvasRenderingContext2D, fromX: number, fromY: number, toX: number, toY: number): void => {
  ctx.beginPath()
  ctx.moveTo(fromX, fromY)
  ctx.lineTo(toX, toY)
  ctx.stroke()
}
