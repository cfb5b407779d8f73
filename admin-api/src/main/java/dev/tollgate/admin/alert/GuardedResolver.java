package dev.tollgate.admin.alert;

import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Predicate;

/**
 * Finds the addresses of hosts, and lets only allowed ones be connected to. The address that is connected to is the one that
 * was looked at, so no name can change its mind in between; an address that is written out passes here too.
 */
final class GuardedResolver extends AddressResolverGroup<InetSocketAddress> {

    private final AddressResolverGroup<InetSocketAddress> names;
    private final Predicate<InetAddress> allowed;

    GuardedResolver(AddressResolverGroup<InetSocketAddress> names, Predicate<InetAddress> allowed) {
        this.names = names;
        this.allowed = allowed;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new Guarded(executor, names.getResolver(executor), allowed);
    }

    @Override
    public void close() {
        super.close();
        names.close();
    }

    private static final class Guarded extends AbstractAddressResolver<InetSocketAddress> {

        private final AddressResolver<InetSocketAddress> names;
        private final Predicate<InetAddress> allowed;

        Guarded(EventExecutor executor, AddressResolver<InetSocketAddress> names, Predicate<InetAddress> allowed) {
            super(executor, InetSocketAddress.class);
            this.names = names;
            this.allowed = allowed;
        }

        /** Never: what is resolved already must be looked at as well. */
        @Override
        protected boolean doIsResolved(InetSocketAddress address) {
            return false;
        }

        @Override
        protected void doResolve(InetSocketAddress address, Promise<InetSocketAddress> promise) {
            Promise<List<InetSocketAddress>> all = executor().newPromise();
            doResolveAll(address, all);
            all.addListener(done -> {
                if (done.isSuccess()) {
                    promise.trySuccess(all.getNow().get(0));
                } else {
                    promise.tryFailure(done.cause());
                }
            });
        }

        @Override
        protected void doResolveAll(InetSocketAddress address, Promise<List<InetSocketAddress>> promise) {
            if (!address.isUnresolved()) {
                pass(address, List.of(address), promise);
                return;
            }
            names.resolveAll(address).addListener((Future<List<InetSocketAddress>> found) -> {
                if (found.isSuccess()) {
                    pass(address, found.getNow(), promise);
                } else {
                    promise.tryFailure(found.cause());
                }
            });
        }

        private void pass(
                InetSocketAddress asked, List<InetSocketAddress> found, Promise<List<InetSocketAddress>> promise) {
            List<InetSocketAddress> open = found.stream()
                    .filter(one -> one.getAddress() != null && allowed.test(one.getAddress()))
                    .toList();
            if (open.isEmpty()) {
                promise.tryFailure(
                        new UnknownHostException(asked.getHostString() + " has no address that webhooks may go to"));
            } else {
                promise.trySuccess(open);
            }
        }
    }
}
