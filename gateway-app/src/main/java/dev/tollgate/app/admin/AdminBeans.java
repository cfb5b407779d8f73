package dev.tollgate.app.admin;

import dev.tollgate.app.startup.StartupProblem;
import java.net.InetSocketAddress;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.reactive.HttpHandler;

/** The port of administrators, if there is one. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("tollgate.admin.port")
class AdminBeans {

    @Bean
    AdminServer adminServer(
            @Value("${tollgate.admin.address:127.0.0.1}") String host,
            @Value("${tollgate.admin.port}") int port,
            @Value("${server.port}") int callers,
            ObjectProvider<HttpHandler> application) {
        if (port < 1 || port > 65_535 || port == callers) {
            throw new StartupProblem("The port of administrators, TOLLGATE_ADMIN_PORT, is " + port
                    + "; write one from 1 to 65535 that is not the port of the calls.");
        }
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new StartupProblem(
                    "The address '" + host + "' of TOLLGATE_ADMIN_ADDRESS is not known on this machine.");
        }
        return new AdminServer(address, application);
    }
}
