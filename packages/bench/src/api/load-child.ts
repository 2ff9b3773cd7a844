import autocannon from 'autocannon'

export interface Load {
  readonly address: string
  readonly paths: ReadonlyArray<string>
  readonly connections: number
  readonly seconds: number
}

export interface Loaded {
  readonly requests: number
  readonly perSecond: number
  readonly p99Ms: number
}

/** The load generator, in a process of its own so that it and the server have a core each. */
process.once('message', ({ address, paths, connections, seconds }: Load) => {
  void autocannon({
    url: address,
    connections,
    duration: seconds,
    requests: paths.map((path) => ({ method: 'GET', path })),
  }).then(({ requests, latency, duration, non2xx, errors }) => {
    if (non2xx + errors > 0) throw new Error(`${non2xx} answers other than 2xx and ${errors} errors`)
    process.send?.({ requests: requests.total, perSecond: requests.total / duration, p99Ms: latency.p99 } satisfies Loaded)
    process.disconnect()
  })
})
