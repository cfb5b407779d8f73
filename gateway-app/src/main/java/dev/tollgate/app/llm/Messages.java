package dev.tollgate.app.llm;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.ImageContent.DetailLevel;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.admin.problem.Texts;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * The messages of a request. Pictures come in the request itself, never by address: some models of LangChain4j would fetch what an
 * address names, from inside the operator's network.
 */
final class Messages {

    /** More than any conversation has. */
    static final int MOST = 2_000;

    private static final Set<String> FIELDS = Set.of("role", "content");
    private static final Pattern PICTURE = Pattern.compile("data:(image/(?:png|jpeg|webp|gif));base64");

    private Messages() {}

    /** @throws Problem if one of them cannot be read, or none of them asks anything */
    static List<ChatMessage> of(List<JsonNode> values) {
        List<ChatMessage> messages = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            messages.add(message("messages[" + i + "]", values.get(i)));
        }
        if (messages.stream().noneMatch(UserMessage.class::isInstance)) {
            throw Problem.badField("messages", "must have at least one message of the role user.");
        }
        return messages;
    }

    private static ChatMessage message(String place, JsonNode value) {
        if (!value.isObject() || !FIELDS.containsAll(value.propertyNames())) {
            throw Problem.badField(place, "must be an object of role and content.");
        }
        JsonNode content = value.path("content");
        return switch (value.path("role").asString("")) {
            case "system", "developer" -> SystemMessage.from(onlyText(place, content));
            case "assistant" -> AiMessage.from(onlyText(place, content));
            case "user" -> user(place, content);
            default -> throw Problem.badField(place + ".role", "must be system, user or assistant.");
        };
    }

    private static ChatMessage user(String place, JsonNode content) {
        if (content.isArray() && !content.isEmpty()) {
            List<Content> parts = new ArrayList<>(content.size());
            for (int i = 0; i < content.size(); i++) {
                parts.add(part(place + ".content[" + i + "]", content.get(i)));
            }
            return UserMessage.from(parts);
        }
        return UserMessage.from(text(place + ".content", content));
    }

    private static String onlyText(String place, JsonNode content) {
        if (!content.isArray()) {
            return text(place + ".content", content);
        }
        StringBuilder whole = new StringBuilder();
        for (int i = 0; i < content.size(); i++) {
            String at = place + ".content[" + i + "]";
            if (!content.get(i).path("type").asString("").equals("text")) {
                throw Problem.badField(at, "must be a part of the type text: only users send pictures.");
            }
            whole.append(textOf(at, content.get(i)));
        }
        if (whole.isEmpty()) {
            throw Problem.badField(place + ".content", "must be a text that is not blank.");
        }
        return whole.toString();
    }

    private static Content part(String place, JsonNode part) {
        return switch (part.path("type").asString("")) {
            case "text" -> TextContent.from(textOf(place, part));
            case "image_url" -> {
                only(place, part, "type", "image_url");
                yield picture(place + ".image_url", part.path("image_url"));
            }
            default -> throw Problem.badField(place + ".type", "must be text or image_url.");
        };
    }

    private static String textOf(String place, JsonNode part) {
        only(place, part, "type", "text");
        return text(place + ".text", part.path("text"));
    }

    /** Nothing that is asked for is passed over in silence. */
    private static void only(String place, JsonNode value, String... names) {
        if (!value.isObject() || !List.of(names).containsAll(value.propertyNames())) {
            throw Problem.badField(place, "must be an object of " + String.join(" and ", names) + ".");
        }
    }

    private static Content picture(String place, JsonNode picture) {
        only(place, picture, "url", "detail");
        String url = picture.path("url").asString("");
        int comma = Math.max(0, url.indexOf(','));
        Matcher head = PICTURE.matcher(url.substring(0, comma));
        if (!head.matches() || !isBase64(url.substring(comma + 1))) {
            throw Problem.badField(
                    place + ".url",
                    "must be the picture itself, such as data:image/png;base64,…: PNG, JPEG, WebP or GIF. Addresses are"
                            + " not fetched.");
        }
        return ImageContent.from(
                url.substring(comma + 1), head.group(1), detail(place + ".detail", picture.path("detail")));
    }

    /** LangChain4j would ask for the lowest where none is named. */
    private static DetailLevel detail(String place, JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return DetailLevel.AUTO;
        }
        return switch (value.asString("")) {
            case "auto" -> DetailLevel.AUTO;
            case "low" -> DetailLevel.LOW;
            case "high" -> DetailLevel.HIGH;
            default -> throw Problem.badField(place, "must be auto, low or high.");
        };
    }

    private static boolean isBase64(String text) {
        try {
            return Base64.getDecoder().decode(text).length > 0;
        } catch (IllegalArgumentException other) {
            return false;
        }
    }

    private static String text(String place, JsonNode value) {
        if (!value.isString() || value.stringValue().isBlank() || !Texts.areStorable(value.stringValue())) {
            throw Problem.badField(place, "must be a text of whole characters that is not blank.");
        }
        return value.stringValue();
    }
}
