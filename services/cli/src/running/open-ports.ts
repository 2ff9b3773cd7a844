import type { Metrics } from '@earnback/query-api'
import * as E from 'fp-ts/Either'
import type { Config } from '../config'
import type { Context } from '../context'
import { type Failure, usage } from '../failure'
import { countAppends } from '../serving/count-appends'
import { serve } from '../serving/serve'
import { serveOptionsOf, type ServingOptions } from '../serving/serving-options'
import type { Engine } from '../wire'
import type { Part } from './parts'
import { processMetrics } from './process-metrics'
import type { Readiness } from './readiness'
import type { RunLog } from './run-log'
import { type Health, serveHealth } from './serve-health'

/** What a running process answers beside its work. */
export interface PortOptions extends ServingOptions {
  /** The API and the pages too. */
  readonly serve?: true
  readonly healthPort?: number
  readonly healthHost: string
}

export interface Ports {
  readonly close: () => Promise<void>
}

interface Running {
  readonly engine: Engine
  readonly config: Config
  readonly context: Context
  readonly readiness: Readiness
  readonly log: RunLog
  readonly parts: ReadonlySet<Part>
  /** Undefined where no port is opened. */
  readonly metrics: Metrics | undefined
}

export const hasPorts = ({ serve, healthPort }: PortOptions): boolean => serve === true || healthPort !== undefined

const healthOf = async (
  { port, host }: { readonly port: number; readonly host: string },
  metrics: Metrics,
  { engine, config, context, readiness, log, parts }: Running,
): Promise<E.Either<Failure, Health>> => {
  const page = processMetrics(engine, config, context, { metrics, parts })
  try {
    const health = await serveHealth({ port, host, ready: readiness.reasons, metrics: page })
    log.listening('health', `http://${host}:${health.port}`)
    return E.right(health)
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException
    if (syscall !== 'listen') throw error
    return E.left(
      usage('PORT_UNAVAILABLE', `port ${port} can't be listened on: ${code ?? 'unknown'}`, 'name another --health-port'),
    )
  }
}

/** Opens the ports that were asked for; on a left none stays open. */
export const openPorts = async (running: Running, options: PortOptions): Promise<E.Either<Failure, Ports>> => {
  const { engine, config, context, log, metrics } = running
  if (metrics === undefined) return E.right({ close: () => Promise.resolve() })
  const { healthPort, healthHost } = options
  const at = healthPort === undefined ? undefined : { port: healthPort, host: healthHost }
  const health = at === undefined ? undefined : await healthOf(at, metrics, running)
  if (health !== undefined && E.isLeft(health)) return health
  const closeHealth = async (): Promise<void> => health?.right.close()
  if (options.serve !== true) {
    countAppends(engine, metrics)
    return E.right({ close: closeHealth })
  }
  const serving = await serve(engine, config, context, { ...serveOptionsOf(options), metrics })
  if (E.isLeft(serving)) {
    await closeHealth()
    return serving
  }
  log.listening('api', serving.right.address)
  const close = async (): Promise<void> => {
    await serving.right.close()
    await closeHealth()
  }
  return E.right({ close })
}
