package dev.tollgate.filter.dialect.json;

/** Two who hear of the same document, one before the other. */
record BothVisitors(JsonVisitor first, JsonVisitor second) implements JsonVisitor {

    @Override
    public void value(String path, String key, JsonScalar value) {
        first.value(path, key, value);
        second.value(path, key, value);
    }

    @Override
    public void open(String path, boolean array, long start) {
        first.open(path, array, start);
        second.open(path, array, start);
    }

    @Override
    public void element(String path, int index) {
        first.element(path, index);
        second.element(path, index);
    }

    @Override
    public void close(String path) {
        first.close(path);
        second.close(path);
    }
}
