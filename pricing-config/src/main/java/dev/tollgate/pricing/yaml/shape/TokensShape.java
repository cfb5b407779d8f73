package dev.tollgate.pricing.yaml.shape;

/** The keys of {@code tokens}: the kinds of tokens, each by its whole name and by the word that price lists use. */
@Key.Apart({"input_cached", "cached"})
@Key.Apart({"input_cache_write", "cache_write"})
@Key.Apart({"input_cache_write_1h", "cache_write_1h"})
@Key.Apart({"input_audio", "audio_input"})
@Key.Apart({"input_image", "image_input"})
@Key.Apart({"output_reasoning", "reasoning"})
@Key.Apart({"output_audio", "audio_output"})
@Key.Apart({"output_image", "image_output"})
public record TokensShape(
        @Key(value = "Text that the model reads.", as = Form.AMOUNT) String input,
        @Key(value = "Read from a cache.", as = Form.AMOUNT) String inputCached,
        @Key(value = "Read from a cache.", as = Form.AMOUNT) String cached,
        @Key(value = "Written to a cache.", as = Form.AMOUNT) String inputCacheWrite,
        @Key(value = "Written to a cache.", as = Form.AMOUNT) String cacheWrite,
        @Key(value = "Written to a cache for an hour.", as = Form.AMOUNT, named = "input_cache_write_1h")
                String inputCacheWriteHour,
        @Key(value = "Written to a cache for an hour.", as = Form.AMOUNT, named = "cache_write_1h")
                String cacheWriteHour,
        @Key(value = "Sound that the model reads.", as = Form.AMOUNT) String inputAudio,
        @Key(value = "Sound that the model reads.", as = Form.AMOUNT) String audioInput,
        @Key(value = "Pictures that the model reads.", as = Form.AMOUNT) String inputImage,
        @Key(value = "Pictures that the model reads.", as = Form.AMOUNT) String imageInput,
        @Key(value = "Text that the model writes.", as = Form.AMOUNT) String output,
        @Key(value = "Thinking.", as = Form.AMOUNT) String outputReasoning,
        @Key(value = "Thinking.", as = Form.AMOUNT) String reasoning,
        @Key(value = "Sound that the model makes.", as = Form.AMOUNT) String outputAudio,
        @Key(value = "Sound that the model makes.", as = Form.AMOUNT) String audioOutput,
        @Key(value = "Pictures that the model makes.", as = Form.AMOUNT) String outputImage,
        @Key(value = "Pictures that the model makes.", as = Form.AMOUNT) String imageOutput) {}
