import { QUALIFYING_SPEND } from '@earnback/projections'
import type { Command } from 'commander'
import { closest } from 'fastest-levenshtein'
import * as E from 'fp-ts/Either'
import { type Context, type Outcome, type Run, withEngine } from '../context'
import { type Failure, usage } from '../failure'
import { grouped } from '../render/amount'
import type { Engine } from '../wire'
import { examples } from './examples'

const PROJECTIONS: ReadonlyArray<string> = [QUALIFYING_SPEND.view]

const unknownProjection = (names: ReadonlyArray<string>): Failure | undefined => {
  const unknown = names.filter((name) => !PROJECTIONS.includes(name))
  if (unknown.length === 0) return undefined
  const message = unknown
    .map((name) => `there is no read model ${JSON.stringify(name)}; did you mean ${closest(name, [...PROJECTIONS])}?`)
    .join('\n')
  return usage('PROJECTION_UNKNOWN', message, `the read models are ${PROJECTIONS.join(', ')}; without a name all are rebuilt`)
}

const rebuild = async ({ projector }: Engine, { edge, meter }: Context): Promise<Outcome> => {
  const bar = meter('rebuild', 'events')
  const started = edge.elapsedMs()
  const { position: events } = await projector.rebuild((done, total) => bar.update(done, total))
  const seconds = (edge.elapsedMs() - started) / 1_000
  bar.end()
  const eventsPerSecond = seconds > 0 ? Math.round(events / seconds) : 0
  const json = { projections: PROJECTIONS, events, seconds: Number(seconds.toFixed(6)), eventsPerSecond }
  const text = `Rebuilt ${PROJECTIONS.join(', ')} from ${grouped(String(events))} events in ${seconds.toFixed(2)} s, ${grouped(String(eventsPerSecond))} events/s.\n`
  return E.right({ json, text: () => [text] })
}

export const rebuildCommand = (program: Command, run: Run): void => {
  program
    .command('rebuild')
    .description('Throw read models away and derive them again from the log; the old one serves until the new one is complete.')
    .argument('[projection...]', `which ones (default: all; there is ${PROJECTIONS.join(', ')})`)
    .addHelpText('after', examples('earnback rebuild', 'earnback rebuild qualifying-spend --json'))
    .action((names: ReadonlyArray<string>) =>
      run(async (context) => {
        const unknown = unknownProjection(names)
        return unknown === undefined ? withEngine(context, (engine) => rebuild(engine, context)) : E.left(unknown)
      }),
    )
}
