package example.plugin;

import software.amazon.awssdk.core.sync.RequestBody;

public class Writer implements Plugin {
    @Override
    public String apply(String text) {
        Clients.S3.putObject(b -> b.bucket("plugin-output").key("last.txt"), RequestBody.fromString(text));
        return text;
    }
}
