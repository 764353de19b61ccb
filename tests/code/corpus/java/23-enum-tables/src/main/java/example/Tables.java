package example;

enum Tables {
    CUSTOMERS,
    ORDERS;

    String full() {
        return "shop-" + name();
    }
}
