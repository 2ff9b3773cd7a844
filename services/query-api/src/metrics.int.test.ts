import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { Metrics } from './metrics'

const operating = join(__dirname, '..', '..', '..', 'docs', 'operating')
const textOf = (...path: ReadonlyArray<string>): string => readFileSync(join(operating, ...path), 'utf8')

interface Rule {
  readonly alert: string
  readonly expr: string
  readonly labels: { readonly severity: string }
  readonly annotations: { readonly summary: string; readonly runbook: string }
}
interface Panel {
  readonly title: string
  readonly targets: ReadonlyArray<{ readonly expr: string }>
}

const rules = (
  parse(textOf('prometheus', 'alerts.yaml')) as { groups: ReadonlyArray<{ rules: ReadonlyArray<Rule> }> }
).groups.flatMap((group) => group.rules)
const { panels } = JSON.parse(textOf('grafana', 'earnback.json')) as { panels: ReadonlyArray<Panel> }

interface Known {
  readonly name: string
  readonly type: string
  readonly labels: ReadonlySet<string>
}

/** What a sample may be called and be labelled with, as Prometheus stores it. */
let samples: ReadonlyMap<string, ReadonlySet<string>>
let own: ReadonlyArray<string>
beforeAll(async () => {
  const metrics = new Metrics()
  metrics.requestTimes.observe('getCoupon', 200, 1)
  const known: Known[] = (await metrics.registry.getMetricsAsJSON()).map(({ name, type }) => {
    const { labelNames = ['operation', 'status'] } = metrics.registry.getSingleMetric(name) as unknown as {
      labelNames?: string[]
    }
    return { name, type: String(type), labels: new Set(labelNames) }
  })
  samples = new Map(
    known.flatMap(({ name, type, labels }) =>
      type === 'histogram'
        ? [`${name}_sum`, `${name}_count`, `${name}_bucket`].map((one) => [one, new Set([...labels, 'le'])] as const)
        : [[name, labels] as const],
    ),
  )
  own = known.map(({ name }) => name).filter((name) => !/^earnback_(process|nodejs)_/.test(name))
})

const SCRAPED = ['job', 'instance']

/** The metrics of an expression with the labels that it asks of each, and the labels that it groups by. */
const asked = (expr: string): ReadonlyArray<{ readonly name: string; readonly labels: ReadonlyArray<string> }> => {
  const grouped = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, labels = '']) =>
    labels.split(',').map((label) => label.trim()),
  )
  return [...expr.matchAll(/\b(earnback_\w+)(?:\{([^}]*)\})?/g)].map(([, name = '', matchers = '']) => ({
    name,
    labels: [...grouped, ...[...matchers.matchAll(/(\w+)\s*[=!]/g)].map(([, label = '']) => label)],
  }))
}

const wrongIn = (expr: string): ReadonlyArray<string> =>
  asked(expr).flatMap(({ name, labels }) => {
    const known = samples.get(name)
    if (known === undefined) return [`${name} is no metric`]
    return labels.filter((label) => !known.has(label) && !SCRAPED.includes(label)).map((label) => `${name} has no label ${label}`)
  })

test('every alert asks for metrics that there are, by labels that they have, and says what to do', () => {
  expect(rules.flatMap(({ alert, expr }) => wrongIn(expr).map((wrong) => `${alert}: ${wrong}`))).toEqual([])
  for (const { alert, expr, labels, annotations } of rules) {
    expect(alert).toMatch(/^Earnback[A-Z]\w+$/)
    expect({ alert, asks: asked(expr).length > 0 || expr.startsWith('up{') }).toEqual({ alert, asks: true })
    expect(['critical', 'warning']).toContain(labels.severity)
    expect(annotations.summary.length).toBeGreaterThan(10)
    expect(annotations.runbook.length).toBeGreaterThan(40)
  }
})

test('so does every panel of the dashboard', () => {
  const expressions = panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, expr })))
  expect(expressions.flatMap(({ title, expr }) => wrongIn(expr).map((wrong) => `${title}: ${wrong}`))).toEqual([])
  expect(expressions.length).toBeGreaterThanOrEqual(panels.length)
})

test('the dashboard shows each metric of ours, and no two panels lie over one another', () => {
  const shown = new Set(panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => asked(expr).map(({ name }) => name))))
  const isShown = (name: string): boolean => [name, `${name}_count`, `${name}_bucket`].some((one) => shown.has(one))
  expect(own.filter((name) => !isShown(name))).toEqual([])
  const cells = panels.flatMap((panel) => {
    const { x, y, w, h } = (panel as unknown as { gridPos: { x: number; y: number; w: number; h: number } }).gridPos
    return Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`)
  })
  expect(cells.length - new Set(cells).size).toBe(0)
})

test('the table explains each metric of ours with its labels, and none that is not there', () => {
  const rows = [...textOf('monitoring.md').matchAll(/^\| `(earnback_\w+)`(?: \{([^}]*)\})? \|/gm)]
  const told = new Map(rows.map(([, name = '', labels = '']) => [name, [...labels.matchAll(/\w+/g)].map(String)]))
  expect([...told.keys()].sort()).toEqual([...own].sort())
  for (const [name, labels] of told) {
    const known = samples.get(name) ?? samples.get(`${name}_count`) ?? new Set()
    expect({ name, labels: new Set(labels) }).toEqual({ name, labels: new Set([...known].filter((label) => label !== 'le')) })
  }
})
