import type { Metric, MetricObject, Registry } from 'prom-client'

interface Times {
  readonly counts: Float64Array
  sum: number
  count: number
}

/**
 * A histogram of answers by operation and status. It is counted into at every answer, so it counts into arrays and becomes text only
 * when it is asked for; prom-client's own hashes its labels at each observation.
 */
export class RequestTimes {
  private readonly times = new Map<string, Map<number, Times>>()

  constructor(
    private readonly named: { readonly name: string; readonly help: string; readonly bucketSeconds: ReadonlyArray<number> },
    registry: Registry,
  ) {
    // A registry asks no more of a metric than its name and what it holds.
    const metric = { name: named.name, get: () => Promise.resolve(this.told()), reset: () => this.times.clear() }
    registry.registerMetric(metric as unknown as Metric)
  }

  observe(operation: string, status: number, seconds: number): void {
    const times = this.timesOf(operation, status)
    times.sum += seconds
    times.count++
    const { bucketSeconds } = this.named
    let bucket = 0
    while (bucket < bucketSeconds.length && seconds > (bucketSeconds[bucket] ?? 0)) bucket++
    if (bucket < bucketSeconds.length) times.counts[bucket] = (times.counts[bucket] ?? 0) + 1
  }

  private timesOf(operation: string, status: number): Times {
    let byStatus = this.times.get(operation)
    if (byStatus === undefined) this.times.set(operation, (byStatus = new Map<number, Times>()))
    let times = byStatus.get(status)
    if (times === undefined) {
      times = { counts: new Float64Array(this.named.bucketSeconds.length), sum: 0, count: 0 }
      byStatus.set(status, times)
    }
    return times
  }

  private told(): MetricObject & { readonly values: ReadonlyArray<unknown> } {
    const { name, help, bucketSeconds } = this.named
    const values: unknown[] = []
    for (const [operation, byStatus] of this.times)
      for (const [status, { counts, sum, count }] of byStatus) {
        const labels = { operation, status: String(status) }
        let below = 0
        bucketSeconds.forEach((le, bucket) => {
          below += counts[bucket] ?? 0
          values.push({ labels: { le, ...labels }, value: below, metricName: `${name}_bucket` })
        })
        values.push({ labels: { le: '+Inf', ...labels }, value: count, metricName: `${name}_bucket` })
        values.push({ labels, value: sum, metricName: `${name}_sum` }, { labels, value: count, metricName: `${name}_count` })
      }
    return { name, help, type: 'histogram' as unknown as MetricObject['type'], aggregator: 'sum', values } as never
  }
}
