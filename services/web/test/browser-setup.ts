import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { chromiumPath } from './chromium'

/** Says before the first test what is missing; builds the pages, so that the browser never sees old ones. */
const setUp = (): void => {
  if (chromiumPath() === undefined && process.env.CI !== 'true') {
    process.stderr.write(
      'Chromium is not installed: the tests in a browser are skipped (apt-get install chromium, or set EARNBACK_CHROMIUM).\n',
    )
    return
  }
  execFileSync(process.execPath, [join(__dirname, '..', 'scripts', 'build.mjs')], { stdio: ['ignore', 'ignore', 'inherit'] })
}

export = setUp
