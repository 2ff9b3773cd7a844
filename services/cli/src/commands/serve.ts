import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pagesFolder } from '@earnback/web'
import { type Command, Option } from 'commander'
import * as E from 'fp-ts/Either'
import { lines } from '../answer'
import type { Config } from '../config'
import { type Context, type Outcome, type Run, withEngine } from '../context'
import { portOption } from '../port-option'
import { serve } from '../serving/serve'
import type { Engine } from '../wire'
import { examples } from './examples'

interface ServeCommandOptions {
  readonly port: number
  readonly host: string
  readonly dev?: true
  readonly logLevel: string
  readonly pages?: string
}

const PORT_DEFAULT = 8_080
const HOST_DEFAULT = '127.0.0.1'
const FOREVER_MS = Number.MAX_SAFE_INTEGER
const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent']

/** The pages as they were built; `make setup` builds them. */
const ownPages = (): string | undefined => (existsSync(join(pagesFolder, 'index.html')) ? pagesFolder : undefined)

const serveOn = async (engine: Engine, config: Config, context: Context, options: ServeCommandOptions): Promise<Outcome> => {
  const { edge, isJson } = context
  const { port, host, dev, logLevel, pages } = options
  const stop = edge.untilStopped()
  const serving = await serve(engine, config, context, {
    port,
    host,
    isDev: dev === true,
    logLevel,
    pagesFolder: pages ?? ownPages(),
  })
  if (E.isLeft(serving)) return serving
  const { address, close } = serving.right
  edge.stderr.write(isJson ? `${JSON.stringify({ event: 'listening', address })}\n` : `listening on ${address}\n`)
  await edge.pause(FOREVER_MS, stop)
  await close()
  return E.right({ json: { address }, text: () => lines(['stopped']) })
}

export const serveCommand = (program: Command, run: Run): void => {
  program
    .command('serve')
    .description('Answer questions over HTTP, until SIGINT or SIGTERM; who may ask is told by `earnback keys`.')
    .option('--port <port>', 'where to listen; 0 takes a free port', portOption, PORT_DEFAULT)
    .option('--host <host>', 'on which address; by default this machine alone is answered', HOST_DEFAULT)
    .option('--dev', 'without keys, for trying out: everything is open, on this machine only')
    .option('--pages <folder>', 'serve the pages in this folder instead of our own')
    .addOption(new Option('--log-level <level>', 'how much to log on standard error').choices(LOG_LEVELS).default('info'))
    .addHelpText('after', examples('earnback serve', 'earnback serve --port 0 --dev'))
    .action((options: ServeCommandOptions) =>
      run((context) => withEngine(context, (engine, config) => serveOn(engine, config, context, options))),
    )
}
