package dev.tollgate.filter.dialect.openai;

import dev.tollgate.filter.dialect.MalformedRequest;
import dev.tollgate.filter.dialect.Operation;
import dev.tollgate.filter.dialect.request.FormBody;
import dev.tollgate.filter.dialect.request.RequestFacts;
import dev.tollgate.filter.dialect.request.Slot;
import java.util.regex.Pattern;

/** The fields that decide about an upload. */
final class UploadFields {

    private static final int LONGEST_COUNT = 9;

    /** {@code file_id}, {@code file_ids[]}, {@code image[0][file_id]}, … */
    private static final Pattern KEPT_FILE = Pattern.compile("(.*[.\\[])?file_ids?([.\\[\\]].*)?");

    private UploadFields() {}

    static void model(Operation operation, FormBody form, RequestFacts facts) {
        if (operation.model() != null) {
            form.part("model")
                    .ifPresent(part ->
                            facts.model(form.text("model").orElse(""), Slot.replacement(part.from(), part.to())));
            facts.deployment(operation.model(), Slot.insertion(0, form.partBefore("model"), "\r\n"));
            return;
        }
        String name = form.text("model")
                .orElseThrow(() -> new MalformedRequest("'model' is missing in the form. Name the model to call."));
        FormBody.Part part = form.part("model").orElseThrow();
        facts.model(name, Slot.replacement(part.from(), part.to()));
    }

    /** Some clients send bytes without a file name: the name of the field tells them, too. */
    static boolean isFile(FormBody.Part part) {
        return part.file()
                || part.name().equals("file")
                || part.name().equals("mask")
                || part.name().startsWith("image");
    }

    /** Files that the provider keeps, in the place of those of the form or beside them. */
    static void references(FormBody form, RequestFacts facts) {
        form.parts().stream()
                .map(FormBody.Part::name)
                .filter(name -> KEPT_FILE.matcher(name).matches())
                .distinct()
                .forEach(name ->
                        form.text(name).ifPresent(id -> facts.references().add(name, id)));
    }

    static boolean flag(FormBody form, String field) {
        return form.text(field)
                .map(text -> switch (text) {
                    case "true", "True", "1" -> true;
                    case "false", "False", "0", "" -> false;
                    default -> throw new MalformedRequest(
                            "'" + field + "' must be true or false, but is \"" + shown(text) + "\".");
                })
                .orElse(false);
    }

    /** A whole number from 1 to the most. */
    static long count(String field, String text, long most) {
        boolean number = text.length() <= LONGEST_COUNT && text.chars().allMatch(sign -> sign >= '0' && sign <= '9');
        long count = number && !text.isEmpty() ? Long.parseLong(text) : 0;
        if (count < 1 || count > most) {
            throw new MalformedRequest(
                    "'" + field + "' must be a whole number from 1 to " + most + ", but is \"" + shown(text) + "\".");
        }
        return count;
    }

    private static String shown(String text) {
        return (text.length() > 40 ? text.substring(0, 40) + "…" : text).replaceAll("\\p{Cntrl}", " ");
    }
}
