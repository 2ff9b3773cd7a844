import type { Metrics } from '@earnback/query-api'
import type { RunLog } from './run-log'

/** The same log, and the metrics count what it is told. */
export const meteredLog = (log: RunLog, metrics: Metrics): RunLog => ({
  ...log,
  batch: (report, stretch) => {
    const { stored, duplicates, quarantined } = report
    metrics.ingestedRecords.labels('stored').inc(stored)
    metrics.ingestedRecords.labels('duplicate').inc(duplicates)
    metrics.ingestedRecords.labels('quarantined').inc(quarantined)
    log.batch(report, stretch)
  },
  calculated: (calculated, causes) => {
    for (const { name } of calculated.decisions) metrics.decisions.labels(name).inc()
    log.calculated(calculated, causes)
  },
  published: (records, position) => {
    metrics.publishedRecords.inc(records)
    log.published(records, position)
  },
  warned: (code, message) => {
    metrics.faults.labels(code).inc()
    log.warned(code, message)
  },
})
