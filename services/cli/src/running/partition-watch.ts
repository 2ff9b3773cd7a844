import type { Metrics } from '@earnback/query-api'
import type { PartitionState, Readiness } from './readiness'

/** Told of the partitions that this process reads. */
export interface PartitionWatch {
  readonly note: (partitions: ReadonlyArray<PartitionState>) => void
  /** They went to other members, for now. */
  readonly forget: () => void
  /** Their consumer ended with a fault that passes. */
  readonly restarting: (fault: { readonly code: string }) => void
}

/** Probes and metrics say the same of the partitions; the lag of one that went to another member is that member's to tell. */
export const partitionWatch = (readiness: Readiness, metrics: Metrics | undefined): PartitionWatch => ({
  note: (partitions) => {
    readiness.note(partitions)
    for (const { topic, partition, next, highWatermark } of partitions)
      metrics?.consumerLag.labels(topic, String(partition)).set(highWatermark - next)
  },
  forget: () => {
    readiness.forget()
    metrics?.consumerLag.reset()
  },
  restarting: ({ code }) => metrics?.faults.labels(code).inc(),
})
