package dev.tollgate.filter.limit;

/**
 * Where limits are counted at the moment.
 *
 * @param shared whether they are meant to be counted together with other nodes
 * @param degraded whether this node counts alone although they are: the store does not answer
 * @param decidedAlone how many demands were decided so since the start
 */
public record StoreState(boolean shared, boolean degraded, long decidedAlone) {

    static final StoreState ALONE = new StoreState(false, false, 0);
}
