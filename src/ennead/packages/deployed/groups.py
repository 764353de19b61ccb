"""Groups of Maven artifacts whose jars do not say them: those that Gradle builds write no `pom.properties`.

Facts of Maven Central, by what an artifact's name is or begins with (`*`); the longest that fits counts.
"""

from __future__ import annotations

from typing import Final

_GROUPS: Final = {
    "spring-*": "org.springframework", "spring-boot*": "org.springframework.boot",
    "spring-security-*": "org.springframework.security", "spring-data-*": "org.springframework.data",
    "spring-cloud-function-*": "org.springframework.cloud", "spring-cloud-*": "org.springframework.cloud",
    "spring-batch-*": "org.springframework.batch", "spring-integration-*": "org.springframework.integration",
    "spring-session-*": "org.springframework.session", "spring-kafka": "org.springframework.kafka",
    "spring-ldap-core": "org.springframework.ldap", "spring-retry": "org.springframework.retry",
    "spring-hateoas": "org.springframework.hateoas", "spring-amqp": "org.springframework.amqp",
    "spring-ws-*": "org.springframework.ws", "spring-graphql": "org.springframework.graphql",
    "micronaut-*": "io.micronaut", "micronaut-function-aws*": "io.micronaut.aws", "micrometer-*": "io.micrometer",
    "reactor-core": "io.projectreactor", "reactor-netty*": "io.projectreactor.netty", "rxjava": "io.reactivex.rxjava3",
    "grpc-*": "io.grpc", "okhttp": "com.squareup.okhttp3", "okio": "com.squareup.okio", "okio-jvm": "com.squareup.okio",
    "retrofit": "com.squareup.retrofit2", "kotlin-stdlib*": "org.jetbrains.kotlin", "kotlin-reflect":
    "org.jetbrains.kotlin", "kotlinx-coroutines-*": "org.jetbrains.kotlinx", "kotlinx-serialization-*":
    "org.jetbrains.kotlinx", "ktor-*": "io.ktor", "groovy": "org.apache.groovy", "groovy-*": "org.apache.groovy",
    "kafka-clients": "org.apache.kafka", "kafka_*": "org.apache.kafka", "lucene-*": "org.apache.lucene",
    "elasticsearch": "org.elasticsearch", "elasticsearch-java": "co.elastic.clients", "opensearch":
    "org.opensearch", "opensearch-java": "org.opensearch.client", "hibernate-core": "org.hibernate.orm",
    "hibernate-entitymanager": "org.hibernate", "hibernate-validator": "org.hibernate.validator",
    "mockito-core": "org.mockito", "log4j-*": "org.apache.logging.log4j", "logback-*": "ch.qos.logback",
    "slf4j-*": "org.slf4j", "jackson-databind": "com.fasterxml.jackson.core", "jackson-core":
    "com.fasterxml.jackson.core", "jackson-annotations": "com.fasterxml.jackson.core", "jackson-dataformat-*":
    "com.fasterxml.jackson.dataformat", "jackson-datatype-*": "com.fasterxml.jackson.datatype", "jackson-module-*":
    "com.fasterxml.jackson.module", "jackson-jaxrs-*": "com.fasterxml.jackson.jaxrs", "aws-java-sdk-*":
    "com.amazonaws", "aws-lambda-java-*": "com.amazonaws", "aws-xray-recorder-sdk-*": "com.amazonaws",
    "netty-*": "io.netty", "netty-tcnative*": "io.netty", "snakeyaml": "org.yaml", "guava": "com.google.guava",
    "gson": "com.google.code.gson", "protobuf-java*": "com.google.protobuf", "postgresql": "org.postgresql",
    "h2": "com.h2database", "mysql-connector-j": "com.mysql", "mysql-connector-java": "mysql", "ojdbc8":
    "com.oracle.database.jdbc", "ojdbc11": "com.oracle.database.jdbc", "mssql-jdbc": "com.microsoft.sqlserver",
    "commons-io": "commons-io", "commons-codec": "commons-codec", "commons-logging": "commons-logging",
    "commons-collections": "commons-collections", "commons-collections4": "org.apache.commons", "commons-beanutils":
    "commons-beanutils", "commons-fileupload": "commons-fileupload", "commons-lang": "commons-lang", "commons-lang3":
    "org.apache.commons", "commons-text": "org.apache.commons", "commons-compress": "org.apache.commons",
    "commons-configuration2": "org.apache.commons", "httpclient": "org.apache.httpcomponents", "httpcore":
    "org.apache.httpcomponents", "httpclient5": "org.apache.httpcomponents.client5", "httpcore5":
    "org.apache.httpcomponents.core5", "joda-time": "joda-time", "json": "org.json", "json-smart": "net.minidev",
    "json-path": "com.jayway.jsonpath", "xstream": "com.thoughtworks.xstream", "dom4j": "org.dom4j", "xercesImpl":
    "xerces", "velocity": "org.apache.velocity", "velocity-engine-core": "org.apache.velocity", "freemarker":
    "org.freemarker", "jsoup": "org.jsoup", "quartz": "org.quartz-scheduler", "bcprov-*": "org.bouncycastle",
    "bcpkix-*": "org.bouncycastle", "nimbus-jose-jwt": "com.nimbusds", "jjwt*": "io.jsonwebtoken", "java-jwt":
    "com.auth0", "lombok": "org.projectlombok", "byte-buddy": "net.bytebuddy", "jedis": "redis.clients", "lettuce-core":
    "io.lettuce", "mongodb-driver-*": "org.mongodb", "resilience4j-*": "io.github.resilience4j", "HikariCP":
    "com.zaxxer", "fastjson": "com.alibaba", "fastjson2": "com.alibaba.fastjson2", "hutool-all": "cn.hutool",
    "tomcat-embed-*": "org.apache.tomcat.embed", "undertow-core": "io.undertow", "powertools-*":
    "software.amazon.lambda",
}  # fmt: skip
_PREFIXES: Final = sorted((key[:-1] for key in _GROUPS if key.endswith("*")), key=len, reverse=True)


def group_of(artifact: str) -> str | None:
    """The group of a well-known artifact."""
    if artifact in _GROUPS:
        return _GROUPS[artifact]
    prefix = next((one for one in _PREFIXES if artifact.startswith(one)), None)
    return _GROUPS[f"{prefix}*"] if prefix is not None else None
