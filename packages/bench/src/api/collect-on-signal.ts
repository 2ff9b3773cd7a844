/** Preloaded by a server whose memory is measured, so that what is no longer used is not counted. */
process.on('SIGUSR2', () => globalThis.gc?.())
