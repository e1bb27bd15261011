/// Sessions of the peer link on TCP. Netty moves bytes and nothing else; sessions, requests and
/// answers run on virtual threads. Addresses are the caller's: nothing is looked up here.
@NullMarked
package alpi.alp.net;

import org.jspecify.annotations.NullMarked;
