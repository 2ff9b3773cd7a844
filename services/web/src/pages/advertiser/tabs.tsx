import type { ComponentChildren, VNode } from 'preact'
import { useRef } from 'preact/hooks'

interface Props {
  readonly label: string
  readonly tabs: ReadonlyArray<{ readonly id: string; readonly name: string }>
  readonly chosen: string
  readonly onChoose: (id: string) => void
  readonly children: ComponentChildren
}

const STEPS: { readonly [key: string]: (index: number, count: number) => number } = {
  ArrowRight: (index, count) => (index + 1) % count,
  ArrowLeft: (index, count) => (index + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
}

/** Tabs as WAI-ARIA describes them: one stop for the tab key, arrows between them. */
export const Tabs = ({ label, tabs, chosen, onChoose, children }: Props): VNode => {
  const list = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = STEPS[event.key]
    if (step === undefined) return
    event.preventDefault()
    const index = step(
      tabs.findIndex(({ id }) => id === chosen),
      tabs.length,
    )
    const next = tabs[index]
    if (next === undefined) return
    onChoose(next.id)
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[index]?.focus()
  }
  return (
    <>
      <div class="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
        {tabs.map(({ id, name }) => (
          <button
            key={id}
            role="tab"
            id={`tab-${id}`}
            aria-selected={id === chosen}
            aria-controls="tab-panel"
            tabIndex={id === chosen ? 0 : -1}
            onClick={() => onChoose(id)}
          >
            {name}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="tab-panel" aria-labelledby={`tab-${chosen}`} tabIndex={0}>
        {children}
      </div>
    </>
  )
}
