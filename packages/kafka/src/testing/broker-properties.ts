import { join } from 'node:path'

export interface BrokerPorts {
  readonly controller: number
  readonly plaintext: number
  readonly secured: number | undefined
}

/** What one node on loopback needs; small internal topics and short sessions keep tests quick, also after a SIGKILL: the node waits until its former self has expired. */
export const brokerProperties = (
  folder: string,
  ports: BrokerPorts,
  securedProtocol: 'SSL' | 'SASL_SSL' | 'SASL_PLAINTEXT' | undefined,
  own: Readonly<Record<string, string>>,
): string => {
  const secured = ports.secured === undefined ? '' : `,SECURED://127.0.0.1:${ports.secured}`
  const protocols = securedProtocol === undefined ? '' : `,SECURED:${securedProtocol}`
  const properties: Readonly<Record<string, string>> = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${ports.controller}`,
    listeners: `CONTROLLER://127.0.0.1:${ports.controller},PLAINTEXT://127.0.0.1:${ports.plaintext}${secured}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': `CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT${protocols}`,
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': join(folder, 'data'),
    'num.partitions': '1',
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '4',
    'group.initial.rebalance.delay.ms': '0',
    'group.min.session.timeout.ms': '1000',
    'broker.session.timeout.ms': '1500',
    'broker.heartbeat.interval.ms': '300',
    'auto.create.topics.enable': 'false',
    ...own,
  }
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}
