import { type Duration, parseDuration, parseInstant } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import type { Config } from '../config'
import type { Context } from '../context'
import type { Failure } from '../failure'
import { serve, type Serving } from '../serving/serve'
import { HOST_DEFAULT, ownPages, PORT_DEFAULT } from '../serving/serving-options'
import type { Engine } from '../wire'
import { CALCULATION_LAG_HOURS, RUN_EVERY_HOURS } from './calendar'
import type { DemoFacts } from './demo-facts'

const hoursLong = (count: number): Duration => {
  const parsed = parseDuration(`PT${count}H`)
  if (E.isLeft(parsed)) throw new Error(parsed.left)
  return parsed.right
}

/** How the month was calculated; whoever asks about it by another interval is told that its figures are stale. */
export const DEMO_SCHEDULE: Pick<Config, 'calculationLag' | 'calculationEvery'> = {
  calculationLag: hoursLong(CALCULATION_LAG_HOURS),
  calculationEvery: hoursLong(RUN_EVERY_HOURS),
}

/** Serves the month as it stands at its end: by its own clock nothing in it grows old. A port that nobody chose may be another. */
export const serveDemo = async (
  engine: Engine,
  config: Config,
  context: Context,
  { month, port }: Pick<DemoFacts, 'month'> & { readonly port: number | undefined },
): Promise<E.Either<Failure, Serving>> => {
  const end = parseInstant(month.end)
  if (E.isLeft(end)) throw new Error(`not an instant: ${month.end}`)
  const options = { host: HOST_DEFAULT, isDev: true, logLevel: 'warn', pagesFolder: ownPages() }
  const at = { ...context, now: () => end.right }
  const serving = await serve(engine, config, at, { ...options, port: port ?? PORT_DEFAULT })
  const isTaken = E.isLeft(serving) && serving.left.code === 'PORT_IN_USE' && port === undefined
  return isTaken ? serve(engine, config, at, { ...options, port: 0 }) : serving
}
