/** Thrown where this machine can't have Kafka: no Java, or no way to its jars. */
export class KafkaUnavailable extends Error {
  override readonly name = 'KafkaUnavailable';
}
