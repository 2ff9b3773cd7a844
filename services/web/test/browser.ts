import { chromiumPath } from './chromium'

/** Skipped where Chromium is not installed; in CI that is a failure. */
export const inBrowser = chromiumPath() === undefined && process.env.CI !== 'true' ? describe.skip : describe
