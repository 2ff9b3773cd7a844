import type { VNode } from 'preact'
import { useMemo } from 'preact/hooks'
import { type Change, diffOf } from '../../model/diff'
import { exactText } from '../../model/instant'
import { moneyText, type AmountJson } from '../../model/micros'
import type { Point } from '../../model/point'
import { STATUS_WORDS } from '../../model/words'
import { useSurroundings } from '../context'
import { Failed, Loading } from '../parts/notice'
import { useLoad } from '../use-load'
import { type At, type LoadedPoint, loadPoint } from './load'

const SHOWN_MAX = 100

const pointText = ({ asOf, knownAt }: At): string =>
  `spend up to ${asOf === undefined ? 'everything' : exactText(asOf)}, known by ${knownAt === undefined ? 'now' : exactText(knownAt)}`

const useSigned = (): ((amount: AmountJson) => string) => {
  const { reader } = useSurroundings()
  return (amount) => `${amount.amount.startsWith('-') || amount.amount === '0' ? '' : '+'}${moneyText(amount, reader.locale)}`
}

const ChangeRow = ({ change }: { readonly change: Change }): VNode => {
  const signed = useSigned()
  const { line, before, after, difference, why } = change
  return (
    <tr>
      <th scope="row">{line.spendId}</th>
      <td>{before?.verdict ?? 'not there'}</td>
      <td>{after?.verdict ?? 'not there'}</td>
      <td class="number">{signed(difference)}</td>
      <td>
        {why} <span class="rule">{line.rule}</span>
      </td>
    </tr>
  )
}

const Changes = ({ from, to }: { readonly from: Point; readonly to: Point }): VNode => {
  const signed = useSigned()
  const { changes, reported, calculated, status } = useMemo(() => diffOf(from, to), [from, to])
  return (
    <>
      <p>
        Reported <strong>{reported === undefined ? 'unknown' : signed(reported)}</strong>, counted{' '}
        <strong>{calculated === undefined ? 'unknown' : signed(calculated)}</strong>
        {status[0] === status[1] ? '' : `, from “${STATUS_WORDS[status[0]].title}” to “${STATUS_WORDS[status[1]].title}”`}.{' '}
        {changes.length === 1 ? '1 line differs.' : `${changes.length} lines differ.`}
        {changes.length > SHOWN_MAX ? ` The ${SHOWN_MAX} that weigh most:` : ''}
      </p>
      {changes.length === 0 ? null : (
        <div class="scroll" role="region" aria-label="Lines that differ" tabIndex={0}>
          <table>
            <thead>
              <tr>
                {['Spend', 'Before', 'After', 'Reported', 'Why'].map((name) => (
                  <th scope="col">{name}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {changes.slice(0, SHOWN_MAX).map((change) => (
                <ChangeRow key={`${change.line.source} ${change.line.id}`} change={change} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}

interface Props {
  readonly couponId: string
  readonly point: LoadedPoint
  readonly with: At | undefined
  readonly onPin: (at: At | undefined) => void
}

const Compared = ({
  couponId,
  point,
  at,
}: {
  readonly couponId: string
  readonly point: LoadedPoint
  readonly at: At
}): VNode => {
  const { api } = useSurroundings()
  const { data, failure, reload } = useLoad(`${at.asOf ?? ''} ${at.knownAt ?? ''}`, (signal) =>
    loadPoint(api, couponId, at, signal),
  )
  if (data === undefined || !point.isWhole)
    return failure === undefined ? <Loading what="the other point" /> : <Failed failure={failure} onRetry={reload} />
  return <Changes from={data} to={point} />
}

/** What changed between a point that was kept and the one on show, and why. */
export const Compare = ({ couponId, point, with: pinned, onPin }: Props): VNode => (
  <section class="card" aria-labelledby="compare">
    <div class="heading">
      <h2 id="compare">What changed and why</h2>
      <div class="actions">
        <button onClick={() => onPin({ asOf: point.asOf, knownAt: point.knownAt })}>Keep this point</button>
        {pinned === undefined ? null : <button onClick={() => onPin(undefined)}>Let it go</button>}
      </div>
    </div>
    {pinned === undefined ? (
      <p>Keep this point, then move the sliders: what differs between the two is listed here.</p>
    ) : (
      <>
        <p class="soft">
          From: {pointText(pinned)}.<br />
          To: {pointText(point)}.
        </p>
        <Compared couponId={couponId} point={point} at={pinned} />
      </>
    )}
  </section>
)
