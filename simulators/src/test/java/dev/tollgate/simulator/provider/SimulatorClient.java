package dev.tollgate.simulator.provider;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Plain HTTP calls to a simulator, and its SSE answers taken apart. */
final class SimulatorClient {
    static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;

    SimulatorClient(ProviderSimulator simulator) {
        this.url = simulator.url();
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send("POST", path, body);
    }

    HttpResponse<String> send(String method, String path, String body) throws IOException, InterruptedException {
        return http.send(request(method, path, body), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<byte[]> bytes(String path, String body) throws IOException, InterruptedException {
        return http.send(request("POST", path, body), HttpResponse.BodyHandlers.ofByteArray());
    }

    JsonNode json(String path, String body) throws IOException, InterruptedException {
        return JSON.readTree(post(path, body).body());
    }

    /** The data payloads of a stream in order, [DONE] left out. */
    List<JsonNode> events(String path, String body) throws IOException, InterruptedException {
        return payloads(post(path, body).body());
    }

    static List<JsonNode> payloads(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("data: ") && !line.equals("data: [DONE]"))
                .map(line -> JSON.readTree(line.substring("data: ".length())))
                .toList();
    }

    HttpRequest request(String method, String path, String body) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .timeout(PATIENCE)
                .header("content-type", "application/json")
                .header("authorization", "Bearer sk-platform")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    HttpClient http() {
        return http;
    }
}
