package dev.tollgate.pricing.yaml.shape;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a key of the file is. Its name is that of the record's component, with {@code _} before what Java writes as a
 * capital letter; its value is a section (a record), a flag (boolean), a word of a closed set (enum), a single value in
 * a form (String), or a list or mapping of these.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.RECORD_COMPONENT})
public @interface Key {

    /** What it says, for the person who writes the file. */
    String value();

    /** How a single value is written, or each of a list or mapping. */
    Form as() default Form.TEXT;

    boolean required() default false;

    /** The name in the file, where Java has no such name. */
    String named() default "";

    /** Keys that the section below must have here, though not elsewhere. */
    String[] needs() default {};

    /** The list may not be empty: what is left out means something else. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.FIELD, ElementType.RECORD_COMPONENT})
    @interface NotEmpty {}

    /** The list may not have more than these. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.FIELD, ElementType.RECORD_COMPONENT})
    @interface AtMost {
        int value();
    }

    /** The key is no single one: every key of this form has such a value. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.FIELD, ElementType.RECORD_COMPONENT})
    @interface Each {
        Form value();

        /** None of them is there without this key. */
        String with() default "";
    }

    /** How the keys of a mapping are written. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.FIELD, ElementType.RECORD_COMPONENT})
    @interface Names {
        Form value();
    }

    /** In the place of the section there may be a single value of this form. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.FIELD, ElementType.RECORD_COMPONENT})
    @interface Or {
        Form value();
    }

    /** In the place of the list there may be its only item. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.FIELD, ElementType.RECORD_COMPONENT})
    @interface OneOrMany {}

    /** At least one of these keys must be there. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface AnyOf {
        String[] value();
    }

    /** One of these keys must be there, and no other of them. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface OneOf {
        String[] value();
    }

    /** These keys go together: none of them is there without the others. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface Together {
        String[] value();
    }

    /** At most one of these keys is there. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @Repeatable(Apart.Several.class)
    @interface Apart {
        String[] value();

        /** Several such sets. */
        @Retention(RetentionPolicy.RUNTIME)
        @Target(ElementType.TYPE)
        @interface Several {
            Apart[] value();
        }
    }

    /** What one key asks of others; {@code usage.callback} is a key of the section {@code usage}. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @Repeatable(When.Several.class)
    @interface When {
        /** Each of these, where it is there. */
        String[] key();

        /** Only where it has one of these values; left out: any. */
        String[] is() default {};

        /** Only where none of these keys is there. */
        String[] absent() default {};

        /** Only where it has a single value, and no section. */
        boolean single() default false;

        /** These keys must be there too. */
        String[] needs() default {};

        /** These keys may not. */
        String[] without() default {};

        /** Several such rules. */
        @Retention(RetentionPolicy.RUNTIME)
        @Target(ElementType.TYPE)
        @interface Several {
            When[] value();
        }
    }

    /** Where this flag is true, it is the only key; nothing else is required. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface Alone {
        String value();
    }
}
