package dev.tollgate.app.llm;

import java.util.HashMap;
import java.util.Map;

/** How much of something each account has at a time, so that nobody's calls keep all others out. */
final class Shares {

    private final int most;
    private final Map<Long, Integer> taken = new HashMap<>();

    /** @param most that one account may have */
    Shares(int most) {
        this.most = most;
    }

    /** Whether there was so much left for the account, which now has it. */
    synchronized boolean take(long account, int count) {
        int before = taken.getOrDefault(account, 0);
        if (count > most - before) {
            return false;
        }
        taken.put(account, before + count);
        return true;
    }

    synchronized void giveBack(long account, int count) {
        taken.computeIfPresent(account, (who, before) -> before > count ? before - count : null);
    }
}
