package dev.tollgate.filter.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.Operation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GeminiReferencesTest {

    private static List<String> named(String verb, String body) {
        return intent(verb, body).references().stream()
                .map(each -> each.field() + "=" + each.id())
                .toList();
    }

    private static Intent intent(String verb, String body) {
        Operation operation = new Operation(GeminiDialect.NAME, verb, "/v1beta/models/{model}:" + verb, "", "m");
        return new GeminiDialect().intent(operation, body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> generate(String fields) {
        return named("generateContent", "{'contents':[]," + fields + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'cachedContent':'cachedContents/c'|cachedContent=cachedContents/c",
                "'cached_content':'c'|cached_content=c",
                "'tools':[{'fileSearch':{'fileSearchStoreNames':['s']}}]|tools.fileSearch.fileSearchStoreNames=s",
                "'tools':[{'file_search':{'file_search_store_names':['s']}}]|tools.file_search.file_search_store_names=s",
            })
    void cached_contents_and_stores(String fields, String reference) {
        assertThat(generate(fields)).containsExactly(reference);
    }

    @Test
    void every_operation_that_takes_contents_is_read() {
        String contents = "'contents':[{'parts':[{'fileData':{'fileUri':'files/f'}}]}]";
        for (String verb : List.of("generateContent", "streamGenerateContent", "countTokens")) {
            assertThat(named(verb, "{" + contents + "}")).containsExactly("contents.parts.fileData.fileUri=files/f");
        }
        assertThat(named("countTokens", "{'generateContentRequest':{'cachedContent':'c'," + contents + "}}"))
                .containsExactly(
                        "generateContentRequest.cachedContent=c",
                        "generateContentRequest.contents.parts.fileData.fileUri=files/f");
        assertThat(named("embedContent", "{'content':{'parts':[{'file_data':{'file_uri':'files/f'}}]}}"))
                .containsExactly("content.parts.file_data.file_uri=files/f");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://generativelanguage.googleapis.com/v1beta/files/abc",
                "HTTPS://GenerativeLanguage.GoogleAPIs.com/v1beta/files/abc",
                "http://generativelanguage.googleapis.com:443/v1/files/abc",
                "https://generativelanguage.googleapis.com./v1/files/abc",
                "https://a@generativelanguage.googleapis.com/v1beta/files/abc",
                "https://elsewhere.example/v1beta/files/abc",
                "https://bucket.storage.googleapis.com/v1beta/files/abc",
                "https://evilstorage.googleapis.com/film.mp4",
                "https://elsewhere.example/v1beta/%66iles/abc",
                " https://generativelanguage.googleapis.com/v1beta/files/abc",
                "//generativelanguage.googleapis.com/v1beta/files/abc",
                "gs://bucket/film.mp4",
                "files/abc",
                "abc",
            })
    void files_that_google_keeps(String address) {
        assertThat(FileAddress.isKept(address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://www.youtube.com/watch?v=abc",
                "https://youtu.be/abc",
                "https://example.com/v2/files/report.pdf",
                "http://example.com/files/1",
                "https://storage.googleapis.com/bucket/film.mp4",
                "https://bucket.storage.googleapis.com/film.mp4",
                "https://commondatastorage.googleapis.com/bucket/film.mp4",
                "https://firebasestorage.googleapis.com/v0/b/bucket/o/film.mp4?alt=media",
            })
    void files_of_the_web_are_everybodys(String address) {
        assertThat(FileAddress.isKept(address)).isFalse();
        assertThat(generate("'x':{'fileData':{'fileUri':'" + address + "'}}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'cachedContent':null",
                "'cachedContent':''",
                "'x':{'functionCall':{'args':{'fileUri':'files/f','cachedContent':'c'}}}",
                "'x':{'functionResponse':{'response':{'file_uri':'files/f'}}}",
                "'generationConfig':{'responseSchema':{'example':{'cachedContent':'c'}}}",
            })
    void what_a_request_has_in_itself_is_no_reference(String fields) {
        assertThat(generate(fields)).isEmpty();
    }

    @Test
    void an_id_that_is_no_text_is_at_fault() {
        assertThat(intent("generateContent", "{'contents':[],'x':{'fileData':{'fileUri':7}}}")
                        .referenceFault())
                .contains("'x.fileData.fileUri' must be the id of an object, but is 7.");
    }
}
