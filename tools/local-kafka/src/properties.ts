export interface Ports {
  broker: number;
  controller: number;
}

export const NODE_ID = 1;

/** One node that is broker and controller, with every internal topic as small as it gets. */
export function serverProperties(ports: Ports, logDir: string): string {
  const broker = `PLAINTEXT://127.0.0.1:${ports.broker}`;
  return properties({
    'process.roles': 'broker,controller',
    'node.id': NODE_ID,
    'controller.quorum.voters': `${NODE_ID}@127.0.0.1:${ports.controller}`,
    listeners: `${broker},CONTROLLER://127.0.0.1:${ports.controller}`,
    'advertised.listeners': broker,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'log.dirs': logDir,
    'auto.create.topics.enable': false,
    'default.replication.factor': 1,
    'offsets.topic.num.partitions': 1,
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.num.partitions': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.num.partitions': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    // Otherwise the first member of a group waits three seconds for others.
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 1000,
    // After a crash the node can't register again until its former session is over.
    'broker.session.timeout.ms': 3000,
    'broker.heartbeat.interval.ms': 500,
    'num.network.threads': 2,
    'num.io.threads': 4,
    'log.cleaner.dedupe.buffer.size': 10_485_760,
  });
}

export function loggingProperties(): string {
  return properties({
    status: 'warn',
    // Else log4j stops logging while Kafka is still on its way out.
    shutdownHook: 'disable',
    'appender.file.type': 'RollingFile',
    'appender.file.name': 'File',
    'appender.file.fileName': '${sys:kafka.log.file}',
    'appender.file.filePattern': '${sys:kafka.log.file}.%i',
    'appender.file.layout.type': 'PatternLayout',
    'appender.file.layout.pattern': '%d{ISO8601} %-5p %c{1} %m%n',
    'appender.file.policies.type': 'SizeBasedTriggeringPolicy',
    'appender.file.policies.size': '20MB',
    'appender.file.strategy.type': 'DefaultRolloverStrategy',
    'appender.file.strategy.max': 2,
    'rootLogger.level': 'info',
    'rootLogger.appenderRef.file.ref': 'File',
  });
}

function properties(values: Record<string, string | number | boolean>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${String(value).replaceAll('\\', '\\\\')}\n`)
    .join('');
}
