package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import example.s3.Cache;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Optional;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

public class App implements RequestHandler<String, String> {
    private final OkHttpClient client = new OkHttpClient.Builder().build();
    private final Cache s3;

    public App() throws ReflectiveOperationException {
        s3 = (Cache) Class.forName("example.s3.Cache").getDeclaredConstructor().newInstance();
    }

    @Override
    public String handleRequest(String city, Context context) {
        return Optional.ofNullable(s3.getObject("weather", city)).orElseGet(() -> {
            String path = String.format("https://weather.acme.example/v1/%s", city);
            Request request = new Request.Builder().url(path).build();
            try (Response response = client.newCall(request).execute()) {
                String text = response.body().string() + warnings();
                s3.putObject("weather", city, text);
                return text;
            } catch (IOException e) {
                return s3.listBuckets();
            }
        });
    }

    private static String warnings() throws IOException {
        try (InputStream input = new URL("https://warnings.acme.example/all").openStream()) {
            return new String(input.readAllBytes());
        }
    }
}
