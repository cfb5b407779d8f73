package dev.tollgate.app.admin;

import dev.tollgate.app.startup.StartupProblem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;

/** Where administrators have a port of their own: {@code TOLLGATE_ADMIN_PORT}, on {@code TOLLGATE_ADMIN_ADDRESS}. */
public record AdminAddress(InetSocketAddress socket) {

    private static final String PORT = "TOLLGATE_ADMIN_PORT";
    private static final String ADDRESS = "TOLLGATE_ADMIN_ADDRESS";
    private static final int HIGHEST = 65_535;

    /**
     * As the environment says; empty: they come in where callers do.
     *
     * @param callers the port of the calls; 0: any free one
     * @throws StartupProblem if there can be no such port, or the address is not known here
     */
    public static Optional<AdminAddress> of(Map<String, String> environment, int callers) {
        String said = environment.getOrDefault(PORT, "").strip();
        if (said.isEmpty()) {
            return Optional.empty();
        }
        int port = said.matches("[0-9]{1,5}") ? Integer.parseInt(said) : 0;
        if (port < 1 || port > HIGHEST || port == callers) {
            throw new StartupProblem("The port of administrators, " + PORT + ", is '" + said
                    + "'; write a number from 1 to 65535 that is not the port of the calls.");
        }
        InetSocketAddress socket = new InetSocketAddress(environment.getOrDefault(ADDRESS, "127.0.0.1"), port);
        if (socket.isUnresolved()) {
            throw new StartupProblem("The address '" + socket.getHostString() + "' of " + ADDRESS
                    + " is not known on this machine. Use 127.0.0.1 for this machine alone.");
        }
        return Optional.of(new AdminAddress(socket));
    }

    /** What to tell an operator who has callers come from other machines: administrators come in there too. */
    public static Optional<String> warning(InetAddress callers, Optional<AdminAddress> admins) {
        if (admins.isPresent() || callers.isLoopbackAddress()) {
            return Optional.empty();
        }
        return Optional.of("Administrators are let in wherever callers are, on " + callers.getHostAddress()
                + ", which other machines reach: set " + PORT + " to give them a port of their own.");
    }

    public int port() {
        return socket.getPort();
    }

    public String host() {
        return socket.getHostString();
    }
}
