#!/bin/sh
# Prints jars.txt for a Kafka version: sh pin-jars.sh 4.4.0 2.25.3 > jars.txt (needs Maven)
set -eu
kafka=$1
log4j=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId><artifactId>kafka</artifactId><version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>$kafka</version>
    </dependency>
    <dependency>
      <groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j-impl</artifactId>
      <version>$log4j</version>
    </dependency>
  </dependencies>
</project>
POM
mvn -q -B -f "$folder/pom.xml" dependency:copy-dependencies -DincludeScope=runtime \
  -DoutputDirectory="$folder/jars" -Dmdep.useRepositoryLayout=true >&2
echo "# The runtime of Kafka $kafka as its POM resolves it, written by pin-jars.sh"
echo '# sha256 · bytes · path in a Maven repository'
cd "$folder/jars"
find . -name '*.jar' | sed 's|^\./||' | LC_ALL=C sort | while read -r jar; do
  echo "$(sha256sum "$jar" | cut -d' ' -f1) $(wc -c <"$jar" | tr -d ' ') $jar"
done
