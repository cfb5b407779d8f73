package dev.tollgate.app;

import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;
import reactor.blockhound.BlockHound;

/**
 * Has BlockHound look at all tests of this module. From the first test on and not before: the build looks for tests in a
 * process of its own, which blocks as it likes.
 */
public final class BlockingCallsFound implements TestExecutionListener {

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        BlockHound.install();
    }
}
