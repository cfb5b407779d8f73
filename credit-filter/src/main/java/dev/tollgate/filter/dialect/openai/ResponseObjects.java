package dev.tollgate.filter.dialect.openai;

import dev.tollgate.filter.dialect.answer.KeptIds;
import dev.tollgate.filter.dialect.json.JsonScalar;
import java.util.Set;

/**
 * What OpenAI keeps of a response: itself and its items, unless it is not stored, and what outlives it in any case: its
 * conversation, the container of its code, what its tools have made; and its thoughts, since vendors tell of them in clear.
 */
final class ResponseObjects {

    private static final Set<String> ITEMS = Set.of("output", "item");
    private static final Set<String> ENVIRONMENTS = Set.of("output.environment", "item.environment");

    private final KeptIds ifStored = new KeptIds();
    private final KeptIds anyhow = new KeptIds();
    private boolean stored = true;
    private String itemId = "";
    private String itemType = "";

    /** @param place within the response, or the item that an event brings */
    void value(String place, String key, JsonScalar value) {
        if (place.isEmpty()) {
            response(key, value);
        } else if (ITEMS.contains(place)) {
            item(key, value);
        } else if (place.equals("conversation") && key.equals("id")
                || ENVIRONMENTS.contains(place) && key.equals("container_id")) {
            anyhow.add(value);
        }
    }

    private void response(String key, JsonScalar value) {
        switch (key) {
            case "id" -> ifStored.add(value);
            case "store" -> stored = !value.isFalse();
            case "conversation" -> anyhow.add(value);
            default -> {}
        }
    }

    private void item(String key, JsonScalar value) {
        if (!value.isString()) {
            return;
        }
        switch (key) {
            case "id" -> itemId = value.text();
            case "type" -> itemType = value.text();
            case "container_id" -> anyhow.add(value);
            default -> {}
        }
    }

    void open(String place) {
        if (ITEMS.contains(place)) {
            itemId = "";
            itemType = "";
        }
    }

    void close(String place) {
        if (ITEMS.contains(place)) {
            (InputItem.isKeptAnyhow(itemType) ? anyhow : ifStored).add(itemId);
            open(place);
        }
    }

    /** What outlives a response, or is asked for by its id although the next request has it in itself. */
    Set<String> anyhow() {
        return anyhow.all();
    }

    Set<String> ids() {
        if (!stored) {
            return anyhow();
        }
        KeptIds all = new KeptIds();
        ifStored.all().forEach(all::add);
        anyhow.all().forEach(all::add);
        return all.all();
    }
}
