import type { Command } from 'commander'
import * as E from 'fp-ts/Either'
import { lines } from '../answer'
import type { Config } from '../config'
import { type Context, type Outcome, type Run, withEngine } from '../context'
import { serve } from '../serving/serve'
import { serveUntil } from '../serving/serve-until'
import { serveOptionsOf, type ServingOptions, withServingOptions } from '../serving/serving-options'
import type { Engine } from '../wire'
import { examples } from './examples'

const serveOn = async (engine: Engine, config: Config, context: Context, options: ServingOptions): Promise<Outcome> => {
  const { edge } = context
  const stop = edge.untilStopped()
  const serving = await serve(engine, config, context, serveOptionsOf(options))
  if (E.isLeft(serving)) return serving
  const { address } = serving.right
  await serveUntil(stop, context, serving.right, () => edge.stderr.write(`listening on ${address}\n`))
  return E.right({ json: { address }, text: () => lines(['stopped']) })
}

export const serveCommand = (program: Command, run: Run): void => {
  withServingOptions(program.command('serve'))
    .description('Answer questions over HTTP, until SIGINT or SIGTERM; who may ask is told by `earnback keys`.')
    .addHelpText('after', examples('earnback serve', 'earnback serve --port 0 --dev'))
    .action((options: ServingOptions) =>
      run((context) => withEngine(context, (engine, config) => serveOn(engine, config, context, options))),
    )
}
