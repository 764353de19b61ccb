package example;

import java.lang.reflect.Method;
import java.util.Map;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;

public class App {
    private final Ledger ledger = new Ledger();
    private final SecretsManagerClient secrets = SecretsManagerClient.create();

    public String process(Map<String, String> event) throws ReflectiveOperationException {
        class Totals {
            private int count;

            void putItem(String id) {
                count += ledger.putItem(id);
            }
        }

        Totals totals = new Totals();
        totals.putItem(event.get("id"));
        ledger.deleteItem(event.get("old"));
        ledger.publish("done");
        String key = secrets.getSecretValue(
                GetSecretValueRequest.builder().secretId("ledger/key").build()).secretString();
        return convert(event.get("codec"), key) + totals.count;
    }

    private static Object convert(String codec, String key) throws ReflectiveOperationException {
        Class<?> type = Class.forName(codec);
        Method encode = type.getMethod("encode", String.class);
        return encode.invoke(null, key);
    }
}
