package dev.tollgate.app;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The web part of the program. The ledger, the prices and the keys are given to it by {@link Gateway}. */
@SpringBootApplication(proxyBeanMethods = false)
class TollgateApplication {}
