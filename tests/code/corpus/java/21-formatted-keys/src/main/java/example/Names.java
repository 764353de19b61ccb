package example;

interface Names {
    String BUCKET = "acme-reports";
    String SUFFIX = "\n";
    int VERSION = 1;
}
