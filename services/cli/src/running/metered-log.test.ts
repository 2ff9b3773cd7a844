import { instantOfMicros } from '@earnback/kernel'
import { Metrics } from '@earnback/query-api'
import { meteredLog } from './metered-log'
import { partitionWatch } from './partition-watch'
import { Readiness } from './readiness'
import { runLog } from './run-log'

const samplesOf = async (metrics: Metrics, name: string): Promise<ReadonlyArray<string>> =>
  (await metrics.text()).split('\n').filter((line) => line.startsWith(name))

test('what is told is written and counted, from the first batch on with every outcome', async () => {
  const lines: string[] = []
  const metrics = new Metrics()
  const at = { write: (line: string) => void lines.push(line), now: () => instantOfMicros(0), isJson: false, isDetailed: false }
  const log = meteredLog(runLog(at), metrics)
  log.batch({ read: 5, stored: 3, duplicates: 2, quarantined: 0, reasons: {} })
  log.published(7, 12)
  log.warned('STORE_BUSY', 'locked')
  expect(lines).toHaveLength(3)
  expect(await samplesOf(metrics, 'earnback_ingested_records_total')).toEqual([
    'earnback_ingested_records_total{outcome="stored"} 3',
    'earnback_ingested_records_total{outcome="duplicate"} 2',
    'earnback_ingested_records_total{outcome="quarantined"} 0',
  ])
  expect(await samplesOf(metrics, 'earnback_published_records_total')).toEqual(['earnback_published_records_total 7'])
  expect(await samplesOf(metrics, 'earnback_faults_total')).toEqual(['earnback_faults_total{code="STORE_BUSY"} 1'])
})

test('a partition has its lag until it goes to another member, and a restart of its consumer is a fault', async () => {
  const metrics = new Metrics()
  const readiness = new Readiness({ head: () => Promise.resolve({ position: 0, hash: '', recordedAt: undefined }) }, () =>
    Promise.resolve(),
  )
  const watch = partitionWatch(readiness, metrics)
  watch.note([{ topic: 'spend', partition: 3, next: 120, highWatermark: 500, state: 'moving' }])
  const lag = (): Promise<ReadonlyArray<string>> => samplesOf(metrics, 'earnback_consumer_lag_records')
  expect(await lag()).toEqual(['earnback_consumer_lag_records{topic="spend",partition="3"} 380'])
  watch.forget()
  expect(await lag()).toEqual([])
  watch.restarting({ code: 'KAFKA_UNAVAILABLE' })
  expect(await samplesOf(metrics, 'earnback_faults_total')).toEqual(['earnback_faults_total{code="KAFKA_UNAVAILABLE"} 1'])
})
