import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { exactText } from '../../model/instant'
import { type Instants, knotAt, type Knots, placeOf } from '../../model/snap'
import { useSurroundings } from '../context'
import type { At } from './load'

/** Long enough that a slider held down asks for where it comes to rest, not for every knot on the way. */
const SETTLE_MS = 180

/** Where a reader moved a slider, until the address says so too: what another move brought meanwhile does not put it back. */
interface Moved {
  readonly to: string | undefined
}

interface SliderProps {
  readonly name: string
  readonly hint: string
  readonly knots: Instants
  readonly at: string | undefined
  readonly onMove: (at: string | undefined) => void
}

const Slider = ({ name, hint, knots, at, onMove }: SliderProps): VNode => {
  const { machine } = useSurroundings()
  const [moved, setMoved] = useState<Moved>()
  const here = moved === undefined ? at : moved.to
  const place = placeOf(knots, here)
  const settle = ({ to }: Moved): void => {
    setMoved(undefined)
    onMove(to)
  }
  useEffect(() => (moved === undefined ? undefined : machine.after(SETTLE_MS, () => settle(moved))), [moved])
  const words = here === undefined ? 'everything' : exactText(here)
  const move = (to: number): void => setMoved({ to: knotAt(knots, Math.max(0, to)) })
  return (
    <div class="slider">
      <label>
        {name} <span class="soft">({hint})</span>
        <input
          type="range"
          min={0}
          max={knots.length}
          step={1}
          value={place}
          aria-valuetext={words}
          onInput={(event) => move(Number(event.currentTarget.value))}
        />
      </label>
      <div class="steps">
        <button aria-label={`${name}: one event back`} disabled={place === 0} onClick={() => move(place - 1)}>
          ‹
        </button>
        <output>{words}</output>
        <button aria-label={`${name}: one event on`} disabled={place === knots.length} onClick={() => move(place + 1)}>
          ›
        </button>
        <button disabled={place === knots.length} onClick={() => move(knots.length)}>
          All<span class="hidden">: {name}</span>
        </button>
      </div>
    </div>
  )
}

interface Props {
  readonly knots: Knots
  readonly at: At
  readonly onMove: (at: Partial<At>) => void
}

export const Sliders = ({ knots, at, onMove }: Props): VNode => (
  <section class="card sliders" aria-label="Point in time">
    <Slider name="Spend up to" hint="when it happened" knots={knots.asOf} at={at.asOf} onMove={(asOf) => onMove({ asOf })} />
    <Slider
      name="Known by"
      hint="when it was recorded"
      knots={knots.knownAt}
      at={at.knownAt}
      onMove={(knownAt) => onMove({ knownAt })}
    />
  </section>
)
