import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { RequestTimes } from './request-times'

const FAST_SECONDS = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** What an operator watches. Whoever composes the services sets those that this one knows nothing of. */
export class Metrics {
  readonly registry = new Registry()

  readonly requestTimes = new RequestTimes(
    {
      name: 'earnback_http_request_duration_seconds',
      help: 'How long requests took until they were answered, by operation and status',
      bucketSeconds: FAST_SECONDS,
    },
    this.registry,
  )
  readonly querySeconds = new Histogram({
    name: 'earnback_query_duration_seconds',
    help: 'How long questions to the read side took',
    labelNames: ['query'],
    buckets: FAST_SECONDS,
    registers: [this.registry],
  })
  readonly appendSeconds = new Histogram({
    name: 'earnback_append_duration_seconds',
    help: 'How long appends to the event log took, until they were durable',
    buckets: FAST_SECONDS,
    registers: [this.registry],
  })
  readonly appendedEvents = this.counter(
    'earnback_appended_events_total',
    'Events that this process offered to the log, by what became of them',
    ['outcome'],
  )
  readonly ingestedRecords = this.counter(
    'earnback_ingested_records_total',
    'Records that this process read from its sources, by what became of them',
    ['outcome'],
  )
  readonly decisions = this.counter('earnback_decisions_total', 'Decisions of the runs that this process made', ['type'])
  readonly publishedRecords = this.counter('earnback_published_records_total', 'Records that this process published')
  readonly faults = this.counter('earnback_faults_total', 'Faults that this process goes on after, by their code', ['code'])
  readonly logPosition = this.gauge('earnback_log_position', 'Position of the last event in the log')
  readonly viewPosition = this.gauge('earnback_read_model_position', 'Position that the read model stands for')
  readonly calculatedThroughAge = this.gauge(
    'earnback_calculated_through_age_seconds',
    'How long ago the instant lies through which spend is calculated',
  )
  readonly pendingAmount = this.gauge('earnback_pending_amount', 'Spend that waits for a calculation run, rounded', ['currency'])
  readonly quarantineDepth = this.gauge('earnback_quarantine_records', 'Records that wait in quarantine')
  readonly overdueDeliveries = this.gauge('earnback_deliveries_overdue', 'Credits that are past their clocks', ['clock'])
  readonly consumerLag = this.gauge('earnback_consumer_lag_records', 'Records of a source that are not taken in yet', [
    'topic',
    'partition',
  ])
  readonly streams = this.gauge('earnback_http_streams', 'Open event streams')
  readonly accessesWaiting = this.gauge('earnback_accesses_waiting', 'Access records that are not in the log yet')

  constructor() {
    collectDefaultMetrics({ register: this.registry, prefix: 'earnback_' })
  }

  text(): Promise<string> {
    return this.registry.metrics()
  }

  private counter<L extends string>(name: string, help: string, labelNames: L[] = []): Counter<L> {
    return new Counter({ name, help, labelNames, registers: [this.registry] })
  }

  private gauge<L extends string>(name: string, help: string, labelNames: L[] = []): Gauge<L> {
    return new Gauge({ name, help, labelNames, registers: [this.registry] })
  }
}
