import { existsSync } from 'node:fs'
import { type Command } from 'commander'
import * as E from 'fp-ts/Either'
import { lines } from '../answer'
import type { Config } from '../config'
import { type Context, type Outcome, type Run, withEngine } from '../context'
import { type Failure, usage } from '../failure'
import { ingestText } from '../render/ingest-text'
import { RunningEngine } from '../running/run-engine'
import { runLog } from '../running/run-log'
import type { Engine } from '../wire'
import { examples } from './examples'

interface RunOptions {
  readonly once?: true
}

const MICROS_PER_MILLI = 1_000

const wrongPath = (path: string | undefined, isOnce: boolean): Failure | undefined => {
  if (path === '-')
    return usage('ARGUMENT_INVALID', 'run follows a file or a folder, not standard input', 'use `earnback ingest -` for that')
  if (path !== undefined && isOnce && !existsSync(path))
    return usage('INPUT_NOT_FOUND', `${path} can't be read: there is no such file`)
  return undefined
}

const runOn = async (
  engine: Engine,
  config: Config,
  context: Context,
  path: string | undefined,
  isOnce: boolean,
): Promise<Outcome> => {
  const { edge, isJson, now } = context
  const log = runLog({ write: edge.stderr.write, now, isJson })
  const everyMs = Math.max(1, config.calculationEvery.micros / MICROS_PER_MILLI)
  const running = new RunningEngine(engine, { path, isOnce, everyMs, now, pause: edge.pause, stop: edge.untilStopped(), log })
  const totals = await running.run()
  return E.isLeft(totals) ? totals : E.right({ json: totals.right, text: (look) => lines(ingestText(totals.right, look)) })
}

export const runCommand = (program: Command, run: Run): void => {
  program
    .command('run')
    .description(
      'Run the whole engine in one process: follow a source, calculate on schedule, keep the read model at the head, until stopped.',
    )
    .argument('[path]', 'an NDJSON file, or a folder with *.ndjson and *.jsonl files, to follow as it grows')
    .option('--once', 'take in what is there, calculate once, stop')
    .addHelpText(
      'after',
      examples(
        'earnback run ./inbox',
        'EARNBACK_CALCULATION_EVERY=PT1M earnback run events.ndjson',
        'earnback run --once ./inbox --json',
      ),
    )
    .action((path: string | undefined, { once }: RunOptions) =>
      run(async (context) => {
        const wrong = wrongPath(path, once === true)
        if (wrong !== undefined) return E.left(wrong)
        return withEngine(context, (engine, config) => runOn(engine, config, context, path, once === true))
      }),
    )
}
