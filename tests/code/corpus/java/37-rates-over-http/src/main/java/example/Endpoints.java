package example;

final class Endpoints {
    private static final String HOST = "https://rates.acme.example";
    static final String RATES = HOST + "/v2/latest";

    private Endpoints() {
    }
}
