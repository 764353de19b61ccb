"""Which calls of Java's libraries tell a host: tables only.

A line of `_DIRECT`: class, methods with commas (`new` the constructor), the number of the argument, verb or `-`, and
the library's name.
"""

from __future__ import annotations

from typing import NamedTuple


class Rule(NamedTuple):
    """The argument that is the URL or host, the verb if the method tells it, and the library."""

    argument: int
    verb: str | None
    client: str


_DIRECT = """
java.sql.DriverManager getConnection 0 - jdbc
javax.sql.DataSource setUrl,setURL,setJdbcUrl,setServerName 0 - jdbc
com.zaxxer.hikari.HikariConfig setJdbcUrl 0 - jdbc
com.zaxxer.hikari.HikariDataSource setJdbcUrl 0 - jdbc
org.springframework.boot.jdbc.DataSourceBuilder url 0 - jdbc
org.springframework.jdbc.datasource.DriverManagerDataSource new,setUrl 0 - jdbc
org.springframework.jdbc.datasource.SimpleDriverDataSource setUrl 0 - jdbc
org.springframework.jdbc.datasource.SingleConnectionDataSource setUrl 0 - jdbc
org.postgresql.ds.PGSimpleDataSource setUrl,setURL,setServerName 0 - jdbc
org.postgresql.ds.PGPoolingDataSource setUrl,setURL,setServerName 0 - jdbc
com.mysql.cj.jdbc.MysqlDataSource setUrl,setURL,setServerName 0 - jdbc
com.mysql.jdbc.jdbc2.optional.MysqlDataSource setUrl,setURL,setServerName 0 - jdbc
org.mariadb.jdbc.MariaDbDataSource new,setUrl,setServerName 0 - jdbc
oracle.jdbc.pool.OracleDataSource setURL,setServerName 0 - jdbc
com.microsoft.sqlserver.jdbc.SQLServerDataSource setURL,setServerName 0 - jdbc
org.apache.commons.dbcp2.BasicDataSource setUrl 0 - jdbc
org.apache.commons.dbcp.BasicDataSource setUrl 0 - jdbc
org.apache.tomcat.jdbc.pool.DataSource setUrl 0 - jdbc
org.apache.tomcat.jdbc.pool.PoolProperties setUrl 0 - jdbc
com.mchange.v2.c3p0.ComboPooledDataSource setJdbcUrl 0 - jdbc
software.amazon.jdbc.ds.AwsWrapperDataSource setJdbcUrl,setServerName 0 - jdbc
org.jdbi.v3.core.Jdbi create,open 0 - jdbc
org.sql2o.Sql2o new 0 - jdbc
org.flywaydb.core.api.configuration.FluentConfiguration dataSource 0 - jdbc
org.flywaydb.core.Flyway dataSource 0 - jdbc
io.r2dbc.spi.ConnectionFactories get 0 - r2dbc
io.r2dbc.postgresql.PostgresqlConnectionConfiguration host 0 - r2dbc
redis.clients.jedis.Jedis new 0 - jedis
redis.clients.jedis.JedisPooled new 0 - jedis
redis.clients.jedis.UnifiedJedis new 0 - jedis
redis.clients.jedis.JedisCluster new 0 - jedis
io.lettuce.core.RedisClient create 0 - lettuce
io.lettuce.core.cluster.RedisClusterClient create 0 - lettuce
org.redisson.config.Config setAddress,addNodeAddress,addSentinelAddress 0 - redisson
org.springframework.data.redis.connection.RedisStandaloneConfiguration new,setHostName 0 - spring-data-redis
org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory new 0 - spring-data-redis
net.spy.memcached.MemcachedClient new 0 - spymemcached
glide.api.models.configuration.NodeAddress host 0 - valkey-glide
com.mongodb.MongoClient new 0 - mongodb
com.rabbitmq.client.ConnectionFactory setHost,setUri 0 - rabbitmq
org.springframework.amqp.rabbit.connection.CachingConnectionFactory new,setHost,setUri,setAddresses 0 - rabbitmq
org.apache.activemq.ActiveMQConnectionFactory new,setBrokerURL 0 - jms
org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory new 0 - jms
org.apache.activemq.ActiveMQSslConnectionFactory new,setBrokerURL 0 - jms
org.apache.qpid.jms.JmsConnectionFactory new,setRemoteURI 0 - jms
com.ibm.mq.jms.MQConnectionFactory setHostName 0 - jms
com.ibm.mq.jms.MQQueueConnectionFactory setHostName 0 - jms
org.eclipse.paho.client.mqttv3.MqttClient new 0 - mqtt
org.eclipse.paho.client.mqttv3.MqttAsyncClient new 0 - mqtt
com.amazonaws.services.iot.client.AWSIotMqttClient new 0 - mqtt
software.amazon.awssdk.iot.AwsIotMqttConnectionBuilder withEndpoint 0 - mqtt
io.nats.client.Nats connect 0 - nats
io.grpc.ManagedChannelBuilder forAddress,forTarget 0 - grpc
io.grpc.Grpc newChannelBuilder,newChannelBuilderForAddress 0 - grpc
io.grpc.netty.NettyChannelBuilder forAddress,forTarget 0 - grpc
io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder forAddress,forTarget 0 - grpc
io.grpc.okhttp.OkHttpChannelBuilder forAddress,forTarget 0 - grpc
retrofit2.Retrofit.Builder baseUrl 0 - retrofit
feign.Feign target 1 - feign
feign.Feign.Builder target 1 - feign
feign.hystrix.HystrixFeign target 1 - feign
org.springframework.boot.web.client.RestTemplateBuilder rootUri 0 - resttemplate
org.jsoup.Jsoup connect 0 - jsoup
org.eclipse.microprofile.rest.client.RestClientBuilder baseUri,baseUrl 0 - microprofile
com.sun.jersey.api.client.Client resource 0 - jersey
org.apache.commons.mail.SimpleEmail setHostName 0 - mail
org.apache.commons.mail.HtmlEmail setHostName 0 - mail
org.apache.commons.mail.MultiPartEmail setHostName 0 - mail
org.springframework.mail.javamail.JavaMailSenderImpl setHost 0 - mail
org.simplejavamail.mailer.MailerBuilder withSMTPServer 0 - mail
javax.mail.Transport connect 0 - mail
jakarta.mail.Transport connect 0 - mail
javax.mail.Store connect 0 - mail
jakarta.mail.Store connect 0 - mail
java.net.Socket new,connect 0 - java.net.Socket
java.nio.channels.SocketChannel open,connect 0 - java.net.Socket
javax.net.SocketFactory createSocket 0 - java.net.Socket
javax.net.ssl.SSLSocketFactory createSocket 0 - java.net.Socket
org.apache.commons.net.ftp.FTPClient connect 0 - ftp
org.apache.commons.net.ftp.FTPSClient connect 0 - ftp
com.jcraft.jsch.JSch getSession 1 - ssh
net.schmizz.sshj.SSHClient connect 0 - ssh
org.neo4j.driver.GraphDatabase driver 0 - neo4j
org.apache.tinkerpop.gremlin.driver.Cluster addContactPoint 0 - gremlin
com.datastax.oss.driver.api.core.CqlSession addContactPoint 0 - cassandra
org.influxdb.InfluxDBFactory connect 0 - influxdb
com.influxdb.client.InfluxDBClientFactory create 0 - influxdb
com.influxdb.v3.client.InfluxDBClient getInstance 0 - influxdb
org.apache.solr.client.solrj.impl.HttpSolrClient.Builder new 0 - solr
org.opensearch.client.transport.aws.AwsSdk2Transport new 1 - opensearch
io.searchbox.client.config.HttpClientConfig.Builder new 0 - elasticsearch
com.slack.api.Slack send 0 POST slack
com.slack.api.webhook.WebhookUrl new 0 POST slack
io.sentry.Sentry init 0 - sentry
com.azure.storage.blob.BlobServiceClientBuilder endpoint 0 - azure
com.azure.cosmos.CosmosClientBuilder endpoint 0 - azure
com.amazonaws.DefaultRequest setEndpoint 0 - aws-signed
"""

_VERBS = "get post put delete patch head options".split()


def _read(table: str) -> dict[tuple[str, str], Rule]:
    rules: dict[tuple[str, str], Rule] = {}
    for line in table.strip().splitlines():
        cls, methods, argument, verb, client = line.split()
        for method in methods.split(","):
            rules[cls, method] = Rule(int(argument), None if verb == "-" else verb, client)
    return rules


def _by_verb() -> dict[tuple[str, str], Rule]:
    """Libraries with a method for each verb that takes the URL."""
    rules: dict[tuple[str, str], Rule] = {}
    for verb in _VERBS:
        name = verb.upper()
        for package in ("kong.unirest", "kong.unirest.core", "com.mashape.unirest.http"):
            rules[f"{package}.Unirest", verb] = rules[f"{package}.UnirestInstance", verb] = Rule(0, name, "unirest")
        for cls in ("org.apache.http.client.fluent.Request", "org.apache.hc.client5.http.fluent.Request"):
            rules[cls, verb.title()] = rules[cls, verb] = Rule(0, name, "apache")
        for cls in (
            "org.asynchttpclient.AsyncHttpClient",
            "org.asynchttpclient.Dsl",
            "org.asynchttpclient.DefaultAsyncHttpClient",
        ):
            rules[cls, f"prepare{verb.title()}"] = Rule(0, name, "asynchttpclient")
        for cls in (
            "com.google.api.client.http.HttpRequestFactory",
            "com.google.api.client.http.javanet.NetHttpTransport",
        ):
            rules[cls, f"build{verb.title()}Request"] = Rule(0, name, "google-http")
        rules["io.vertx.ext.web.client.WebClient", f"{verb}Abs"] = Rule(0, name, "vertx")
        rules["io.vertx.ext.web.client.WebClient", verb] = Rule(1, name, "vertx")
    return rules


DIRECT = _read(_DIRECT) | _by_verb()
"""Calls of which an argument is the URL or the host."""

REST_TEMPLATE = {
    "getForObject": "GET",
    "getForEntity": "GET",
    "headForHeaders": "HEAD",
    "postForObject": "POST",
    "postForEntity": "POST",
    "postForLocation": "POST",
    "put": "PUT",
    "patchForObject": "PATCH",
    "delete": "DELETE",
    "optionsForAllow": "OPTIONS",
    "exchange": "",
    "execute": "",
}
"""Methods of Spring's RestTemplate; an empty verb is the second argument."""

REQUESTS = {
    "java.net.http.HttpRequest": "java.net.http",
    "okhttp3.Request": "okhttp",
    "okhttp3.Request.Builder": "okhttp",
    "com.squareup.okhttp.Request": "okhttp",
    "com.squareup.okhttp.Request.Builder": "okhttp",
    "org.apache.http.client.methods.RequestBuilder": "apache",
    "org.apache.http.client.methods.HttpUriRequest": "apache",
    "org.apache.http.client.methods.HttpRequestBase": "apache",
    "org.apache.hc.core5.http.io.support.ClassicRequestBuilder": "apache",
    "org.apache.hc.core5.http.ClassicHttpRequest": "apache",
    "org.apache.hc.client5.http.async.methods.SimpleHttpRequest": "apache",
    "org.apache.hc.client5.http.async.methods.SimpleHttpRequests": "apache",
    "org.apache.hc.client5.http.async.methods.SimpleRequestBuilder": "apache",
    "org.asynchttpclient.Request": "asynchttpclient",
    "org.asynchttpclient.RequestBuilder": "asynchttpclient",
    "org.asynchttpclient.Dsl": "asynchttpclient",
    "org.springframework.http.RequestEntity": "resttemplate",
    "software.amazon.awssdk.http.SdkHttpFullRequest": "aws-signed",
    "software.amazon.awssdk.http.SdkHttpRequest": "aws-signed",
} | {
    f"{package}.Http{verb.title()}": "apache"
    for package in ("org.apache.http.client.methods", "org.apache.hc.client5.http.classic.methods")
    for verb in (*_VERBS, "trace")
}
"""Classes of requests that are sent by a client."""

SENDERS = {
    ("java.net.http.HttpClient", "send"): "java.net.http",
    ("java.net.http.HttpClient", "sendAsync"): "java.net.http",
    ("okhttp3.OkHttpClient", "newCall"): "okhttp",
    ("okhttp3.OkHttpClient", "newWebSocket"): "okhttp",
    ("org.apache.http.impl.client.HttpClients", "execute"): "apache",
    ("org.apache.http.impl.client.HttpClientBuilder", "execute"): "apache",
    ("org.apache.http.impl.client.CloseableHttpClient", "execute"): "apache",
    ("org.apache.http.client.HttpClient", "execute"): "apache",
    ("org.apache.hc.client5.http.impl.classic.HttpClients", "execute"): "apache",
    ("org.apache.hc.client5.http.impl.classic.CloseableHttpClient", "execute"): "apache",
    ("org.apache.hc.client5.http.classic.HttpClient", "execute"): "apache",
    ("org.asynchttpclient.AsyncHttpClient", "executeRequest"): "asynchttpclient",
}
"""Methods that send a request, whatever is told of it."""

SENDING = frozenset(method for _, method in SENDERS) | {"exchange", "request", "prepareRequest"}
"""Names under which a told request is sent, whatever is told of the client."""

PROPERTIES = {
    ("org.apache.kafka.clients.producer.KafkaProducer", "new"): (0, "kafka"),
    ("org.apache.kafka.clients.consumer.KafkaConsumer", "new"): (0, "kafka"),
    ("org.apache.kafka.clients.admin.AdminClient", "create"): (0, "kafka"),
    ("org.apache.kafka.clients.admin.Admin", "create"): (0, "kafka"),
    ("org.apache.kafka.streams.KafkaStreams", "new"): (1, "kafka"),
    ("org.springframework.kafka.core.DefaultKafkaProducerFactory", "new"): (0, "kafka"),
    ("org.springframework.kafka.core.DefaultKafkaConsumerFactory", "new"): (0, "kafka"),
    ("javax.mail.Session", "getInstance"): (0, "mail"),
    ("javax.mail.Session", "getDefaultInstance"): (0, "mail"),
    ("jakarta.mail.Session", "getInstance"): (0, "mail"),
    ("jakarta.mail.Session", "getDefaultInstance"): (0, "mail"),
    ("javax.naming.InitialContext", "new"): (0, "jndi"),
    ("javax.naming.directory.InitialDirContext", "new"): (0, "jndi"),
    ("javax.naming.ldap.InitialLdapContext", "new"): (0, "jndi"),
}
"""Calls that are given properties: the number of the argument and the library."""

PROPERTY_KEYS = {
    "kafka": ("bootstrap.servers", "BOOTSTRAP_SERVERS_CONFIG"),
    "mail": ("mail.smtp.host", "mail.smtps.host", "mail.host", "mail.imap.host", "mail.imaps.host", "mail.pop3.host"),
    "jndi": ("java.naming.provider.url", "PROVIDER_URL"),
}
"""Under which property the host stands, by its text or by the name of its constant."""

WEB_CLIENTS = {
    "org.springframework.web.reactive.function.client.WebClient": "webclient",
    "org.springframework.web.reactive.function.client.WebClient.Builder": "webclient",
    "org.springframework.web.client.RestClient": "restclient",
    "org.springframework.web.client.RestClient.Builder": "restclient",
    "reactor.netty.http.client.HttpClient": "reactor-netty",
}
"""Clients with a base URL, a verb and a path in one chain."""

_FIXED = """
com.stripe api.stripe.com stripe create,retrieve,list,update,delete,cancel,capture,confirm,search,finalizeInvoice,pay
com.twilio api.twilio.com twilio create,read,fetch,update,delete,createAsync,readAsync,fetchAsync
com.sendgrid api.sendgrid.com sendgrid api
com.slack.api slack.com slack chatPostMessage,chatUpdate,chatDelete,chatPostEphemeral,conversationsList,\
conversationsHistory,conversationsOpen,usersList,usersInfo,usersLookupByEmail,filesUpload,filesUploadV2,viewsOpen,authTest
com.openai api.openai.com openai create,createStreaming,retrieve,list
com.theokanning.openai api.openai.com openai createChatCompletion,createCompletion,createEmbeddings,createImage
com.anthropic api.anthropic.com anthropic create,createStreaming
com.google.firebase fcm.googleapis.com firebase send,sendAsync,sendEach,sendEachForMulticast,sendMulticast,sendAll
com.google.cloud.storage storage.googleapis.com google-cloud getService
com.google.cloud.bigquery bigquery.googleapis.com google-cloud getService
com.google.cloud.translate translation.googleapis.com google-cloud getService
com.braintreegateway api.braintreegateway.com braintree sale,refund,voidTransaction,search,generate
com.paypal api.paypal.com paypal execute
org.kohsuke.github api.github.com github connect,connectUsingOAuth,connectAnonymously,build
com.launchdarkly.sdk sdk.launchdarkly.com launchdarkly new
com.postmarkapp api.postmarkapp.com postmark deliverMessage,deliverMessageWithTemplate
com.mailjet.client api.mailjet.com mailjet post,get,put,delete
com.mailgun.api api.mailgun.net mailgun sendMessage,sendMessageAsync
com.mixpanel.mixpanelapi api.mixpanel.com mixpanel sendMessage,deliver
com.segment.analytics api.segment.io segment enqueue
com.pusher.rest api.pusherapp.com pusher trigger
com.maxmind.geoip2 geoip.maxmind.com maxmind country,city,insights
com.contentful.java cdn.contentful.com contentful fetch
com.bugsnag notify.bugsnag.com bugsnag notify
com.datadog.api api.datadoghq.com datadog submitMetrics,submitLog,createEvent
com.pengrad.telegrambot api.telegram.org telegram execute
com.vonage.client api.nexmo.com vonage submitMessage,sendMessage,createCall
net.dv8tion.jda discord.com discord build,createDefault,createLight
"""


class Fixed(NamedTuple):
    """The host of a vendor's library, and the methods that connect to it."""

    host: str
    client: str
    methods: frozenset[str]


def _read_fixed(table: str) -> dict[str, Fixed]:
    fixed: dict[str, Fixed] = {}
    for line in table.strip().splitlines():
        package, host, client, methods = line.split()
        fixed[package] = Fixed(host, client, frozenset(methods.split(",")))
    return fixed


FIXED = _read_fixed(_FIXED)
"""Vendors' libraries, by package."""
