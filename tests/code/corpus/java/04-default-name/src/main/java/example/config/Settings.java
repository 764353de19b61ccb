package example.config;

public final class Settings {
    private static final String ACCOUNT = "123456789012";
    private static final String BASE = "https://sqs.eu-west-1.amazonaws.com/" + ACCOUNT;
    public static final String QUEUE_URL = BASE + "/jobs";

    private Settings() {
    }
}
