package example;

enum Kind {
    NEWS,
    ALERTS;

    String topic() {
        switch (this) {
            case NEWS:
                return "arn:aws:sns:eu-west-1:123456789012:news";
            default:
                return "arn:aws:sns:eu-west-1:123456789012:alerts";
        }
    }
}
