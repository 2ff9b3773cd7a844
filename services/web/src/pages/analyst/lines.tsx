import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { boundaryText } from '../../model/boundary'
import { exactText, microsOfInstant, spanText } from '../../model/instant'
import { moneyText } from '../../model/micros'
import { originText } from '../../model/origin'
import type { Line, Point } from '../../model/point'
import { rowsInView } from '../../model/rows-in-view'
import { doesCount } from '../../model/words'
import { useSurroundings } from '../context'

const ROW_PIXELS = 36
const HEIGHT_PIXELS = 432

const COLUMNS = ['Spend', 'Occurred', 'Amount', 'Qualifying', 'Verdict', 'Rule', 'Why', 'Running total', 'Recorded', 'Origin']

interface RowProps {
  readonly line: Line
  readonly index: number
  readonly point: Point
  readonly isChosen: boolean
  readonly onChoose: (line: Line) => void
}

export const VerdictMark = ({ verdict }: Pick<Line, 'verdict'>): VNode => (
  <span class={`verdict ${doesCount(verdict) ? (verdict === 'COUNTED' ? 'good' : 'busy') : 'off'}`}>
    <span aria-hidden="true">{verdict === 'COUNTED' ? '✓' : doesCount(verdict) ? '◔' : '✕'}</span> {verdict}
  </span>
)

const Row = ({ line, index, point, isChosen, onChoose }: RowProps): VNode => {
  const { reader } = useSurroundings()
  const late = microsOfInstant(line.recordedAt) - microsOfInstant(line.occurredAt)
  return (
    <tr aria-rowindex={index + 2} class={isChosen ? 'chosen' : undefined}>
      <th scope="row">
        <button class="link" aria-expanded={isChosen} onClick={() => onChoose(line)}>
          {line.spendId}
        </button>
      </th>
      <td>{exactText(line.occurredAt)}</td>
      <td class="number">{moneyText(line.amount, reader.locale)}</td>
      <td class="number">{moneyText(line.qualifyingAmount, reader.locale)}</td>
      <td>
        <VerdictMark verdict={line.verdict} />
      </td>
      <td>{line.rule}</td>
      <td>{boundaryText(line, point.progress) || line.why}</td>
      <td class="number">{moneyText(line.runningTotal, reader.locale)}</td>
      <td>
        {exactText(line.recordedAt)} <span class="soft">+{spanText(late)}</span>
      </td>
      <td>{originText(line)}</td>
    </tr>
  )
}

interface Props {
  readonly point: Point
  readonly lines: ReadonlyArray<Line>
  readonly chosen: Line | undefined
  readonly onChoose: (line: Line) => void
}

/** Only the rows in view are in the document, so that 100,000 lines scroll like a hundred. */
export const Lines = ({ point, lines, chosen, onChoose }: Props): VNode => {
  const [scrollTop, setScrollTop] = useState(0)
  const { from, to, above, below } = rowsInView(lines.length, ROW_PIXELS, scrollTop, HEIGHT_PIXELS)
  return (
    <div
      class="lines"
      role="region"
      aria-label="Lines of spend"
      tabIndex={0}
      onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
    >
      <table aria-rowcount={lines.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {COLUMNS.map((name) => (
              <th scope="col">{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {above === 0 ? null : <tr aria-hidden="true" style={{ height: `${above}px` }} />}
          {lines.slice(from, to).map((line, index) => (
            <Row
              key={`${line.source} ${line.id}`}
              line={line}
              index={from + index}
              point={point}
              isChosen={line.position === chosen?.position}
              onChoose={onChoose}
            />
          ))}
          {below === 0 ? null : <tr aria-hidden="true" style={{ height: `${below}px` }} />}
        </tbody>
      </table>
    </div>
  )
}
