import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pagesFolder } from '@earnback/web'
import { type Command, Option } from 'commander'
import { portOption } from '../port-option'
import type { ServeOptions } from './serve'

/** How the API and the pages are served, as a command line says it. */
export interface ServingOptions {
  readonly port: number
  readonly host: string
  readonly dev?: true
  readonly pages?: string
  readonly logLevel: string
}

export const PORT_DEFAULT = 8_080
export const HOST_DEFAULT = '127.0.0.1'
const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent']

/** The pages as they were built; `make setup` builds them. */
export const ownPages = (): string | undefined => (existsSync(join(pagesFolder, 'index.html')) ? pagesFolder : undefined)

export const withServingOptions = (command: Command): Command =>
  command
    .option('--port <port>', 'where to listen; 0 takes a free port', portOption, PORT_DEFAULT)
    .option('--host <host>', 'on which address; by default this machine alone is answered', HOST_DEFAULT)
    .option('--dev', 'without keys, for trying out: everything is open, on this machine only')
    .option('--pages <folder>', 'serve the pages in this folder instead of our own')
    .addOption(new Option('--log-level <level>', 'how much to log on standard error').choices(LOG_LEVELS).default('info'))

export const serveOptionsOf = ({ port, host, dev, logLevel, pages }: ServingOptions): ServeOptions => ({
  port,
  host,
  isDev: dev === true,
  logLevel,
  pagesFolder: pages ?? ownPages(),
})
